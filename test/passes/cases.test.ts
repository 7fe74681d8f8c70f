/**
 * Cases of passes: IR, the passes to run, the IR that results, and why.
 *
 *     ; run: simplify
 *     ; Why it must fire, or must not.
 *     define double @f(double %x) { …
 *     ; expect: changed          (or `unchanged`, and nothing behind it)
 *     define double @f(double %x) { …
 *
 * `BLESS=1` rewrites what is behind the last comment; read it before it is committed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseModule, printModule, verifyModule } from '../../src/ir/index.ts';
import { listPasses, optimizeFunction } from '../../src/passes/index.ts';
import { expectSame } from './equivalence.ts';

const root = fileURLToPath(new URL('../cases/passes', import.meta.url));

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ll'))
  .sort();

test.each(files)('%s', (file) => {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const passes = /^; run: (.*)\n/.exec(text)?.[1]?.split(', ');
  if (passes === undefined) throw new Error(`${file}: no '; run:' in the first line`);
  expect(text, 'a reason in the second line').toMatch(/^.*\n; \S/);
  const input = text.replace(/^; expect:[\s\S]*/m, '');
  const module = parseModule(input, file);
  verifyModule(module);
  const changed = module.functions.map((fn) => optimizeFunction(fn, { passes, verify: true }));
  const result = changed.includes(true) ? `changed\n${printModule(module)}` : 'unchanged\n';
  const actual = `${input.trimEnd()}\n\n; expect: ${result}`;
  if (process.env['BLESS'] === '1') writeFileSync(path, actual);
  else expect(actual).toBe(text);
  checkBehaviour(input, module);
});

test('every pass has cases', () => {
  const folders = new Set(files.map((file) => file.split(/[\\/]/)[0]));
  expect(
    listPasses()
      .map(({ name }) => name)
      .filter((name) => !folders.has(name)),
  ).toEqual([]);
});

const samples = [0, -0, 1, -1, 0.5, 3, 1e308, 5e-324, Infinity, -Infinity, NaN];

/** Compares the functions before and after on all combinations of peculiar numbers. */
function checkBehaviour(input: string, { functions }: ReturnType<typeof parseModule>): void {
  parseModule(input).functions.forEach((fn, at) => {
    for (let code = 0; code < samples.length ** Math.min(fn.type.parameters.length, 3); code++) {
      const args = Array.from(
        { length: fn.type.parameters.length },
        (_, i) => samples[Math.floor(code / samples.length ** (i % 3)) % samples.length]!,
      );
      expectSame(fn, functions[at]!, args);
    }
  });
}
