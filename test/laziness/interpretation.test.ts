/** Calls that are answered without compiling. */
import { expect, test } from 'vitest';
import { DiagnosticError, KaleidoscopeJIT } from '../../src/index.ts';
import { RecursiveMaterializationError, StackOverflowError } from '../../src/orc/index.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { createSession } from './session.ts';

test('a function is compiled after so many calls', () => {
  const { jit, compiled } = createSession({ interpretedCalls: 3 });
  jit.addSource('def f(x) x + 1');
  for (let i = 0; i < 3; i++) expect(jit.evaluate(`f(${i})`)).toBe(i + 1);
  expect(compiled).toEqual([]);
  expect(jit.findSymbol('f')).toMatchObject({ state: 'lazy' });
  expect(jit.evaluate('f(3)')).toBe(4);
  expect(compiled).toEqual(['f']);
});

test('unless it is said otherwise, the first functions are compiled on their first calls', () => {
  const jit = new KaleidoscopeJIT();
  const compiled: string[] = [];
  jit.events.on('ready', ({ name }) => compiled.push(name));
  const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
  for (const name of names) jit.evaluate(`def ${name}(x) x + 1; ${name}(1)`);
  expect(compiled).toEqual(names.slice(0, 16));
});

test('a function with a loop is compiled on its first call', () => {
  const { jit, compiled } = createSession({ interpretedCalls: 3 });
  jit.evaluate('def f(x) for i = 1, i < x in x; def g(x) f(x); g(3)');
  expect(compiled).toEqual(['f']);
});

test('compiled code compiles what it calls', () => {
  const { jit, compiled } = createSession({ interpretedCalls: 3 });
  jit.evaluate('def f(x) x; def g(x) for i = 1, i < x in f(i); g(3)');
  expect(compiled).toEqual(['g', 'f']);
});

test('a function that is being compiled is not interpreted meanwhile', () => {
  const { jit } = createSession({ interpretedCalls: 100 });
  let thrown: unknown;
  jit.events.on('stage', ({ name, stage }) => {
    if (name === 'f' && stage === 'compile') thrown = thrownBy(() => jit.function('f')(1));
  });
  jit.addSource('def f(x) x + 1; def g(n) var s in (for i = 1, i < n in s = s + f(i)) + s');
  expect(jit.function('g')(1)).toBe(2);
  expect(thrown).toBeInstanceOf(RecursiveMaterializationError);
});

test('a call of an interpreted function is told of', () => {
  const { jit } = createSession({ interpretedCalls: 3 });
  const names: string[] = [];
  jit.events.on('interpreted', ({ name }) => names.push(name));
  jit.evaluate('def f(x) x; def g(x) f(x) + f(x); g(3)');
  expect(names).toEqual(['f', 'f', 'g']);
});

test('interpreted functions see what becomes of their callees', () => {
  const { jit } = createSession({ interpretedCalls: 9 });
  jit.addSource('def f(x) g(x) / 2; def g(x) x');
  expect(jit.evaluate('f(6)')).toBe(3);
  expect(jit.evaluate('def g(x) x + 2; f(6)')).toBe(4);
  expect(jit.evaluate('def binary / 40 (a b) a - b; f(6)')).toBe(6);
  expect(thrownBy(() => jit.evaluate('def g(x y) x; f(6)'))).toBeInstanceOf(DiagnosticError);
  expect(jit.evaluate('def g(x) 1; f(6)')).toBe(-1);
});

test('a body with errors reports them, and runs once they are mended', () => {
  const { jit } = createSession({ interpretedCalls: 9 });
  const failed: string[] = [];
  jit.events.on('failed', ({ name }) => failed.push(name));
  jit.addSource('def f(x) nosuch(x)');
  expect(thrownBy(() => jit.evaluate('f(1)'))).toBeInstanceOf(DiagnosticError);
  expect(failed).toEqual(['f']);
  expect(jit.evaluate('def nosuch(x) x + 1; f(1)')).toBe(2);
});

test('a function that a host function redefines while it is interpreted ends as it was', () => {
  const { jit } = createSession({ interpretedCalls: 9 });
  jit.defineHostFunction('change', () => {
    jit.addSource('def f(x) x');
    return 10;
  });
  jit.addSource('def f(x) change() + x');
  expect(jit.evaluate('f(1)')).toBe(11);
  expect(jit.evaluate('f(1)')).toBe(1);
});

test('thousands of functions may call each other at their first calls', () => {
  const { jit, compiled } = createSession({ interpretedCalls: 1 });
  const count = 3000;
  const chain = Array.from({ length: count }, (_, i) => `def f${i + 1}(x) f${i}(x) + 1;`);
  expect(jit.evaluate(`def f0(x) x; ${chain.join('\n')} f${count}(0)`)).toBe(count);
  expect(compiled.length).toBeGreaterThan(count - 100);
});

test('recursion without an end is reported as ever', () => {
  const { jit } = createSession({ interpretedCalls: 9 });
  const thrown = thrownBy(() => jit.evaluate('def f(x) g(x) + 1; def g(x) f(x) + 1; f(1)'));
  expect(thrown).toBeInstanceOf(StackOverflowError);
  expect((thrown as StackOverflowError).symbols).toEqual(expect.arrayContaining(['f', 'g']));
  expect(jit.evaluate('def g(x) x; f(1)')).toBe(2);
});
