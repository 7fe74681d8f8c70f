/** The LLVM executor, to be served by a process: it finds functions in that process. */
import { loadForeignInterface } from '../../engines/llvm/binding/ffi.ts';
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
  endWithController();
  return {
    engine: name,
    executor,
    deserialize: (bytes) => format.deserialize(bytes),
    functions: mathFunctions(),
  };
}

/** Has Linux end this process with its controller: a loop in a library asks nobody whether it may go on. */
function endWithController(): void {
  const ffi = loadForeignInterface();
  const prctl = ffi.open().find('prctl');
  if (prctl === undefined) return;
  const signature = { result: 'int', parameters: ['int', 'uintptr_t'] } as const;
  ffi.bind<(option: number, signal: number) => number>(prctl, signature)(PR_SET_PDEATHSIG, SIGKILL);
}
