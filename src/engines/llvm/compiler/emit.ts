/** Ahead of time: a module of IR as object code, assembly, bitcode or LLVM's own IR. */
import type { IRModule } from '../../../ir/index.ts';
import { LLVMError, type LLVMLibrary, openLLVM } from '../binding/library.ts';
import { withMessages } from '../binding/messages.ts';
import { withABI } from './baseline.ts';
import { CodeGenerator, type CodeGeneratorOptions, type OutputForm } from './code-generator.ts';
import { plainText } from './plain-text.ts';

/** What a module is compiled to, and for which machine. */
export interface EmitModuleOptions extends CodeGeneratorOptions {
  readonly form: OutputForm;
  /** Path of libLLVM. Default: what `KALEIDOSCOPE_LLVM` names, or the newest installed. */
  readonly library?: string;
  /** Which functions others can see. Default: all. */
  readonly isExported?: (name: string) => boolean;
  /**
   * Ends the process, as LLVM would do itself, at a fault after which it cannot go on: where it is
   * asked for what a processor cannot do. Default: aborts.
   */
  readonly onFatalError?: (message: string) => never;
}

/**
 * Compiles a module as it stands: its functions keep their names, and what it calls and does not
 * define is left to a linker. For this machine unless the options name another.
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
  // Functions are not what C means by their names, also those that others define: their results would
  // have other bits if LLVM computed them. All may throw, so that exceptions of C++ pass through.
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
