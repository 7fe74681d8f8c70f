/**
 * IR on each engine, case by case; `support/ir-case.ts` says how cases are written. With `BLESS=1` in
 * the environment the results in the files are replaced by those of the reference, and the
 * WebAssembly by what the compiler writes.
 */
import { describe, expect, test } from 'vitest';
import { caseFiles } from '../support/case-files.ts';
import { engines, llvmEngines } from '../support/engines.ts';
import { runIRCase } from '../support/ir-case.ts';
import { isLong } from '../support/long.ts';
import { loopVariants, stressed } from '../support/stress.ts';
import { withWasm } from '../support/wasm-case.ts';

const { names, read, blessed, maxLines } = caseFiles('ll', 'engines');
const withCode = names.filter((name) => /^wasm[\\/]/.test(name));

test.each(withCode)('WebAssembly of %s', (name) => {
  const actual = withWasm(read(name));
  expect(actual).toBe(blessed(name, actual));
});

describe.each([...engines, ...(isLong ? stressed : []), ...loopVariants])('$name', (engine) => {
  // As with programs, LLVM takes every fourth case on every day.
  const takesAll = isLong || !llvmEngines.includes(engine);
  test.each(names.filter((_, i) => takesAll || i % 4 === 0))('%s', (name) => {
    const results = runIRCase(read(name), engine);
    const text = blessed(name, results.reference);
    for (const [who, result] of Object.entries(results)) expect(result, who).toBe(text);
  });
});

test('cases are small', () => {
  expect(maxLines).toBeLessThanOrEqual(60);
});
