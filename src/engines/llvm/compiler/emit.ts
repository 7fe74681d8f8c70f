/** Ahead of time: a module of IR as object code, assembly, bitcode or LLVM's own IR. */
import type { IRModule } from '../../../ir/index.ts';
import { LLVMError, type LLVMLibrary, openLLVM } from '../binding/library.ts';
import { withMessages } from '../binding/messages.ts';
import { withABI } from './baseline.ts';
import { CodeGenerator, type CodeGeneratorOptions, type OutputForm } from './code-generator.ts';
import { plainText } from './plain-text.ts';

/** The form of the output, and the machine that it is for. */
export interface EmitModuleOptions extends CodeGeneratorOptions {
  readonly form: OutputForm;
  /** Path of libLLVM. Default: the one that `KALEIDOSCOPE_LLVM` names, or the newest installed. */
  readonly library?: string;
  /** Whether other modules can see a function. Default: all. */
  readonly isExported?: (name: string) => boolean;
  /**
   * Ends the process, as LLVM itself would, at a fault from which LLVM cannot recover, such as a
   * request for code that a processor cannot run. Default: aborts.
   */
  readonly onFatalError?: (message: string) => never;
}

/**
 * Compiles a module as it stands: its functions keep their names, and a linker must supply the
 * functions that it calls but does not define. For this machine unless the options name another.
 *
 * @throws LibraryNotFoundError, LLVMError
 *
 * @example
 * emitModule(parseModule(text), { form: 'object', triple: 'aarch64-linux-gnu' });
 */
export function emitModule(module: IRModule, options: EmitModuleOptions): Uint8Array {
  const library = openLLVM(options.library);
  const { onFatalError = abort } = options;
  const { result, written } = withMessages(
    library,
    () => emitWith(library, module, options),
    (message, written) => onFatalError(unknownProcessor(written) ?? message),
  );
  const fault = unknownProcessor(written);
  if (fault !== undefined) throw new LLVMError(fault);
  process.stderr.write(written);
  return result;
}

function emitWith(
  library: LLVMLibrary,
  module: IRModule,
  { form, isExported = () => true, ...options }: EmitModuleOptions,
): Uint8Array {
  using generator = new CodeGenerator(library, options);
  // No function is C's function of the same name, not even a declared one: if LLVM computed its
  // result, the bits could differ. All may throw, so that exceptions of C++ pass through.
  const text = plainText(module, library.version, {
    isInternal: (name) => !isExported(name),
    definitionAttributes: ['nobuiltin'],
    declarationAttributes: ['nobuiltin'],
  });
  return generator.compile(withABI(text, generator.triple), { form });
}

/** LLVM compiles for the plainest processor instead of one that it does not know. */
function unknownProcessor(written: string): string | undefined {
  return /'.*' is not a recognized processor for this target/.exec(written)?.[0];
}

function abort(message: string): never {
  process.stderr.write(`LLVM: ${message}\n`);
  process.abort();
}
