/** A function's WebAssembly code as text. */
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import type { FunctionAST } from '../../language/index.ts';

export function watOf(jit: KaleidoscopeJIT, ast: FunctionAST): string {
  throw new Error(`not yet ${jit} ${ast}`);
}
