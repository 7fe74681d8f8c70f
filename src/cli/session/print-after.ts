/** `--print-after`: prints a function after each run of a pass, on standard error. */
import { printFunction, quoteName } from '../../ir/index.ts';
import type { PassRun } from '../../passes/index.ts';
import { printError } from '../terminal/file-descriptor.ts';

/** Stands for every pass. */
export const ALL = 'all';

export interface PrintAfterOptions {
  /** Names of passes. */
  readonly printAfter?: readonly string[];
}

/** Returns the listener for each run of a pass; undefined if the options name no pass. */
export function passPrinter({
  printAfter = [],
}: PrintAfterOptions): ((run: PassRun) => void) | undefined {
  if (printAfter.length === 0) return undefined;
  return ({ pass, name, fn, changed }) => {
    if (!printAfter.includes(ALL) && !printAfter.includes(pass)) return;
    const note = changed ? '' : ', unchanged';
    printError(`; after ${pass}: @${quoteName(name)}${note}\n${printFunction(fn)}\n`);
  };
}
