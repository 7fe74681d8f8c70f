/** Without an LLVM that it can use, the engine says in one line what to install. */
import { expect, test } from 'vitest';
import { createLLVMEngine, LibraryNotFoundError } from '../../src/engines/llvm/index.ts';
import { llvmEngines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';

test.skipIf(llvmEngines.length === 0).each([
  [
    '/nonexistent/libLLVM.so',
    /^cannot load '.*'.*; install a package from libllvm14 to libllvm22$/,
  ],
  ['libm.so.6', /^'libm.so.6' is no LLVM, .* install a package from libllvm14 to libllvm22$/],
])('%s', (library, message) => {
  const thrown = thrownBy(() => createLLVMEngine({ library }));
  expect(thrown).toBeInstanceOf(LibraryNotFoundError);
  expect((thrown as Error).message).toMatch(message);
});

test.skipIf(llvmEngines.length === 0)('a library of functions that is not there', () => {
  expect(() => createLLVMEngine({ load: ['/nonexistent.so'] })).toThrow(
    /^cannot load '\/nonexistent.so': /,
  );
});
