/** A program as one WebAssembly module that stands alone, with a declaration for TypeScript. */
import { linkStandalone, WasmCompiler } from '../../engines/wasm/index.ts';
import type { OutputFile } from './output-files.ts';
import { wasmDeclaration, wasmDeclarationPath } from './wasm-declaration.ts';
import type { WholeProgram } from './whole-program.ts';

export function buildWasm(
  program: WholeProgram,
  path: string,
): { readonly compiled: OutputFile; readonly declaration: OutputFile } {
  const object = new WasmCompiler({ externalCalls: 'direct' }).compile(program.module);
  const exported = new Set(program.exported.map(({ name }) => name));
  return {
    compiled: { path, content: linkStandalone(object, (name) => exported.has(name)) },
    declaration: { path: wasmDeclarationPath(path), content: wasmDeclaration(program) },
  };
}
