/**
 * Makes changes whole under stack overflow: what probes the stack first overflows there, where
 * nothing has changed yet, and not half-way.
 */

/** Room for compiling and linking: about 100 KB. */
const FRAMES = 800;

/** Throws the host's `RangeError` now if the stack would not hold some hundred small frames more. */
export function probeStack(frames = FRAMES): number {
  return frames === 0 ? 0 : probeStack(frames - 1) + 1;
}
