/** Kaleidoscope, compiled lazily: the language on the lazy core. Runs in Node and in browsers. */
export { createWasmEngine } from './engines/wasm/index.ts';
export {
  type Declaration,
  KaleidoscopeJIT,
  type KaleidoscopeJITOptions,
  type ModuleHandle,
  type Outcome,
} from './kaleidoscope-jit.ts';
export * from './language/index.ts';
export * from './orc/index.ts';
export { listPasses, type OptimizationLevel, type Pass } from './passes/index.ts';
export * from './source/index.ts';
