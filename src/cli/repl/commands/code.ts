/** A function's compiled code as text. */
import { emitModule } from '../../../engines/llvm/index.ts';
import { printWat } from '../../../engines/wasm/format/wat.ts';
import { linkModule, WasmCompiler } from '../../../engines/wasm/index.ts';
import type { KaleidoscopeJIT } from '../../../kaleidoscope-jit.ts';
import type { FunctionAST } from '../../../language/index.ts';

/**
 * The WebAssembly of a function compiled alone. Each other function that it calls has a slot in an
 * exported table.
 */
export function watOf(jit: KaleidoscopeJIT, ast: FunctionAST): string {
  const object = new WasmCompiler().compile(jit.lower(ast));
  const slots = object.references.map((_, slot) => slot);
  return printWat(linkModule([{ object, slots }], slots.length, (name) => name)).trimEnd();
}

/** Assembly for this machine, without the directives that only an assembler needs. */
export function assemblyOf(jit: KaleidoscopeJIT, ast: FunctionAST): string {
  const text = Buffer.from(emitModule(jit.lower(ast), { form: 'assembly' })).toString();
  return text.replace(/^\t\.(?!quad|double|xword).*\n/gm, '').trim();
}
