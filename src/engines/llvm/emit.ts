/** Ahead of time: a module of IR as object code, assembly, bitcode or LLVM's own IR. */
import type { IRModule } from '../../ir/index.ts';
import { CodeGenerator, type CodeGeneratorOptions, type OutputForm } from './code-generator.ts';
import { openLLVM } from './library.ts';
import { plainText } from './plain-text.ts';

export interface EmitModuleOptions extends CodeGeneratorOptions {
  readonly form: OutputForm;
  /** Path of libLLVM. Default: what `KALEIDOSCOPE_LLVM` names, or the newest installed. */
  readonly library?: string;
}

/**
 * Compiles a module as it stands: its functions are exported under their names, and what it calls
 * and does not define is left to a linker. For this machine unless the options name another.
 *
 * @throws LibraryNotFoundError, LLVMError
 *
 * @example
 * emitModule(parseModule(text), { form: 'object', triple: 'aarch64-linux-gnu' });
 */
export function emitModule(module: IRModule, options: EmitModuleOptions): Uint8Array {
  using generator = new CodeGenerator(openLLVM(options.library), options);
  const text = plainText(module, generator.library.version);
  return generator.compile(text, { form: options.form });
}
