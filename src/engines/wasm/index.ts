/** The WebAssembly engine: runs wherever V8 or another WebAssembly host with tail calls does. */
import type { Engine, TargetMachine } from '../../orc/index.ts';
import { WasmCompiler, type WasmCompilerOptions } from './compiler/compiler.ts';
import { WasmExecutor, type WasmExecutorOptions } from './executor/executor.ts';
import type { WasmObject } from './format/object.ts';

export {
  IrreducibleControlFlowError,
  WasmCompiler,
  type WasmCompilerOptions,
} from './compiler/compiler.ts';
export type { LoopLimits } from './compiler/loop-plan.ts';
export { WasmExecutor, type WasmExecutorOptions } from './executor/executor.ts';
export { IMPORT_MODULE, type LinkInput, linkModule, linkStandalone } from './format/linker.ts';
export type { CodeEntry, Signature, WasmObject } from './format/object.ts';

/** As LLVM describes it. Code needs tail calls besides, which the generic processor does not have. */
const WASM32: TargetMachine = {
  triple: 'wasm32-unknown-unknown',
  cpu: 'generic',
  dataLayout: 'e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20',
};

/** An engine that compiles to WebAssembly modules of this process. */
export function createWasmEngine(
  options: WasmCompilerOptions & WasmExecutorOptions = {},
): Engine<WasmObject> {
  const executor = new WasmExecutor(options);
  return {
    name: 'wasm',
    targetMachine: WASM32,
    compiler: new WasmCompiler(options),
    executor,
    hasCheckpoints: options.checkpoints ?? true,
    [Symbol.dispose]: () => executor[Symbol.dispose](),
  };
}
