/** An engine with a mistake, for tests of the tools that find and shrink mistakes. */
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import type { IRModule } from '../../src/ir/index.ts';
import { engines, type TestEngine } from './engines.ts';

/** Multiplies where functions with branches divide: no loop goes on for longer by that. */
export const planted: TestEngine = {
  ...engines[0]!, // there is one
  name: 'wasm with a mistake',
  create: () => {
    const engine = createWasmEngine();
    return {
      ...engine,
      compiler: { compile: (module) => engine.compiler.compile(mistake(module)) },
    };
  },
};

function mistake(module: IRModule): IRModule {
  for (const { values } of module.functions) {
    if (!values.some(({ op }) => op === 'phi')) continue;
    for (const value of values) if (value.op === 'fdiv') value.op = 'fmul';
  }
  return module;
}
