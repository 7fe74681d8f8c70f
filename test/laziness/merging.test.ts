/**
 * The WebAssembly executor merges its small modules when they become many. Nothing of that shows,
 * whatever is defined, redefined, removed or running before, after and meanwhile.
 */
import { expect, test } from 'vitest';
import type { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { SourceFile } from '../../src/source/index.ts';
import { createSession, fillUntilMerge } from './session.ts';

test('redefinition and removal before and after a merge', () => {
  const session = createSession();
  const { jit } = session;
  const handles = new Map<string, Parameters<KaleidoscopeJIT['removeModule']>[0]>();
  const define = (text: string) => {
    for (const outcome of jit.run(new SourceFile('t', text))) {
      if (outcome.kind === 'definition') handles.set(outcome.ast.prototype.name, outcome.handle);
    }
  };
  define('def early(x) x; def gone(x) x; def late(x) x; def lazy(x) x * 7;');
  define('def a(x) early(x); def b(x) gone(x); def c(x) late(x); def d(x) if x then x else lazy(x)');
  expect(jit.evaluate('a(1) + b(1) + c(1) + d(1)')).toBe(4);
  define('def early(x) x + 10');
  jit.removeModule(handles.get('gone')!);
  fillUntilMerge(session, 'p');
  expect(jit.evaluate('a(1)')).toBe(11);
  expect(() => jit.evaluate('b(1)')).toThrow('undefined function: gone');
  expect(jit.evaluate('c(1)')).toBe(1);
  expect(jit.evaluate('d(0)')).toBe(0);
  define('def late(x) x + 100; def gone(x) x + 1000');
  jit.removeModule(handles.get('early')!);
  expect(jit.evaluate('b(1) + c(1)')).toBe(1102);
  expect(() => jit.evaluate('a(1)')).toThrow('undefined function: early');
  fillUntilMerge(session, 'q');
  define('def early(x) x + 5');
  expect(jit.evaluate('a(1) + b(1) + c(1) + d(1)')).toBe(6 + 1001 + 101 + 1);
});

test('the same name redefined a thousand times and more', () => {
  const { jit } = createSession();
  jit.addSource('def g(x) f(x)');
  for (let i = 0; i < 2500; i++) {
    jit.addSource(`def f(x) x + ${i}`);
    expect(jit.function(i % 2 === 0 ? 'g' : 'f')(1)).toBe(1 + i);
  }
});

test('a function that runs during a merge calls what its names mean', () => {
  const session = createSession();
  const { jit } = session;
  jit.defineHostFunction('grow', () => {
    fillUntilMerge(session, 'p');
    return 0;
  });
  jit.defineHostFunction('redefine', () => {
    jit.addSource('def changed(x) x + 100');
    return 0;
  });
  jit.addSource(`
    def changed(x) x + 1;
    def later(x) x + 2;
    def f(x) changed(x) + grow() + redefine() + changed(x) * 1000 + later(x) * 1000000`);
  expect(jit.evaluate('f(0)')).toBe(1 + 100_000 + 2_000_000);
  expect(jit.evaluate('f(0)')).toBe(100 + 100_000 + 2_000_000);
});

test('a function that runs during a merge does not reach another one through an old entry', () => {
  const session = createSession();
  const { jit } = session;
  jit.defineHostFunction('grow', () => {
    fillUntilMerge(session, 'p');
    jit.evaluate('first(1)'); // compiled: its entry into the compiler is free for others
    jit.evaluate('caller(0)'); // takes entries for others
    return 0;
  });
  jit.addSource(`
    def first(x) 1;
    def other1(x) 2; def other2(x) 3; def other3(x) 4;
    def caller(x) if x then other1(x) + other2(x) + other3(x) else 0;
    def f(x) grow() + first(x)`);
  expect(jit.evaluate('f(0)')).toBe(1);
});
