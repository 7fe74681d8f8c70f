/** Random functions compute the same bits, and call the same in the same order, after any pass. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { functionOfDoubles, printModule, verifyFunction } from '../../src/ir/index.ts';
import {
  listPasses,
  moduleContext,
  optimizeFunction,
  type PipelineOptions,
} from '../../src/passes/index.ts';
import { arbitraryFlow, choosingHost } from '../engines/arbitrary-flow.ts';
import { arbitraryArguments, arbitraryFunction, hostCallees } from '../support/ir-arbitrary.ts';
import { llvmTools, verifyWithLLVM } from '../support/ir-llvm.ts';
import { scaled } from '../support/long.ts';
import { copyOf, expectSame } from './equivalence.ts';

const opt = llvmTools('opt');
const numRuns = scaled(100);

const names = listPasses().map(({ name }) => name);

const pipelines: [string, PipelineOptions][] = [
  ...names.map((name): [string, PipelineOptions] => [name, { passes: [name] }]),
  ['all, twice, backwards', { passes: [...names, ...names].reverse() }],
  ...([1, 2, 3] as const).map((level): [string, PipelineOptions] => [`-O${level}`, { level }]),
];

/** Some call themselves. */
const functions = fc.oneof(
  arbitraryFunction({ irreducible: true }),
  arbitraryFunction({
    maxArity: 1,
    callees: [{ name: 'f', type: functionOfDoubles(1) }, ...hostCallees],
  }).filter(({ type }) => type.parameters.length === 1),
);

const functionWithArguments = functions.chain((fn) =>
  fc.tuple(
    fc.constant(fn),
    fc.array(arbitraryArguments(fn.type.parameters.length), { minLength: 4, maxLength: 4 }),
  ),
);

describe.each(pipelines)('%s', (_, options) => {
  test('keeps what random functions do', () => {
    fc.assert(
      fc.property(functionWithArguments, ([fn, samples]) => {
        const optimized = copyOf(fn);
        const module = { functions: [optimized] };
        const before = printModule(module);
        const changed = optimizeFunction(optimized, moduleContext(module), {
          ...options,
          verify: true,
        });
        if (!changed) expect(printModule(module)).toBe(before);
        for (const args of samples) expectSame(fn, optimized, args);
      }),
      { numRuns },
    );
  });

  test('keeps what random control flow does', () => {
    const choices = fc.array(fc.constantFrom(0, 1), { maxLength: 6 });
    fc.assert(
      fc.property(arbitraryFlow, arbitraryArguments(2), choices, (module, args, choose) => {
        const [fn] = module.functions;
        const optimized = copyOf(fn!);
        const context = moduleContext({ functions: [optimized] });
        optimizeFunction(optimized, context, { ...options, verify: true });
        expectSame(fn!, optimized, args, () => choosingHost(choose, 40));
      }),
      { numRuns },
    );
  });
});

test.skipIf(opt.missing)(`LLVM accepts what is optimized${opt.missing ?? ''}`, () => {
  const seed = Date.now() & 0x7fffffff;
  const optimized = fc
    .sample(arbitraryFunction({ irreducible: true }), { seed, numRuns: scaled(300) })
    .map((fn, at) => {
      const copy = { ...copyOf(fn), name: `f${at}` };
      optimizeFunction(copy, {}, { level: ((at % 3) + 1) as 1 | 2 | 3 });
      verifyFunction(copy);
      return copy;
    });
  const text = printModule({ functions: optimized });
  for (const tool of opt.tools) {
    expect(() => verifyWithLLVM(tool, text), `seed ${seed}`).not.toThrow();
  }
});
