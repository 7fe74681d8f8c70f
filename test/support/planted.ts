/** An engine with a mistake, for tests of the tools that find and shrink mistakes. */
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import type { IRModule } from '../../src/ir/index.ts';
import { engines, type TestEngine } from './engines.ts';

/** Multiplies instead of dividing in functions with branches, which makes no loop run longer. */
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
