/** Without an LLVM that it can use, the engine says in one line what to install. */
import { expect, test } from 'vitest';
import { createLLVMEngine, LibraryNotFoundError } from '../../src/engines/llvm/index.ts';
import { missingLLVM } from '../support/native.ts';
import { thrownBy } from '../support/thrown-by.ts';

test.skipIf(missingLLVM !== undefined).each([
  [
    '/nonexistent/libLLVM.so',
    /^cannot load '.*'.*; correct the option 'library', or unset it to use .*libLLVM.*$/,
  ],
  [
    'libm.so.6',
    /^'libm.so.6' is no LLVM, .*22; correct the option 'library', or unset it to use .*libLLVM.*$/,
  ],
])(`%s${missingLLVM ?? ''}`, (library, message) => {
  const thrown = thrownBy(() => createLLVMEngine({ library }));
  expect(thrown).toBeInstanceOf(LibraryNotFoundError);
  expect((thrown as Error).message).toMatch(message);
});

test.skipIf(missingLLVM !== undefined)(
  `libraries of functions that are not there${missingLLVM ?? ''}`,
  () => {
    expect(() => createLLVMEngine({ load: ['/nonexistent.so'] })).toThrow(
      /^cannot load '\/nonexistent.so': /,
    );
  },
);
