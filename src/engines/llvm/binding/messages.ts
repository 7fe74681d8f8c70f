/**
 * Catches messages that LLVM writes only to standard error, and faults at which LLVM ends the
 * process: its C interface reports neither.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address, ForeignInterface } from './ffi.ts';
import { LLVMError, type LLVMLibrary } from './library.ts';

const STANDARD_ERROR = 2;

/**
 * Runs `action`, and also returns the text that LLVM wrote to standard error meanwhile. At a fault
 * where LLVM would end the process, calls `onFatalError`, which must end it.
 */
export function withMessages<T>(
  library: LLVMLibrary,
  action: () => T,
  onFatalError: (message: string, written: string) => never,
): { readonly result: T; readonly written: string } {
  const { ffi } = library;
  const release = captureStandardError(ffi);
  const onFault = (message: number): number => {
    const written = release();
    return onFatalError(ffi.readText(message as Address), written);
  };
  const handler = ffi.callback(onFault, { result: 'void', parameters: ['uintptr_t'] });
  const install = bind<(handler: Address) => void>(library, 'LLVMInstallFatalErrorHandler', [
    'uintptr_t',
  ]);
  install(handler.address);
  let result: T;
  let written = '';
  try {
    result = action();
  } finally {
    bind<() => void>(library, 'LLVMResetFatalErrorHandler', [])();
    handler.release();
    written = release();
  }
  return { result, written };
}

function bind<F>({ ffi, library }: LLVMLibrary, name: string, parameters: readonly 'uintptr_t'[]) {
  const address = library.find(name);
  if (address === undefined) throw new LLVMError(`the library has no ${name}`);
  return ffi.bind<F>(address, { result: 'void', parameters });
}

/**
 * Redirects standard error to a file. The returned function ends that and returns the text. Does
 * nothing where file descriptors are not POSIX's.
 */
function captureStandardError(ffi: ForeignInterface): () => string {
  const [dup, dup2] = ['dup', 'dup2'].map((name) => ffi.open().find(name));
  if (dup === undefined || dup2 === undefined) return () => '';
  const duplicate = ffi.bind<(fd: number) => number>(dup, { result: 'int', parameters: ['int'] });
  const redirect = ffi.bind<(from: number, to: number) => number>(dup2, {
    result: 'int',
    parameters: ['int', 'int'],
  });
  const directory = mkdtempSync(join(tmpdir(), 'kaleidoscope-'));
  const path = join(directory, 'messages');
  const file = openSync(path, 'w');
  const original = duplicate(STANDARD_ERROR);
  redirect(file, STANDARD_ERROR);
  return () => {
    redirect(original, STANDARD_ERROR);
    closeSync(original);
    closeSync(file);
    const text = readFileSync(path, 'utf8');
    rmSync(directory, { recursive: true });
    return text;
  };
}
