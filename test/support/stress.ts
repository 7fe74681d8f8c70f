/**
 * Engines under stress: rare events happen all the time, between any two steps. Programs behave the
 * same on them as on other engines.
 */
import { createWasmEngine, type WasmCompilerOptions } from '../../src/engines/wasm/index.ts';
import type { InlineBudget } from '../../src/passes/index.ts';
import { engines, type TestEngine } from './engines.ts';

/** Enough to compile everything again in all programs; without a limit, recursion takes minutes. */
const FORGETS = 200;

/** The ways of compiling loops: they move to other code never, after one iteration, or a few. */
export const wasmVariants = [
  {},
  { outlineLoops: false },
  { loopLimits: { iterationsInPlace: 1, iterationsPerCall: 1 } },
  { loopLimits: { iterationsInPlace: 1, iterationsPerCall: 2 } },
  { loopLimits: { iterationsInPlace: 2, iterationsPerCall: 1, maxHeight: 0 } },
  { loopLimits: { iterationsInPlace: 3, iterationsPerCall: 3, maxHeight: 9, maxConstants: 1 } },
  { loopLimits: { iterationsInPlace: 1, iterationsPerCall: 1, maxParameters: 7 } },
] as const satisfies readonly WasmCompilerOptions[];

const everyIteration = { iterationsInPlace: 1, iterationsPerCall: 1, maxHeight: 9 };

const budgetOf = (size: number, growth: number): InlineBudget => ({
  operatorSize: size,
  calleeSize: size,
  loopCalleeSize: size,
  growth,
  loopGrowth: growth,
});

const wasm = engines[0]!; // it is always there

/** Only the first kind includes engines other than WebAssembly. */
export const stressed: readonly TestEngine[] = [
  ...engines.map((engine) => ({
    ...engine,
    name: `${engine.name}, one function has code at a time`,
    session: { forgets: FORGETS },
  })),
  {
    ...wasm,
    name: 'wasm, every loop goes on elsewhere after one iteration',
    create: () => createWasmEngine({ loopLimits: everyIteration }),
  },
  {
    ...wasm,
    name: 'wasm, two modules are merged',
    create: () => createWasmEngine({ mergeAt: 2 }),
  },
  {
    ...wasm,
    name: 'wasm, only bodies of one node are copied',
    session: { inlineBudget: budgetOf(1, 1) },
  },
  {
    ...wasm,
    name: 'wasm, bodies of all sizes are copied, one into each function',
    session: { inlineBudget: budgetOf(Infinity, 1) },
  },
  {
    ...wasm,
    name: 'wasm, bodies of all sizes are copied',
    session: { inlineBudget: budgetOf(Infinity, 1000) },
  },
  {
    ...wasm,
    name: 'wasm, nothing is optimized',
    create: () => createWasmEngine({ outlineLoops: false }),
    session: { optimizationLevel: 0 },
  },
  {
    ...wasm,
    name: 'wasm, all of it',
    create: () => createWasmEngine({ loopLimits: everyIteration, mergeAt: 2 }),
    session: { forgets: FORGETS, optimizationLevel: 3, inlineBudget: budgetOf(Infinity, 1000) },
  },
];

/** The variants except the usual one, which is among `engines`. */
export const loopVariants: readonly TestEngine[] = wasmVariants.slice(1).map((options, i) => ({
  ...wasm,
  name: `wasm, variant ${i + 1}`,
  create: () => createWasmEngine(options),
  session: { optimizationLevel: 0 },
}));
