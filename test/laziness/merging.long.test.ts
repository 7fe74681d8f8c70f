/** Merges of modules beside those of `merging.test.ts`, several in a session. */
import { expect, test } from 'vitest';
import { createSession, fillUntilMerge } from './session.ts';

test('three thousand functions that call each other', () => {
  const { jit, merges } = createSession();
  const count = 3000;
  let text = 'def f0(x) x;';
  for (let i = 1; i < count; i++) text += `def f${i}(x) f${Math.floor(i / 2)}(x) + ${i};`;
  jit.addSource(text);
  const expected = (i: number): number => (i === 0 ? 1 : expected(Math.floor(i / 2)) + i);
  for (let i = 0; i < count; i++) expect(jit.function(`f${i}`)(1)).toBe(expected(i));
  for (let i = 0; i < count; i++) expect(jit.function(`f${i}`)(1)).toBe(expected(i));
  expect(merges()).toBeGreaterThan(0);
  jit.addSource('def f1(x) x * 100');
  for (const i of [1, 2, 3, 1500, 2999]) {
    const expected = (i: number): number => (i === 1 ? 100 : expected(Math.floor(i / 2)) + i);
    expect(jit.function(`f${i}`)(1)).toBe(expected(i));
  }
});

test('functions that are merged again and again', () => {
  const session = createSession();
  const { jit } = session;
  jit.addSource('def f(x) x; def g(x) f(x) + 1');
  for (let round = 0; round < 4; round++) {
    expect(jit.evaluate('g(1)')).toBe(2 + round);
    fillUntilMerge(session, `r${round}x`);
    expect(jit.evaluate('g(1)')).toBe(2 + round);
    jit.addSource(`def f(x) x + ${round + 1}`);
  }
});

test('a loop that runs during merges', () => {
  const session = createSession();
  const { jit } = session;
  let round = 0;
  jit.defineHostFunction('grow', () => {
    round++;
    fillUntilMerge(session, `r${round}x`);
    jit.addSource(`def value(x) x + ${round}`);
    return 0;
  });
  jit.addSource(`
    def value(x) x;
    def f(n) var s in (for i = 1, i < n in grow() + (s = s * 10 + value(0))) + s`);
  expect(jit.evaluate('f(5)')).toBe(12345);
});
