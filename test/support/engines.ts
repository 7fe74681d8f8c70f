/**
 * The engines that tests run on: WebAssembly, and the newest LLVM installed; in long runs also the
 * oldest. With `KALEIDOSCOPE_REQUIRE_LLVM=1`, 14 and 22 must be there.
 */
import {
  createLLVMCompilingEngine,
  createLLVMEngine,
  installedLLVMs,
  LibraryNotFoundError,
} from '../../src/engines/llvm/index.ts';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { createRemoteEngine } from '../../src/executors/index.ts';
import { relayedProcessExecutor } from '../../src/executors/node/index.ts';
import type { Engine } from '../../src/orc/index.ts';
import type { JITSessionOptions } from './case-session.ts';
import { isLong } from './long.ts';
import { requiresLLVM } from './native.ts';

export interface TestEngine {
  readonly name: string;
  /** How deep calls from host to program to host nest at least; koffi takes 3 KB of Node's stack. */
  readonly nesting: number;
  /** Makes an engine; dispose of it after use. */
  create(): Engine;
  /** Options of all sessions on the engine, besides those of a test. */
  readonly session?: JITSessionOptions;
}

const REQUIRED = [14, 22];

const libraries = findLibraries();

export const llvmEngines: readonly TestEngine[] = libraries.map(({ version, path }) => ({
  name: `llvm ${version}`,
  nesting: 100,
  create: () => createLLVMEngine({ library: path }),
}));

/** The newest with its code in a process, which tests have to start for each session. */
export const llvmProcesses: readonly TestEngine[] = libraries
  .slice(-1)
  .map(({ version, path: library }) => ({
    name: `llvm ${version} in a process`,
    nesting: 50,
    create: () =>
      createRemoteEngine(
        relayedProcessExecutor({ engine: 'llvm', library }),
        createLLVMCompilingEngine({ library }),
      ),
  }));

export const engines: readonly TestEngine[] = [
  { name: 'wasm', nesting: 300, create: () => createWasmEngine() },
  ...llvmEngines,
];

function findLibraries(): ReturnType<typeof installedLLVMs> {
  const installed = installedLLVMs().filter(({ path }) => canLoad(path));
  const versions = installed.map(({ version }) => version);
  if (requiresLLVM && !REQUIRED.every((version) => versions.includes(version))) {
    throw new Error(`LLVM ${REQUIRED.join(' and ')} are required; found: ${versions.join(', ')}`);
  }
  const newest = Math.max(...versions);
  const tested = isLong ? [Math.min(...versions), newest] : [newest];
  return [...new Set(tested)].flatMap(
    (version) => installed.find((library) => library.version === version) ?? [],
  );
}

function canLoad(library: string): boolean {
  try {
    createLLVMEngine({ library })[Symbol.dispose]();
    return true;
  } catch (thrown) {
    if (!requiresLLVM && thrown instanceof LibraryNotFoundError) return false;
    throw thrown;
  }
}
