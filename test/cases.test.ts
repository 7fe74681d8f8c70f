/**
 * The language, case by case; `support/case-file.ts` says how cases are written. With `BLESS=1` in
 * the environment the expectations in the files are replaced by what the reference does.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCase } from './support/case-runner.ts';
import { engines } from './support/engines.ts';
import { isLong } from './support/long.ts';

const { BLESS } = process.env;
const directory = fileURLToPath(new URL('cases/', import.meta.url));
const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ks'))
  .sort();

/** On every day, engines after the first take every fourth case: LLVM takes long to compile. */
const runs = engines.flatMap((engine) =>
  names
    .filter((_, i) => isLong || engine === engines[0] || i % 4 === 0)
    .map((name) => [engine.name, name, engine] as const),
);

test.each(runs)('%s: %s', (_, name, engine) => {
  const path = directory + name;
  let text = readFileSync(path, 'utf8');
  const results = runCase(text, engine);
  const { reference, jit } = results;
  if (BLESS === '1' && reference !== text) {
    writeFileSync(path, reference);
    text = reference;
  }
  expect(reference, 'on the reference').toBe(text);
  expect(jit, 'on the JIT').toBe(text);
  // Inlining and interpreting happen before any engine, so one engine is enough on every day.
  if (!isLong && engine !== engines[0]) return;
  expect(results.inlining, 'on the JIT, with inlining').toBe(text);
  expect(results.tiered, 'on the JIT, with interpreted calls').toBe(text);
});

test('cases are small', () => {
  const sizes = names.map((name) => readFileSync(directory + name, 'utf8').split('\n').length - 1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(60);
});
