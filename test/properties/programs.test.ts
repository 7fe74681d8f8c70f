/**
 * Random programs and modules do the same on the reference and on the JIT: they print the same
 * numbers to the bit, have the same values, and report the same errors at the same places. A failure
 * shows the shrunk program as a case file.
 */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { kinds } from '../fuzz/kinds.ts';
import { engines } from '../support/engines.ts';
import { scaled } from '../support/long.ts';

describe.each(engines)('$name', (engine) => {
  const runs = scaled(engine.name === 'wasm' ? 400 : 100); // LLVM takes a hundred times as long to compile

  test.each(Object.entries(kinds))('%s', (_, { arbitrary, findDifference }) => {
    const agrees = (text: string) => {
      const difference = findDifference(text, engine);
      if (difference === undefined) return;
      const found = Object.entries(difference).map(([who, text]) => `${who} says:\n\n${text}`);
      throw new Error(found.join('\n'));
    };
    fc.assert(fc.property(arbitrary, agrees), { numRuns: runs });
  });
});
