/** The frame of a WebAssembly module in binary (core specification, section 5.5): header, sections, types. */
import type { ByteWriter } from './bytes.ts';
import { F64, I32 } from './instructions.ts';
import type { Signature, ValueLetter } from './object.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

const sections = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  export: 7,
  element: 9,
  code: 10,
} as const;

/** How types are encoded. */
export const valueTypes: Readonly<Record<ValueLetter, number>> = { d: F64, i: I32 };

/** Kinds of imports and exports. */
export const External = { function: 0, table: 1, global: 3 } as const;

/** Writes the sections of one module, in the order of the specification. */
export class ModuleWriter {
  readonly #out: ByteWriter;

  /** Begins a module at the end of `out`. */
  constructor(out: ByteWriter) {
    this.#out = out;
    out.bytes(HEADER);
  }

  section(kind: keyof typeof sections, write: (body: ByteWriter) => void): void {
    this.#out.byte(sections[kind]);
    this.#out.sized(write);
  }

  /** The type section. Types get their positions for indices. */
  types(signatures: readonly Signature[]): void {
    this.section('type', (body) => {
      body.u32(signatures.length);
      for (const signature of signatures) writeType(body, signature);
    });
  }
}

function writeType(out: ByteWriter, signature: Signature): void {
  const colon = signature.indexOf(':');
  out.byte(0x60);
  writeTypes(out, signature, 0, colon);
  writeTypes(out, signature, colon + 1, signature.length);
}

function writeTypes(out: ByteWriter, signature: Signature, start: number, end: number): void {
  out.u32(end - start);
  for (let i = start; i < end; i++) out.byte(valueTypes[signature[i] as ValueLetter]);
}
