// @ts-nocheck
import * as fc from 'fast-check';
import { test, expect } from 'vitest';
import { arbitraryArguments, arbitraryDouble } from '../support/ir-arbitrary.ts';
import { arbitraryFlow, choosingHost } from './arbitrary-flow.ts';
import { compileToBytes, Machine, traceCompiled, traceReference } from './wasm-run.ts';
import { printModule, FuelExhaustedError } from '../../src/ir/index.ts';
import { findLoops, analyzeControlFlow } from '../../src/analysis/index.ts';
const runs = Number(process.env.RUNS ?? 3000);
const stats: Record<string, number> = {};
for (const budgets of [undefined, [1,1], [1,2], [2,1], [3, 3]] as const)
test('random '+budgets, () => {
  fc.assert(fc.property(
    arbitraryFlow, fc.array(fc.tuple(arbitraryArguments(2), fc.array(fc.constantFrom(0, 1), {minLength: 1, maxLength: 20, size: 'max'})), {minLength:1, maxLength:4}),
    (module, samples) => {
      const loops = findLoops(analyzeControlFlow(module.functions[0]!));
      const d = Math.max(0, ...loops.all.map(l => l.depth));
      let c;
      try { c = compileToBytes(module, budgets ? {budgets} : {}); } catch (e) { throw new Error(e.stack + '\n' + printModule(module)); }
      try {
      const m = new Machine(c);
      for (const [args, choices] of samples) {
        const a = traceReference(module, 'f', args, choosingHost(choices, 50), 3000);
        if (a.thrown instanceof FuelExhaustedError) { stats.fuel = (stats.fuel ?? 0) + 1; continue; }
        const b = traceCompiled(m, 'f', args, choosingHost(choices, 50));
        const k = `loops ${loops.all.length} depth ${d} ` + (a.thrown ? 'stopped' : 'result');
        stats[k] = (stats[k] ?? 0) + 1;
        expect(b).toEqual(a);
      }
      } catch (e) { throw new Error(e.message + '\n' + printModule(module)); }
    }), { numRuns: runs });
    if (process.env.STATS) console.log(stats);
}, 600000);
