/** A stack that overflows while one function after the other is compiled. */
import { expect, test } from 'vitest';
import type { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { engines } from '../support/engines.ts';
import { overflow, sessionsOn } from './session.ts';

/** `f0` calls `f1`, which calls `f2`, and so on; the last one is `x`. */
function chain(jit: KaleidoscopeJIT, count: number): void {
  let text = '';
  for (let i = 0; i < count; i++) text += `def f${i}(x) 1 + f${i + 1}(x);\n`;
  jit.addSource(`${text}def f${count}(x) x`);
}

test('inside the compiler, under calls of ever new functions', () => {
  // Natively the stack takes more functions than a test can wait for.
  const { jit, compiled } = sessionsOn(engines[0]!)();
  const count = 50_000;
  chain(jit, count);
  const attempts = [overflow(() => jit.evaluate('f0(1)')), overflow(() => jit.function('f0')(1))];
  for (const error of attempts) expect(error.message).toMatch(/^stack overflow/);
  expect(new Set(compiled).size).toBe(compiled.length);
  const reached = compiled.length;
  expect(reached).toBeGreaterThan(100);
  expect(reached).toBeLessThan(count);
  // Around the place where it broke everything works.
  jit.addSource(`def f${reached + 40}(x) x`);
  for (let i = reached + 39; i > reached - 60; i--) {
    expect(jit.evaluate(`f${i}(5)`)).toBe(reached + 40 - i + 5);
  }
  // And so does the rest, piece by piece.
  jit.addSource(`def f${reached + 40}(x) 1 + f${reached + 41}(x)`);
  expect(jit.evaluate(`f${count - 500}(5)`)).toBe(505);
  overflow(() => jit.evaluate('f0(1)'));
});
