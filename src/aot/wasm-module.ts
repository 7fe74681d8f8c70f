/** Compiles a program to one standalone WebAssembly module, with a declaration for TypeScript. */
import { linkStandalone, WasmCompiler } from '../engines/wasm/index.ts';
import { BuildError } from './build-error.ts';
import { wasmDeclaration } from './wasm-declaration.ts';
import type { WholeProgram } from './whole-program.ts';

/** A module, and its declaration for TypeScript. */
export interface WasmBuild {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Text of `shapes.d.wasm.ts`, if the module is `shapes.wasm`. */
  readonly declaration: string;
}

/**
 * Compiles a program to a module that exports its functions and imports the host's from `env`.
 *
 * @throws BuildError if the module exceeds the limits of engines.
 *
 * @example
 * const { bytes } = buildWasm(program);
 * const { instance } = await WebAssembly.instantiate(bytes, { env: { cos: Math.cos } });
 */
export function buildWasm(program: WholeProgram): WasmBuild {
  const object = new WasmCompiler({ externalCalls: 'direct' }).compile(program.module);
  const exported = new Set(program.exported.map(({ name }) => name));
  const bytes = linkStandalone(object, (name) => exported.has(name));
  validate(bytes);
  return { bytes, declaration: wasmDeclaration(program) };
}

/** Engines limit the size of functions and the number of their parameters. */
function validate(bytes: Uint8Array<ArrayBuffer>): void {
  if (WebAssembly.validate(bytes)) return;
  try {
    new WebAssembly.Module(bytes);
  } catch (thrown) {
    const [, reason] = /: (.*?)( @\+\d+)?$/.exec((thrown as Error).message) ?? [];
    throw new BuildError(`no engine would accept the module: ${reason}`);
  }
}
