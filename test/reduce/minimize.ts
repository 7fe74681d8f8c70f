/**
 * Delta debugging: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input"
 * (2002). Their `ddmin` also tries each part alone, which seldom keeps what a program needs; here
 * parts are only taken out.
 */

/** Whether a smaller input still shows what is looked for. */
export type Test<Input> = (input: Input) => Promise<boolean>;

/**
 * Leaves parts out as long as `isInteresting` holds for the rest: halves first, then quarters, in
 * the end each alone until none can go. As many tests as the square of what stays, at most, and
 * few for what goes.
 */
export async function minimize<T>(
  parts: readonly T[],
  isInteresting: Test<readonly T[]>,
): Promise<readonly T[]> {
  let kept = parts;
  let size = Math.ceil(parts.length / 2);
  while (size >= 1) {
    const before = kept.length;
    for (let at = 0; at < kept.length; ) {
      const rest = kept.toSpliced(at, size);
      if (await isInteresting(rest)) kept = rest;
      else at += size;
    }
    if (size > 1 || kept.length === before) size = Math.floor(size / 2);
  }
  return kept;
}

/** The first of some candidates that is interesting. */
export async function firstInteresting<T>(
  candidates: Iterable<T>,
  isInteresting: Test<T>,
): Promise<T | undefined> {
  for (const candidate of candidates) if (await isInteresting(candidate)) return candidate;
  return undefined;
}

/** Takes steps until none of them changes anything. */
export async function untilStable<T>(
  input: T,
  steps: readonly ((input: T) => Promise<T>)[],
): Promise<T> {
  for (let current = input; ; ) {
    const before = current;
    for (const step of steps) current = await step(current);
    if (current === before) return current;
  }
}
