/** The WebAssembly engine: runs wherever V8 or another WebAssembly host with tail calls does. */
import type { Engine } from '../../orc/index.ts';
import { WasmCompiler, type WasmCompilerOptions } from './compiler.ts';
import { WasmExecutor, type WasmExecutorOptions } from './executor.ts';
import type { WasmObject } from './object.ts';

export { IrreducibleControlFlowError, WasmCompiler, type WasmCompilerOptions } from './compiler.ts';
export { WasmExecutor, type WasmExecutorOptions } from './executor.ts';
export { IMPORT_MODULE, type LinkInput, linkModule, linkStandalone } from './linker.ts';
export type { LoopLimits } from './loop-plan.ts';
export type { CodeEntry, Signature, WasmObject } from './object.ts';

/** An engine that compiles to WebAssembly modules of this process. */
export function createWasmEngine(
  options: WasmCompilerOptions & WasmExecutorOptions = {},
): Engine<WasmObject> {
  const executor = new WasmExecutor(options);
  return {
    name: 'wasm',
    compiler: new WasmCompiler(options),
    executor,
    [Symbol.dispose]: () => executor[Symbol.dispose](),
  };
}
