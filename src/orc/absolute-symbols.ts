/** Names for code that is there already. */

import type { MaterializationUnit } from './materialization.ts';
import type { Code } from './stubs.ts';

/**
 * A unit that defines names as code of the same session: functions that an executor has linked, or
 * the code of symbols. The code is kept for as long as a name has it.
 *
 * @example
 * const now = session.controller.linkHostFunction({ name: 'now', type: functionOfDoubles(0), call });
 * dylib.define(absoluteSymbols({ now }));
 */
export function absoluteSymbols(codes: Readonly<Record<string, Code>>): MaterializationUnit {
  const entries = Object.entries(codes);
  return {
    symbols: entries.map(([name, { type }]) => ({ name, type })),
    codes: new Map(entries),
    materialize(responsibility) {
      responsibility.notifyAliased(new Map(entries));
    },
  };
}
