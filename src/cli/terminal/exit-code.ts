/** The exit codes of the process. */
export const ExitCode = {
  /** No errors; perhaps warnings. */
  success: 0,
  /** An error in a program, or a file that cannot be read or written. */
  failure: 1,
  /** Wrong usage of the command line. */
  usage: 2,
  /** A bug of ours (`EX_SOFTWARE` of BSD's sysexits). */
  internal: 70,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
