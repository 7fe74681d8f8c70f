/** Code and its locals grow no faster than the program. */
import { expect, test } from 'vitest';
import type { WasmObject } from '../../src/engines/wasm/index.ts';
import { WasmCompiler } from '../../src/engines/wasm/index.ts';
import { KaleidoscopeJIT, SourceFile } from '../../src/index.ts';

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
