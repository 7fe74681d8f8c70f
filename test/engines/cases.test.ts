/**
 * IR on each engine, case by case; `support/ir-case.ts` says how cases are written. With `BLESS=1` in
 * the environment the results in the files are replaced by those of the reference, and the
 * WebAssembly by what the compiler writes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { engines, llvmEngines } from '../support/engines.ts';
import { runIRCase } from '../support/ir-case.ts';
import { isLong } from '../support/long.ts';
import { loopVariants, stressed } from '../support/stress.ts';
import { withWasm } from '../support/wasm-case.ts';

const directory = fileURLToPath(new URL('../cases/engines/', import.meta.url));
const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ll'))
  .sort();
const read = (name: string) => readFileSync(directory + name, 'utf8');
const withCode = names.filter((name) => /^wasm[\\/]/.test(name));

/** What `name` says, or, with `BLESS=1`, what it says from now on. */
function blessed(name: string, actual: string): string {
  if (process.env['BLESS'] !== '1') return read(name);
  writeFileSync(directory + name, actual);
  return actual;
}

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
  const sizes = names.map((name) => read(name).split('\n').length - 1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(60);
});
