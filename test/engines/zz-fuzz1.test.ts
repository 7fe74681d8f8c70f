// @ts-nocheck
import * as fc from 'fast-check';
import { test, expect } from 'vitest';
import { arbitraryFunction, arbitraryArguments, HostLog, arbitraryModule } from '/work/main/test/support/ir-arbitrary.ts';
import { compileToBytes, Machine, traceCompiled, traceReference } from '/work/main/test/engines/wasm-run.ts';
import { printModule } from '/work/main/src/ir/index.ts';
const runs = Number(process.env.RUNS ?? 3000);
for (const budgets of [undefined, [1,1], [1,2], [2,1]] as const)
test('random '+budgets, () => {
  fc.assert(fc.property(
    arbitraryFunction({}).chain(fn => fc.tuple(fc.constant(fn), fc.array(arbitraryArguments(fn.arity), {minLength:1, maxLength:4}))),
    ([fn, argLists]) => {
      const module = { functions: [fn] };
      let c;
      try { c = compileToBytes(module, budgets ? {budgets} : {}); } catch (e) { throw new Error(e.stack + '\n' + printModule(module)); }
      try {
      const m = new Machine(c);
      for (const args of argLists) {
        const a = traceReference(module, 'f', args, new HostLog().call);
        const b = traceCompiled(m, 'f', args, new HostLog().call);
        expect(b).toEqual(a);
      }
      } catch (e) { throw new Error(e.message + '\n' + printModule(module)); }
    }), { numRuns: runs });
}, 600000);
