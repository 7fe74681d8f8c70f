import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IRModule, parseModule, printModule, ReferenceMachine } from '../../src/ir/index.ts';
import { arbitraryArguments, arbitraryFunction, HostLog } from '../support/ir-arbitrary.ts';
import {
  expectedOf,
  llvmTools,
  runTool,
  runWithLLVM,
  type Sample,
  verifyWithLLVM,
} from '../support/ir-llvm.ts';
import { scaled } from '../support/long.ts';

const opt = llvmTools('opt');
// Before version 17, x86 has no code for `minimum` and `maximum`.
const lli = llvmTools('lli', 17);

const count = scaled(300);
const samplesPerFunction = 4;

/** One module of many functions, so that LLVM need not start for each. */
function randomModule(seed: number): IRModule {
  const functions = fc
    .sample(arbitraryFunction({ irreducible: true }), { seed, numRuns: count })
    .map((fn, at) => ({ ...fn, name: `f${at}` }));
  return { functions };
}

describe('LLVM as referee', { timeout: 120_000 }, () => {
  const seed = Date.now() & 0x7fffffff;
  const module = randomModule(seed);
  const text = printModule(module);
  const about = `seed ${seed}`;

  test.skipIf(opt.missing)(`opt accepts and returns what we print${opt.missing ?? ''}`, () => {
    for (const tool of opt.tools) {
      expect(() => verifyWithLLVM(tool, text), about).not.toThrow();
      const printed = runTool(tool, ['-S'], text);
      expect(printModule(parseModule(printed)), about).toBe(text);
    }
  });

  test.skipIf(lli.missing)(`lli computes what the interpreter does${lli.missing ?? ''}`, () => {
    const samples = module.functions.flatMap((fn): Sample[] =>
      fc
        .sample(arbitraryArguments(fn.type.parameters.length), {
          seed,
          numRuns: samplesPerFunction,
        })
        .map((args) => ({ fn, args })),
    );
    const expected = samples.map(({ fn, args }) => {
      const host = new HostLog();
      const result = new ReferenceMachine(module.functions, host.call, 1e6).call(fn.name, args);
      return expectedOf(host, result);
    });
    for (const tool of lli.tools) {
      const computed = runWithLLVM(tool, module, samples);
      samples.forEach(({ fn, args }, at) => {
        const show = () => `${about}: ${args}\n${printModule({ functions: [fn] })}`;
        if (computed[at]?.join() !== expected[at]?.join()) {
          expect.fail(`${tool.path}: ${computed[at]} instead of ${expected[at]}\n${show()}`);
        }
      });
      expect(computed.length).toBe(samples.length);
    }
  });
});
