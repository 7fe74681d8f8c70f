/** The native engine: LLVM's own code generator and ORC, called through koffi. For Node. */
import type { Engine } from '../../orc/index.ts';
import { type LLVMLibrary, openLLVM } from './binding/library.ts';
import { LLVMCompiler } from './compiler/compiler.ts';
import type { LLVMObject } from './compiler/object.ts';
import { LLVMExecutor } from './executor/executor.ts';

export { installedLLVMs, LibraryNotFoundError, LLVMError } from './binding/library.ts';
export type { CodeGeneratorOptions, OutputForm } from './compiler/code-generator.ts';
export { LLVMCompiler, type LLVMCompilerOptions } from './compiler/compiler.ts';
export { type EmitModuleOptions, emitModule } from './compiler/emit.ts';
export type { LLVMObject } from './compiler/object.ts';

/** Options of the engine for machine code. */
export interface LLVMEngineOptions {
  /** Path of libLLVM. Default: the one that `KALEIDOSCOPE_LLVM` names, or the newest installed. */
  readonly library?: string;
  /** The processor to compile for, by LLVM's name. This machine must be able to run its code. */
  readonly cpu?: string;
  /** Which of LLVM's pipelines runs, `default<O0>` to `default<O3>`. Default: 2. */
  readonly optimizationLevel?: 0 | 1 | 2 | 3;
  /** Whether code can end before it returns, which deadlines need. Default: true. */
  readonly checkpoints?: boolean;
  /** Shared libraries whose functions programs may declare with `extern`. */
  readonly load?: readonly string[];
}

/** The engine without its executor, for sessions whose machine code runs elsewhere. */
export type LLVMCompilingEngine = Omit<Engine<LLVMObject>, 'executor'>;

/**
 * An engine that compiles to machine code in this process. Dispose of the engine: the garbage
 * collector does not know the memory that LLVM holds.
 *
 * @throws LibraryNotFoundError with one line that names what to install.
 *
 * @example
 * using jit = new KaleidoscopeJIT({ engine: createLLVMEngine() });
 */
export function createLLVMEngine(options: LLVMEngineOptions = {}): Engine<LLVMObject> {
  const library = openLLVM(options.library);
  const compiling = compilingEngine(library, options);
  const executor = new LLVMExecutor(library, options.load);
  return {
    ...compiling,
    executor,
    [Symbol.dispose]() {
      executor[Symbol.dispose]();
      compiling[Symbol.dispose]();
    },
  };
}

/**
 * The part of the engine that compiles, for `connect` and `createRemoteEngine`. The executor must have
 * the same LLVM, and a processor that can run the code.
 *
 * @throws LibraryNotFoundError with one line that names what to install.
 *
 * @example
 * const executor = processExecutor({ engine: 'llvm' });
 * await using jit = await connect(executor, { engine: createLLVMCompilingEngine() });
 */
export function createLLVMCompilingEngine(
  options: Omit<LLVMEngineOptions, 'load'> = {},
): LLVMCompilingEngine {
  return compilingEngine(openLLVM(options.library), options);
}

function compilingEngine(library: LLVMLibrary, options: LLVMEngineOptions): LLVMCompilingEngine {
  const compiler = new LLVMCompiler(library, options);
  return {
    name: 'llvm',
    targetMachine: compiler.targetMachine,
    compiler,
    hasCheckpoints: options.checkpoints ?? true,
    hasProcessFunctions: true,
    [Symbol.dispose]: () => compiler[Symbol.dispose](),
  };
}
