/** A function's WebAssembly code as text. */
import { WasmCompiler } from '../../engines/wasm/index.ts';
import { printWat } from '../../engines/wasm/wat.ts';
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import type { FunctionAST } from '../../language/index.ts';
import { linkByName } from '../object-module.ts';

/** The code that the function's first call makes, if it is compiled on its own. */
export function watOf(jit: KaleidoscopeJIT, ast: FunctionAST): string {
  return printWat(linkByName(new WasmCompiler().compile(jit.lower(ast)))).trimEnd();
}
