/**
 * Builds one WebAssembly module from any number of objects. The module defines one private table,
 * its global offset table, with a slot for each function that its code calls in other modules.
 */
import { ByteWriter, patchIndex } from './bytes.ts';
import { F64, FUNCREF, I32 } from './instructions.ts';
import { type CodeEntry, RelocationKind, type Signature, type WasmObject } from './object.ts';

/** An object to link, with the table slot of each of its references. */
export interface LinkInput {
  readonly object: WasmObject;
  readonly slots: readonly number[];
}

/** Name of the exported table. Definitions are exported under their indices. */
export const TABLE_EXPORT = 't';

const SECTION = { custom: 0, type: 1, function: 3, table: 4, export: 7, code: 10 } as const;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const EXTERNAL = { function: 0, table: 1 } as const;

/**
 * Links objects to the bytes of a module with a table of `slotCount` slots. `exportName` names the
 * export of each definition; by default its index.
 */
export function linkModule(
  inputs: readonly LinkInput[],
  slotCount: number,
  exportName: (name: string, index: number) => string = (_, index) => String(index),
): Uint8Array<ArrayBuffer> {
  const types = new Map<Signature, number>();
  const functions: { entry: CodeEntry; input: LinkInput; firstFunction: number }[] = [];
  const exported: { name: string; index: number }[] = [];
  for (const input of inputs) {
    const firstFunction = functions.length;
    input.object.definitions.forEach(({ name }, i) => {
      exported.push({ name: exportName(name, exported.length), index: firstFunction + i });
    });
    for (const entry of input.object.functions) functions.push({ entry, input, firstFunction });
    for (const signature of input.object.signatures) {
      if (!types.has(signature)) types.set(signature, types.size);
    }
  }

  const out = new ByteWriter(512);
  out.bytes(HEADER);
  section(out, SECTION.type, (body) => {
    body.u32(types.size);
    for (const signature of types.keys()) writeType(body, signature);
  });
  section(out, SECTION.function, (body) => {
    body.u32(functions.length);
    for (const { entry } of functions) body.u32(types.get(entry.signature)!); // collected above
  });
  if (slotCount > 0) {
    section(out, SECTION.table, (body) => {
      body.bytes([1, FUNCREF, 1]);
      body.u32(slotCount);
      body.u32(slotCount);
    });
  }
  section(out, SECTION.export, (body) => {
    body.u32(exported.length + (slotCount > 0 ? 1 : 0));
    for (const { name, index } of exported) {
      body.name(name);
      body.byte(EXTERNAL.function);
      body.u32(index);
    }
    if (slotCount > 0) {
      body.name(TABLE_EXPORT);
      body.bytes([EXTERNAL.table, 0]);
    }
  });
  section(out, SECTION.code, (body) => {
    body.u32(functions.length);
    for (const { entry, input, firstFunction } of functions) {
      body.u32(entry.code.length);
      body.bytes(relocate(entry, input, firstFunction, types));
    }
  });
  section(out, SECTION.custom, (body) => writeNames(body, functions.map(({ entry }) => entry.name)));
  return out.finish();
}

/** The code of a function with its placeholders filled in. The object's own copy is left alone. */
function relocate(
  entry: CodeEntry,
  { object, slots }: LinkInput,
  firstFunction: number,
  types: ReadonlyMap<Signature, number>,
): Uint8Array {
  const { relocations } = entry;
  if (relocations.length === 0) return entry.code;
  const code = entry.code.slice();
  for (let i = 0; i < relocations.length; i += 3) {
    const offset = relocations[i]!;
    const kind = relocations[i + 1]!;
    const index = relocations[i + 2]!;
    if (kind === RelocationKind.slot) patchIndex(code, offset, slots[index]!);
    else if (kind === RelocationKind.function) patchIndex(code, offset, firstFunction + index);
    else patchIndex(code, offset, types.get(object.signatures[index]!)!);
  }
  return code;
}

function section(out: ByteWriter, id: number, write: (body: ByteWriter) => void): void {
  out.byte(id);
  out.sized(write);
}

function writeType(out: ByteWriter, signature: Signature): void {
  const [parameters, results] = signature.split(':') as [string, string];
  out.byte(0x60);
  for (const types of [parameters, results]) {
    out.u32(types.length);
    for (const type of types) out.byte(type === 'd' ? F64 : I32);
  }
}

/** The name section's function names: stack traces and debuggers show them. */
function writeNames(out: ByteWriter, names: readonly string[]): void {
  const FUNCTION_NAMES = 1;
  out.name('name');
  out.byte(FUNCTION_NAMES);
  out.sized((body) => {
    body.u32(names.length);
    names.forEach((name, index) => {
      body.u32(index);
      body.name(name);
    });
  });
}
