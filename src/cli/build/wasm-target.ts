/** A program as one WebAssembly module that stands alone, with a declaration for TypeScript. */
import { linkStandalone, WasmCompiler } from '../../engines/wasm/index.ts';
import { BuildError } from './build-error.ts';
import type { OutputFile } from './output-files.ts';
import { wasmDeclaration, wasmDeclarationPath } from './wasm-declaration.ts';
import type { WholeProgram } from './whole-program.ts';

/**
 * Compiles and declares it.
 *
 * @throws BuildError where the module goes beyond what engines accept.
 */
export function buildWasm(
  program: WholeProgram,
  path: string,
): { readonly compiled: OutputFile; readonly declaration: OutputFile } {
  const object = new WasmCompiler({ externalCalls: 'direct' }).compile(program.module);
  const exported = new Set(program.exported.map(({ name }) => name));
  const content = linkStandalone(object, (name) => exported.has(name));
  validate(content);
  return {
    compiled: { path, content },
    declaration: { path: wasmDeclarationPath(path), content: wasmDeclaration(program) },
  };
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
