/** Requirements of tests on the machine. `KALEIDOSCOPE_REQUIRE_LLVM=1` makes all mandatory. */
import { spawnSync } from 'node:child_process';
import { LibraryNotFoundError, openLLVM } from '../../src/engines/llvm/binding/library.ts';

/** Whether tests fail, instead of being skipped, if the machine lacks their requirements. */
export const requiresLLVM = process.env['KALEIDOSCOPE_REQUIRE_LLVM'] === '1';

/** Why tests of the llvm engine cannot run here, for the end of their names. */
export const missingLLVM = findMissingLLVM();

/** Why tests cannot link compiled programs with C here, for the end of a test's name. */
export const missingForC = missingLLVM ?? (works('cc') ? undefined : lacking('a C compiler'));

/** Ends the name of a test that is skipped for lack of `thing`. Throws if `thing` is mandatory. */
export function lacking(thing: string): string {
  if (requiresLLVM) throw new Error(`these tests need ${thing}`);
  return `, but this machine lacks ${thing}`;
}

/** Whether a compiler is installed. */
export function works(compiler: string): boolean {
  return spawnSync(compiler, ['--version']).status === 0;
}

function findMissingLLVM(): string | undefined {
  try {
    openLLVM();
    return undefined;
  } catch (thrown) {
    if (requiresLLVM || !(thrown instanceof LibraryNotFoundError)) throw thrown;
    return `, but ${thrown.message}`;
  }
}
