/**
 * Cases of passes: IR, the passes to run, the IR that results, and why.
 *
 *     ; run: simplify
 *     ; Why it must fire, or must not.
 *     define double @f(double %x) { …
 *     ; expect: changed          (or `unchanged`, and nothing behind it)
 *     define double @f(double %x) { …
 *
 * The module's functions are the bodies that calls reach; what it only declares may be the C library's.
 * `BLESS=1` rewrites what is behind the last comment; read it before it is committed.
 */
import { expect, test } from 'vitest';
import { FunctionBuilder, type IRModule, parseModule, printModule } from '../../src/ir/index.ts';
import { listPasses, moduleContext, optimize } from '../../src/passes/index.ts';
import { caseFiles } from '../support/case-files.ts';
import { expectSameIn } from './equivalence.ts';

const { names: files, read, blessed } = caseFiles('ll', 'passes');

test.each(files)('%s', (file) => {
  const text = read(file);
  const passes = /^; run: (.*)\n/.exec(text)?.[1]?.split(', ');
  if (passes === undefined) throw new Error(`${file}: no '; run:' in the first line`);
  expect(text, 'a reason in the second line').toMatch(/^.*\n; \S/);
  const input = text.replace(/^; expect:[\s\S]*/m, '');
  const module = parseModule(input, file);
  const context = moduleContext(module, { isLibraryFunction: () => true });
  const changed = optimize(module, context, { passes, verify: true });
  const result = changed ? `changed\n${printModule(module)}` : 'unchanged\n';
  const actual = `${input.trimEnd()}\n\n; expect: ${result}`;
  expect(actual).toBe(blessed(file, actual));
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

/** The C library's functions that may be built in; others are the host's, whose calls are compared. */
const library = (['sqrt', 'floor', 'ceil', 'trunc', 'fabs', 'nearbyint', 'rint'] as const).map(
  (name) => {
    const builder = new FunctionBuilder(name, ['x']);
    builder.ret(builder.emit(name === 'rint' ? 'nearbyint' : name, builder.param(0)));
    return builder.finish();
  },
);

/** Compares the functions before and after on all combinations of peculiar numbers. */
function checkBehaviour(input: string, { functions }: IRModule): void {
  const originals = parseModule(input).functions;
  const others = library.filter(({ name }) => originals.every((fn) => fn.name !== name));
  const [before, after] = [originals, functions].map((own) => [...own, ...others]);
  for (const fn of originals) {
    for (let code = 0; code < samples.length ** Math.min(fn.type.parameters.length, 3); code++) {
      const args = Array.from(
        { length: fn.type.parameters.length },
        (_, i) => samples[Math.floor(code / samples.length ** (i % 3)) % samples.length]!,
      );
      expectSameIn(before!, after!, fn.name, args);
    }
  }
}
