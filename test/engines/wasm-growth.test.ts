/** Code and its locals grow no faster than the program. */
import { expect, test } from 'vitest';
import type { WasmObject } from '../../src/engines/wasm/index.ts';
import { createWasmEngine, WasmCompiler } from '../../src/engines/wasm/index.ts';
import { KaleidoscopeJIT, SourceFile } from '../../src/index.ts';
import { scaled } from '../support/long.ts';

/** The object of the last function of a program. */
function compile(text: string): WasmObject {
  using jit = new KaleidoscopeJIT();
  let object: WasmObject | undefined;
  for (const outcome of jit.run(new SourceFile('<test>', text))) {
    if (outcome.kind === 'definition') object = new WasmCompiler().compile(jit.lower(outcome.ast));
  }
  return object!; // the programs below define functions
}

/** Number of locals that the first function declares; WebAssembly groups them by type. */
function localsOf({ functions }: WasmObject): number {
  const { code } = functions[0]!;
  let count = 0;
  for (let group = 0; group < code[0]!; group++) count += code[1 + 2 * group]!; // each below 128
  return count;
}

const sequence = (loops: number) =>
  `def binary : 1 (a b) b; def f(x) ${'(for i = 1, i < x in x) : '.repeat(loops)}x`;

test('loops in sequence share their locals', () => {
  expect(localsOf(compile(sequence(20)))).toBe(localsOf(compile(sequence(10))));
});

const results = (loops: number) =>
  `def binary : 1 (a b) b; def f(x) var a, b in ${'(for i = 1, i < x in a = i * x) : (b = b + a) : '.repeat(loops)}b`;

test('so do what comes out of them', () => {
  expect(localsOf(compile(results(20)))).toBe(localsOf(compile(results(10))));
});

const chain = (arms: number) =>
  `def f(x) ${Array.from({ length: arms }, (_, n) => `if x < ${n} then ${n} else `).join('')}x`;

test('an else-if chain of thousands of arms', () => {
  using jit = new KaleidoscopeJIT();
  expect(jit.evaluate(`${chain(scaled(10_000))}; f(17.5)`)).toBe(18);
});

const exits = (calls: number) => {
  const arm = (n: number) =>
    `if n < ${n} then (if x < 3 then f(x + 1, n - ${n}) else x * ${n}) else `;
  return `def f(x n) ${Array.from({ length: calls }, (_, n) => arm(n)).join('')}x`;
};

test('what a loop that goes on and is left in many places costs is written once', () => {
  const [small, large] = [compile(exits(40)).size, compile(exits(80)).size];
  expect(large).toBeLessThan(2.5 * small);
});

test('a loop that goes on and is left in 1,000 places', () => {
  using jit = new KaleidoscopeJIT();
  expect(jit.evaluate(`${exits(1000)}; f(1, 10) + f(5, 20)`)).toBe(105);
});

test('the host is told of large modules', () => {
  let told = 0;
  const linkLarge = <T>(link: () => T): T => {
    told++;
    return link();
  };
  using jit = new KaleidoscopeJIT({ engine: createWasmEngine({ linkLarge }) });
  expect(jit.evaluate(`${sequence(10)}; f(1)`)).toBe(1);
  expect(told).toBe(0);
  expect(jit.evaluate(`${sequence(4000)}; f(1)`)).toBe(1);
  expect(told).toBe(1);
});
