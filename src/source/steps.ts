/**
 * Work that can pause: a generator that yields wherever its caller may do other work first, and
 * returns the result. A yielded promise must settle before the next step.
 */
export type Steps<T> = Generator<Promise<void> | undefined, T, void>;

/**
 * Runs all steps without a pause, and calls `between` after each. Only for work that yields no
 * promises. An exception of `between` ends the work.
 */
export function finishSteps<T>(steps: Steps<T>, between?: () => void): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    try {
      between?.();
    } catch (thrown) {
      steps.return(undefined as T); // runs what the work does at its end
      throw thrown;
    }
  }
}

/** Runs the same steps and measures how many milliseconds they take, without the pauses. */
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
