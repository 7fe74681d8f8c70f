/** Limits that the language, the core and its engines share. */

/** Most parameters of a function: the JavaScript embedding of WebAssembly sets this limit. */
export const MAX_PARAMETERS = 1000;

/** How much of each a program may use. */
export interface ProgramLimits {
  /** Bytes of each text in UTF-8. */
  readonly sourceBytes?: number;
  /** Bytes that the program prints, in the whole life of a session. */
  readonly outputBytes?: number;
  /** Functions that are defined at the same time. */
  readonly functions?: number;
}

const excesses: Readonly<Record<keyof ProgramLimits, (most: number) => string>> = {
  sourceBytes: (most) => `the text is larger than ${most} bytes`,
  outputBytes: (most) => `the program prints more than ${most} bytes`,
  functions: (most) => `the program defines more than ${most} functions`,
};

/** The names of the limits. */
export const limitNames: readonly string[] = Object.keys(excesses);

/** A program uses more than a limit allows. The session is unharmed. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
  readonly code = 'ERR_LIMIT';
  readonly limit: keyof ProgramLimits;
  /** The value of the limit. */
  readonly most: number;
  /** The functions that the error is about: none. */
  readonly symbols: readonly string[] = [];

  constructor(limit: keyof ProgramLimits, most: number) {
    super(excesses[limit](most));
    this.limit = limit;
    this.most = most;
  }
}

/** @throws LimitError if `count` is more than the limit allows. */
export function checkLimit(limits: ProgramLimits, limit: keyof ProgramLimits, count: number): void {
  const most = limits[limit] ?? Number.POSITIVE_INFINITY;
  if (count > most) throw new LimitError(limit, most);
}
