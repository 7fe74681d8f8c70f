/** Why a program without mistakes cannot be built, for one line of a message. */
export class BuildError extends Error {
  readonly code = 'ERR_BUILD';
  override readonly name = 'BuildError';
}
