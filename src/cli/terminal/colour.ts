/** Whether to write colours. */
import { isatty } from 'node:tty';

/**
 * The first of these that is set decides: `asked`, the option of the command line; the environment
 * variable `FORCE_COLOR`, which Node puts before `NO_COLOR` (no-color.org); then `NO_COLOR`,
 * `CLICOLOR_FORCE` and `CLICOLOR` (bixense.com/clicolors); last, whether `fd` is a terminal.
 * An empty variable counts as unset.
 */
export function useColour(asked: boolean | undefined, fd: number): boolean {
  if (asked !== undefined) return asked;
  const { FORCE_COLOR, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR) return false;
  if (CLICOLOR_FORCE && CLICOLOR_FORCE !== '0') return true;
  return CLICOLOR !== '0' && TERM !== 'dumb' && isatty(fd);
}
