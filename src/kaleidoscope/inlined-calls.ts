/**
 * Functions that a runaway recursion goes through without a frame of their own, because their
 * bodies were copied into callers.
 *
 * @param onStack The functions that have frames.
 * @param calleesOf What a function calls, of that which may be copied into its callers.
 * @returns all that are on a way from one of `onStack` back to one of them, in the order of calls.
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
