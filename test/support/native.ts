/** What tests of machine code need of the machine. With `KALEIDOSCOPE_REQUIRE_LLVM=1` it must be there. */
import { spawnSync } from 'node:child_process';
import { openLLVM } from '../../src/engines/llvm/library.ts';
import { llvmEngines } from './engines.ts';

/** Why tests of the llvm engine cannot run here, for the end of their names. */
export const missingLLVM =
  llvmEngines.length === 0 ? ', but no LLVM from 14 to 22 is installed' : undefined;

/** Why compiled programs cannot be linked into one in C here, for the end of a test's name. */
export function missingForC(): string | undefined {
  try {
    openLLVM();
  } catch (thrown) {
    return `, but ${(thrown as Error).message}`;
  }
  if (works('cc')) return undefined;
  if (process.env['KALEIDOSCOPE_REQUIRE_LLVM'] === '1') throw new Error('there is no C compiler');
  return ', but there is no C compiler';
}

/** Whether a compiler is installed. */
export function works(compiler: string): boolean {
  return spawnSync(compiler, ['--version']).status === 0;
}
