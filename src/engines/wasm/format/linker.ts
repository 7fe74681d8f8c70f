/**
 * Builds one WebAssembly module from any number of objects. What its code calls in other modules it
 * finds in a private table, its global offset table, with a slot for each function; or, where the
 * module stands alone, among its imports.
 */
import type { SymbolSignature } from '../../../orc/index.ts';
import { ByteWriter } from './bytes.ts';
import { FUNCREF, I32, MUTABLE } from './instructions.ts';
import { External, ModuleWriter } from './module-writer.ts';
import {
  type CodeEntry,
  RelocationKind,
  type Signature,
  signatureOf,
  type WasmObject,
} from './object.ts';

/** An object to link, with the table slot of each of its references, or the number of its import. */
export interface LinkInput {
  readonly object: WasmObject;
  readonly slots: readonly number[];
}

/** Name of the exported table. Definitions are exported under their indices. */
export const TABLE_EXPORT = 't';

/** The import that holds the fuel: how much work code may do before it calls the checkpoint. */
export const FUEL_IMPORT = { module: 'k', name: 'f' } as const;

/** The module that a module which stands alone imports from; the name is C's and Rust's too. */
export const IMPORT_MODULE = 'env';

/**
 * Links objects to the bytes of a module with a table of `slotCount` slots, and one more for the
 * checkpoint where code has such. `exportName` names the export of each definition; by default its index.
 */
export function linkModule(
  inputs: readonly LinkInput[],
  slotCount: number,
  exportName: (name: string, index: number) => string = (_, index) => String(index),
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  writeModule(out, inputs, slotCount, exportName);
  return out.finish();
}

/**
 * Links an object that was compiled with `externalCalls: 'direct'` to a module that stands alone.
 * It exports its definitions under their names, or those of them that `isExported` picks, and
 * imports its references from `env`.
 *
 * @example
 * const object = new WasmCompiler({ externalCalls: 'direct' }).compile(module);
 * const code = new WebAssembly.Module(linkStandalone(object));
 * const { exports } = new WebAssembly.Instance(code, { env: { cos: Math.cos } });
 */
export function linkStandalone(
  object: WasmObject,
  isExported: (name: string) => boolean = () => true,
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const { references } = object;
  const slots = references.map((_, index) => index);
  const exportName = (name: string) => (isExported(name) ? name : undefined);
  writeModule(out, [{ object, slots }], 0, exportName, references);
  return out.finish();
}

/** Links to the end of `out`. A definition without an export name is private. */
export function writeModule(
  out: ByteWriter,
  inputs: readonly LinkInput[],
  slotCount: number,
  exportName: (name: string, index: number) => string | undefined = (_, index) => String(index),
  imports: readonly SymbolSignature[] = [],
): void {
  const types = new Map<Signature, number>();
  const functions: { entry: CodeEntry; input: LinkInput; firstFunction: number }[] = [];
  const exported: { name: string; index: number }[] = [];
  for (const input of inputs) {
    const firstFunction = imports.length + functions.length;
    input.object.definitions.forEach((definition, i) => {
      const name = exportName(definition.name, exported.length);
      if (name !== undefined) exported.push({ name, index: firstFunction + i });
    });
    for (const entry of input.object.functions) functions.push({ entry, input, firstFunction });
    for (const signature of input.object.signatures) {
      if (!types.has(signature)) types.set(signature, types.size);
    }
  }
  for (const { type } of imports) {
    if (!types.has(signatureOf(type))) types.set(signatureOf(type), types.size);
  }

  const hasCheckpoints = inputs.some(({ object }) => object.hasCheckpoints);
  const tableSize = slotCount + (hasCheckpoints ? 1 : 0);
  const module = new ModuleWriter(out);
  module.types([...types.keys()]);
  if (imports.length > 0 || hasCheckpoints) {
    module.section('import', (body) => {
      body.u32(imports.length + (hasCheckpoints ? 1 : 0));
      if (hasCheckpoints) {
        body.name(FUEL_IMPORT.module);
        body.name(FUEL_IMPORT.name);
        body.bytes([External.global, I32, MUTABLE]);
      }
      for (const { name, type } of imports) {
        body.name(IMPORT_MODULE);
        body.name(name);
        body.byte(External.function);
        body.u32(types.get(signatureOf(type))!); // collected above
      }
    });
  }
  module.section('function', (body) => {
    body.u32(functions.length);
    for (const { entry } of functions) body.u32(types.get(entry.signature)!); // collected above
  });
  if (tableSize > 0) {
    module.section('table', (body) => {
      body.bytes([1, FUNCREF, 1]);
      body.u32(tableSize);
      body.u32(tableSize);
    });
  }
  module.section('export', (body) => {
    body.u32(exported.length + (tableSize > 0 ? 1 : 0));
    for (const { name, index } of exported) {
      body.name(name);
      body.byte(External.function);
      body.u32(index);
    }
    if (tableSize > 0) {
      body.name(TABLE_EXPORT);
      body.bytes([External.table, 0]);
    }
  });
  module.section('code', (body) => {
    body.u32(functions.length);
    for (const { entry, input, firstFunction } of functions) {
      body.u32(entry.code.length);
      const start = body.length;
      body.bytes(entry.code);
      relocate(body, start, entry, { input, firstFunction, types, checkpointSlot: slotCount });
    }
  });
  module.section('custom', (body) => {
    writeNames(body, [...imports, ...functions.map(({ entry }) => entry)]);
  });
}

/** The numbers that placeholders stand for. */
interface Numbering {
  readonly input: LinkInput;
  readonly firstFunction: number;
  readonly types: ReadonlyMap<Signature, number>;
  readonly checkpointSlot: number;
}

/** Fills in the placeholders of a function whose code stands at `start`. */
function relocate(
  out: ByteWriter,
  start: number,
  { relocations }: CodeEntry,
  { input: { object, slots }, firstFunction, types, checkpointSlot }: Numbering,
): void {
  for (let i = 0; i < relocations.length; i += 3) {
    const offset = start + relocations[i]!;
    const kind = relocations[i + 1]!;
    const index = relocations[i + 2]!;
    if (kind === RelocationKind.slot) out.patch(offset, slots[index]!);
    else if (kind === RelocationKind.function) out.patch(offset, firstFunction + index);
    else if (kind === RelocationKind.checkpoint) out.patch(offset, checkpointSlot);
    else out.patch(offset, types.get(object.signatures[index]!)!);
  }
}

/** The name section's function names: stack traces and debuggers show them. */
function writeNames(out: ByteWriter, functions: readonly { readonly name: string }[]): void {
  const FUNCTION_NAMES = 1;
  out.name('name');
  out.byte(FUNCTION_NAMES);
  out.sized((body) => {
    body.u32(functions.length);
    functions.forEach(({ name }, index) => {
      body.u32(index);
      body.name(name);
    });
  });
}
