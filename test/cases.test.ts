/**
 * The language, case by case; `support/case-file.ts` says how cases are written. With `BLESS=1` in
 * the environment the expectations in the files are replaced by what the reference does.
 */
import { expect, test } from 'vitest';
import { caseFiles } from './support/case-files.ts';
import { runCase } from './support/case-runner.ts';
import { engines } from './support/engines.ts';
import { isLong } from './support/long.ts';

const { names, read, blessed, maxLines } = caseFiles('ks');

/** On every day, engines after the first take every fourth case: LLVM takes long to compile. */
const runs = engines.flatMap((engine) =>
  names
    .filter((_, i) => isLong || engine === engines[0] || i % 4 === 0)
    .map((name) => [engine.name, name, engine] as const),
);

test.each(runs)('%s: %s', (_, name, engine) => {
  const results = runCase(read(name), engine);
  const { reference, jit } = results;
  const text = blessed(name, reference);
  expect(reference, 'on the reference').toBe(text);
  expect(jit, 'on the JIT').toBe(text);
  // Inlining and interpreting happen before any engine, so one engine is enough on every day.
  if (!isLong && engine !== engines[0]) return;
  expect(results.inlining, 'on the JIT, with inlining').toBe(text);
  expect(results.tiered, 'on the JIT, with interpreted calls').toBe(text);
});

test('cases are small', () => {
  expect(maxLines).toBeLessThanOrEqual(60);
});
