/**
 * Work that can pause: a generator that yields where its caller may do something else first, and
 * returns the result. A yielded promise must settle before the next step.
 */
export type Steps<T> = Generator<Promise<void> | undefined, T, void>;

/** Does all steps at once. For work that yields no promises. */
export function finishSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
