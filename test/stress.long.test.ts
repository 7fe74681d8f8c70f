/** The language, case by case, on engines under stress. */
import { describe, expect, test } from 'vitest';
import { SourceFile } from '../src/source/index.ts';
import { caseFiles } from './support/case-files.ts';
import { findDifference } from './support/case-runner.ts';
import { JITSession } from './support/case-session.ts';
import { engines } from './support/engines.ts';
import { stressed } from './support/stress.ts';

const { names, read } = caseFiles('ks');

test('where one function has code at a time, each call of another one compiles it again', () => {
  const text = 'def f(n) if n then g(n - 1) else 0; def g(n) if n then f(n - 1) else 0; f(5)';
  const compiled = (forgets: number) => {
    using session = new JITSession(engines[0]!.create(), { inlines: false, forgets });
    for (const outcome of session.run(new SourceFile('t.ks', text))) expect(outcome).toBeDefined();
    return session.takeCompiled();
  };
  expect(compiled(0)).toEqual(['f', 'g']);
  expect(compiled(3)).toEqual(['f', 'g', 'f', 'g']);
});

test.each([
  ['wasm', ['g into f', 'h into f']],
  ['wasm, only bodies of one node are copied', ['g into f']],
  ['wasm, bodies of all sizes are copied, one into each function', ['h into f']],
])('%s: what is copied', (engine, copies) => {
  const text = 'def g(x) x; def h(x) x * x; def f(x) h(x) + h(g(x)); f(3)';
  const { session, create } = [...engines, ...stressed].find(({ name }) => name === engine)!;
  using running = new JITSession(create(), session);
  const found: string[] = [];
  running.jit.events.on('inlined', ({ name, into }) => found.push(`${name} into ${into}`));
  for (const outcome of running.run(new SourceFile('t.ks', text))) expect(outcome).toBeDefined();
  expect(found.filter((copy) => copy.endsWith('into f')).sort()).toEqual(copies);
});

describe.each(stressed)('$name', (engine) => {
  test.each(names)('%s', (name) => {
    expect(findDifference(read(name), engine)).toBeUndefined();
  });
});
