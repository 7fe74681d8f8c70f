/** The LLVM executor, to be served by a process: it finds functions in that process. */
import { type CType, loadForeignInterface, NULL } from '../../engines/llvm/binding/ffi.ts';
import {
  createLLVMEngine,
  type LLVMEngineOptions,
  type LLVMObject,
} from '../../engines/llvm/index.ts';
import { mathFunctions } from '../../runtime/index.ts';
import type { ServedExecutor } from '../executor-server.ts';

/** Of Linux: `prctl(PR_SET_PDEATHSIG, SIGKILL)`. */
const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * A new LLVM executor, for `serveExecutor`.
 *
 * @throws LibraryNotFoundError
 */
export function createServedLLVM(
  options: Pick<LLVMEngineOptions, 'library' | 'load'>,
): ServedExecutor<LLVMObject> {
  const { name, executor, compiler } = createLLVMEngine(options);
  const format = compiler.objectFormat!; // machine code has one
  const flush = functionOfProcess<(stream: number) => number>('fflush', ['uintptr_t']);
  endWithController();
  return {
    engine: name,
    executor,
    deserialize: (bytes) => format.deserialize(bytes),
    functions: mathFunctions(),
    flush: () => void flush?.(NULL), // all streams
  };
}

/** Has Linux end this process with its controller: a loop in a library asks nobody whether it may go on. */
function endWithController(): void {
  if (process.platform !== 'linux') return;
  const parameters = ['int', 'uintptr_t'] as const;
  functionOfProcess<(option: number, signal: number) => number>('prctl', parameters)?.(
    PR_SET_PDEATHSIG,
    SIGKILL,
  );
}

/** A function of the C library. */
function functionOfProcess<F>(name: string, parameters: readonly CType[]): F | undefined {
  const ffi = loadForeignInterface();
  const address = ffi.open().find(name);
  return address && ffi.bind<F>(address, { result: 'int', parameters });
}
