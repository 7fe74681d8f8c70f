/** Ahead of time: a module of IR as object code, assembly, bitcode or LLVM's own IR. */
import { type IRModule, printModule } from '../../ir/index.ts';
import { CodeGenerator, type CodeGeneratorOptions, type OutputForm } from './code-generator.ts';
import { withoutMissingIntrinsics } from './intrinsics.ts';
import { openLLVM } from './library.ts';
import { withLinkage } from './linkage.ts';

export interface EmitModuleOptions extends CodeGeneratorOptions {
  readonly form: OutputForm;
  /** Path of libLLVM. Default: what `KALEIDOSCOPE_LLVM` names, or the newest installed. */
  readonly library?: string;
  /** Which functions others can see. Default: all. */
  readonly isExported?: (name: string) => boolean;
}

/**
 * Compiles a module as it stands: its functions keep their names, and what it calls and does not
 * define is left to a linker. For this machine unless the options name another.
 *
 * @throws LLVMNotFoundError, LLVMError
 *
 * @example
 * emitModule(parseModule(text), { form: 'object', triple: 'aarch64-linux-gnu' });
 */
export function emitModule(module: IRModule, options: EmitModuleOptions): Uint8Array {
  const { form, isExported = () => true } = options;
  using generator = new CodeGenerator(openLLVM(options.library), options);
  const text = withLinkage(printModule(module), isExported);
  return generator.compile(withoutMissingIntrinsics(text, generator.library.version), { form });
}
