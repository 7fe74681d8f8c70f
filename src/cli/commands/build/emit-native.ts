/** LLVM's emitter for the command line: its failures end in one line. */
import type { NativeEmitter } from '../../../aot/index.ts';
import { BuildError } from '../../../aot/index.ts';
import { emitModule, LibraryNotFoundError, LLVMError } from '../../../engines/llvm/index.ts';
import { ExitCode } from '../../terminal/exit-code.ts';
import { printMessage } from '../../terminal/file-descriptor.ts';

/** @throws BuildError if there is no LLVM, or LLVM cannot compile for the machine. */
export const emitNative: NativeEmitter = (module, options) => {
  try {
    return emitModule(module, { ...options, onFatalError: fail });
  } catch (thrown) {
    if (!(thrown instanceof LLVMError || thrown instanceof LibraryNotFoundError)) throw thrown;
    throw new BuildError(thrown.message.trimEnd(), { cause: thrown });
  }
};

function fail(message: string): never {
  printMessage(`LLVM: ${message}`);
  process.exit(ExitCode.failure);
}
