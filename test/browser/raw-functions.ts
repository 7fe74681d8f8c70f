/** Functions whose code is given in bytes. */
import type { WasmObject } from '../../src/engines/wasm/index.ts';
import { functionOfDoubles } from '../../src/ir/index.ts';
import type { MaterializationUnit, Session } from '../../src/orc/index.ts';

/** `name(x) = x`, whose code is so many bytes; and functions as large that nobody calls. */
export function paddedFunction(
  session: Session,
  name: string,
  size: number,
  count = 1,
): MaterializationUnit {
  const [NOP, LOCAL_GET, END] = [0x01, 0x20, 0x0b];
  const code = new Uint8Array(size + 4).fill(NOP);
  code[0] = 0; // no locals
  code.set([LOCAL_GET, 0, END], size + 1);
  return rawFunction(session, name, code, count);
}

/** `name(x)` never returns, and never asks whether it may go on. */
export function endlessFunction(session: Session, name: string): MaterializationUnit {
  const [LOOP, NO_VALUE, BRANCH, UNREACHABLE, END] = [0x03, 0x40, 0x0c, 0x00, 0x0b];
  const code = Uint8Array.of(0, LOOP, NO_VALUE, BRANCH, 0, END, UNREACHABLE, END);
  return rawFunction(session, name, code, 1);
}

function rawFunction(
  session: Session,
  name: string,
  code: Uint8Array,
  count: number,
): MaterializationUnit {
  const entry = { name, signature: 'd:d', code, relocations: [] };
  const symbols = [{ name, type: functionOfDoubles(1) }];
  const object: WasmObject = {
    definitions: symbols.map((symbol) => ({ ...symbol, size: code.length })),
    references: [],
    size: count * code.length,
    signatures: ['d:d'],
    functions: Array.from({ length: count }, () => entry),
    hasCheckpoints: false,
  };
  return {
    symbols,
    materialize: (responsibility) => session.objectLayer.emit(responsibility, object),
  };
}
