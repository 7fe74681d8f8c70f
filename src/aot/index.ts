/** Ahead-of-time compilation of a program to one module, of WebAssembly or machine code. */
export { BuildError } from './build-error.ts';
export {
  buildNative,
  type NativeBuild,
  type NativeEmitter,
  type NativeEmitterOptions,
  type NativeForm,
  type NativeOptions,
  type NativeTarget,
} from './native-module.ts';
export { buildWasm, type WasmBuild } from './wasm-module.ts';
export {
  type CompiledProgram,
  compileProgram,
  type Signature,
  TOP_LEVEL,
  type WholeProgram,
} from './whole-program.ts';
