/**
 * Finds functions that a runaway recursion calls without a frame of their own, because their bodies
 * were copied into callers.
 *
 * @param onStack The functions that have frames.
 * @param calleesOf The callees of a function that may be copied into their callers.
 * @returns the other functions on paths of calls from `onStack` back to it, in the order of calls.
 */
export function withoutFrames(
  onStack: readonly string[],
  calleesOf: (name: string) => readonly string[],
): string[] {
  const callers = new Map<string, Set<string>>(onStack.map((name) => [name, new Set()]));
  for (const name of callers.keys()) {
    for (const callee of calleesOf(name)) {
      const others = callers.get(callee) ?? new Set();
      callers.set(callee, others.add(name)); // new ones are visited as well
    }
  }
  const leadBack = new Set(onStack);
  for (const name of leadBack) for (const caller of callers.get(name)!) leadBack.add(caller); // all callers are keys
  return [...callers.keys()].filter((name) => leadBack.has(name) && !onStack.includes(name));
}
