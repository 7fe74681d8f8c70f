/** Whether to write colours. */
import { isatty } from 'node:tty';

/**
 * What was asked for on the command line; else `FORCE_COLOR` and `NO_COLOR` in the environment
 * (force-color.org, no-color.org); else whether a terminal reads along.
 */
export function useColour(asked: boolean | undefined, fd: number): boolean {
  if (asked !== undefined) return asked;
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return !NO_COLOR && TERM !== 'dumb' && isatty(fd);
}
