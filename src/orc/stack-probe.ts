/**
 * How full the host's stack is. Call `probeStack` before changing state: if the stack is nearly full
 * it throws there, before anything has changed.
 */

/** Room for compiling and linking: about 100 KB. */
const FRAMES = 800;

/** Throws the host's `RangeError` now if the stack would not hold some hundred small frames more. */
export function probeStack(frames = FRAMES): number {
  return frames === 0 ? 0 : probeStack(frames - 1) + 1;
}

/** Whether the stack holds some hundred small frames more. */
export function hasStackLeft(frames = FRAMES): boolean {
  try {
    probeStack(frames);
    return true;
  } catch {
    return false;
  }
}

/** Whether this is the exception by which V8, JavaScriptCore or SpiderMonkey says that the stack is full. */
export function isStackOverflow(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false;
  const { name, message } = thrown;
  if (name === 'InternalError') return message === 'too much recursion';
  // V8 13 calls any regular expression invalid while the stack is almost full.
  return thrown instanceof RangeError && message.startsWith('Maximum call stack size exceeded');
}
