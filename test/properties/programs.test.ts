/**
 * Random programs do the same on the reference and on the JIT: they print the same numbers to the
 * bit, have the same values, and report the same errors at the same places. A failure shows the
 * shrunk program as a case file.
 */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { findDifference } from '../support/case-runner.ts';
import { engines, type TestEngine } from '../support/engines.ts';
import { scaled } from '../support/long.ts';
import { arbitraryProgram } from '../support/program-arbitrary.ts';

const FUEL = 50_000;

function check(program: string, engine: TestEngine): void {
  // C leaves open which of two zeros its `fmin` gives, and LLVM calls that; `fmod` is exact.
  const text = engine.name === 'wasm' ? program : program.replaceAll('fmin', 'fmod');
  const difference = findDifference(text, engine, FUEL);
  if (difference === undefined) return;
  const found = Object.entries(difference).map(([who, text]) => `${who} says:\n\n${text}`);
  throw new Error(found.join('\n'));
}

describe.each(engines)('$name', (engine) => {
  const agrees = (program: string) => check(program, engine);
  const runs = scaled(engine.name === 'wasm' ? 400 : 100); // LLVM takes a hundred times as long to compile

  test('programs do the same on the reference and on the JIT', () => {
    fc.assert(fc.property(arbitraryProgram(), agrees), { numRuns: runs });
  });

  test('also with redefinitions and removals', () => {
    fc.assert(fc.property(arbitraryProgram({ changes: true }), agrees), { numRuns: runs });
  });
});
