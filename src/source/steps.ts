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

/** The same steps, and how many milliseconds they took, without the pauses. */
export function* measureSteps<T>(
  steps: Steps<T>,
): Steps<{ readonly value: T; readonly duration: number }> {
  let duration = 0;
  for (;;) {
    const start = performance.now();
    const step = steps.next();
    duration += performance.now() - start;
    if (step.done === true) return { value: step.value, duration };
    yield step.value;
  }
}
