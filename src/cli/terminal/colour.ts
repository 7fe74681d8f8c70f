/** Whether to write colours. */
import { isatty } from 'node:tty';

/**
 * The first that says something: `asked`, what the command line says; in the environment
 * `FORCE_COLOR`, which in Node's world goes before `NO_COLOR` (no-color.org), and `CLICOLOR_FORCE`
 * and `CLICOLOR` (bixense.com/clicolors), which go after it; whether a terminal reads along.
 * A variable that is empty says nothing.
 */
export function useColour(asked: boolean | undefined, fd: number): boolean {
  if (asked !== undefined) return asked;
  const { FORCE_COLOR, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR) return false;
  if (CLICOLOR_FORCE && CLICOLOR_FORCE !== '0') return true;
  return CLICOLOR !== '0' && TERM !== 'dumb' && isatty(fd);
}
