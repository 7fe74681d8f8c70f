/**
 * The engines that tests run on: WebAssembly, and LLVM as old and as new as is installed. With
 * `KALEIDOSCOPE_REQUIRE_LLVM=1` in the environment, 14 and 22 must be there.
 */
import {
  createLLVMEngine,
  installedLLVMs,
  LibraryNotFoundError,
} from '../../src/engines/llvm/index.ts';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import type { Engine } from '../../src/orc/index.ts';

export interface TestEngine {
  readonly name: string;
  /** How deep calls from host to program to host nest at least; koffi takes 3 KB of Node's stack. */
  readonly nesting: number;
  /** Dispose of what it makes. */
  create(): Engine;
}

const REQUIRED = [14, 22];

/** The LLVMs that can be loaded here, the oldest and the newest. */
export const llvmEngines: readonly TestEngine[] = findLLVMEngines();

export const engines: readonly TestEngine[] = [
  { name: 'wasm', nesting: 300, create: () => createWasmEngine() },
  ...llvmEngines,
];

function findLLVMEngines(): TestEngine[] {
  const { KALEIDOSCOPE_REQUIRE_LLVM: required } = process.env;
  const installed = installedLLVMs().filter(({ path }) => canLoad(path, required === '1'));
  const versions = installed.map(({ version }) => version);
  if (required === '1' && !REQUIRED.every((version) => versions.includes(version))) {
    throw new Error(`LLVM ${REQUIRED.join(' and ')} are required; found: ${versions.join(', ')}`);
  }
  const ends = [Math.min(...versions), Math.max(...versions)];
  return [...new Set(ends)]
    .flatMap((version) => installed.find((library) => library.version === version) ?? [])
    .map(({ version, path }) => ({
      name: `llvm ${version}`,
      nesting: 100,
      create: () => createLLVMEngine({ library: path }),
    }));
}

function canLoad(library: string, isRequired: boolean): boolean {
  try {
    createLLVMEngine({ library })[Symbol.dispose]();
    return true;
  } catch (thrown) {
    if (!isRequired && thrown instanceof LibraryNotFoundError) return false;
    throw thrown;
  }
}
