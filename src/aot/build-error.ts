/** A program without mistakes cannot be built. The message is one line that says why. */
export class BuildError extends Error {
  readonly code = 'ERR_BUILD';
  override readonly name = 'BuildError';
}
