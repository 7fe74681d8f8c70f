/** Compiled functions as a WebAssembly module that can be looked at or kept. */
import { linkModule, type WasmObject } from '../engines/wasm/index.ts';
import { stubName } from '../orc/index.ts';

/** Exports functions by name. Calls of others go through a slot each of an exported table. */
export function linkByName(object: WasmObject): Uint8Array {
  const slots = object.references.map((_, slot) => slot);
  return linkModule([{ object, slots }], slots.length, stubName);
}
