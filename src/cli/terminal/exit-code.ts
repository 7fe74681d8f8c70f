/** What the process says at its end. */
export const ExitCode = {
  /** All went well; there may have been warnings. */
  success: 0,
  /** There was an error in a program, or a file could not be read or written. */
  failure: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** A bug of ours (`EX_SOFTWARE` of BSD's sysexits). */
  internal: 70,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
