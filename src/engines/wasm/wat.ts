/**
 * WebAssembly's text format (core specification, section 6) for the modules that this engine
 * makes: sections, types and instructions that it never writes are errors.
 *
 * Instructions are printed flat, one on a line, indented by nesting. Nothing recurses: code may
 * nest to any depth.
 */
import { F64, FUNCREF, type Immediate, I32, immediates, VOID, Wasm } from './instructions.ts';
import { ByteReader } from './wat-reader.ts';

export { UnknownBytesError } from './wat-reader.ts';

/**
 * The text of a module. Functions are called by their names in the name section, as far as
 * identifiers can spell them. Numbers are exact. Linear in the size of the module.
 *
 * @throws UnknownBytesError
 *
 * @example
 * printWat(linkModule([{ object, slots: [] }], 0)); // (module …
 */
export function printWat(bytes: Uint8Array): string {
  const reader = new ByteReader(bytes);
  reader.expect([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], 'header');
  return new ModulePrinter(reader).run();
}

/** Deeper nesting is not indented further, so that the text stays linear in the size of the code. */
const MAX_INDENT = 40;

const names = new Map<number, keyof typeof Wasm>(
  (Object.keys(Wasm) as (keyof typeof Wasm)[]).map((name) => [Wasm[name], name]),
);

class ModulePrinter {
  readonly #reader: ByteReader;
  /** Each type as it stands in its definition: `(param f64) (result f64)`. */
  #types: string[] = [];
  /** The type of each function, imported ones first. */
  readonly #functionTypes: number[] = [];
  /** The identifiers of the functions that have a name. */
  readonly #identifiers = new Map<number, string>();
  readonly #imports: string[] = [];
  readonly #tables: string[] = [];
  /** Exports and elements, with the functions that they name. */
  readonly #mentions: { readonly text: string; readonly functions: readonly number[] }[] = [];
  /** Where each function's code starts and ends. */
  readonly #bodies: { readonly start: number; readonly end: number }[] = [];

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  run(): string {
    const reader = this.#reader;
    while (reader.offset < reader.length) this.#readSection();
    const lines = ['(module'];
    this.#types.forEach((type, i) => {
      lines.push(`  (type (;${i};) (func${type}))`);
    });
    lines.push(...this.#imports, ...this.#tables);
    for (const { text, functions } of this.#mentions) {
      const mentioned = functions.map((index) => ` ${this.#function(index)}`).join('');
      lines.push(text.replace('…', () => mentioned));
    }
    const imported = this.#functionTypes.length - this.#bodies.length;
    this.#bodies.forEach((body, i) => {
      this.#printFunction(imported + i, body, lines);
    });
    lines.push(')', '');
    return lines.join('\n');
  }

  #readSection(): void {
    const reader = this.#reader;
    const id = reader.byte();
    const read = this.#sections.get(id);
    if (read === undefined) reader.unknown(`section ${id}`);
    reader.sized(read);
  }

  readonly #sections: ReadonlyMap<number, (end: number) => void> = new Map([
    [0, (end) => this.#readCustom(end)],
    [1, () => this.#readTypes()],
    [2, () => this.#readImports()],
    [3, () => this.#functionTypes.push(...this.#reader.list(() => this.#reader.u32()))],
    [4, () => this.#readTables()],
    [7, () => this.#readExports()],
    [9, () => this.#readElements()],
    [10, () => this.#readCode()],
  ]);

  #readCustom(end: number): void {
    const reader = this.#reader;
    const start = reader.offset;
    if (reader.name() !== 'name') reader.unknown('custom section', reader.offset - start);
    while (reader.offset < end) {
      const FUNCTION_NAMES = 1;
      const kind = reader.byte();
      reader.sized((end) => {
        if (kind === FUNCTION_NAMES) this.#readFunctionNames();
        else reader.offset = end;
      });
    }
  }

  #readFunctionNames(): void {
    const used = new Set<string>();
    this.#reader.list(() => {
      const index = this.#reader.u32();
      const base = identifier(this.#reader.name());
      let unique = base;
      for (let i = 2; used.has(unique); i++) unique = `${base}#${i}`;
      used.add(unique);
      this.#identifiers.set(index, unique);
    });
  }

  #readTypes(): void {
    const reader = this.#reader;
    this.#types = reader.list(() => {
      reader.expect([0x60], 'type');
      const [parameters, results] = [0, 1].map(() => reader.list(() => ` ${this.#valueType()}`));
      const lists = [['param', parameters], ['result', results]] as const;
      return lists.map(([kind, list]) => (list!.length > 0 ? ` (${kind}${list!.join('')})` : '')).join('');
    });
  }

  #readImports(): void {
    const reader = this.#reader;
    let globals = 0;
    reader.list(() => {
      const from = `  (import ${quote(reader.name())} ${quote(reader.name())}`;
      const kind = reader.byte();
      if (kind === 0) {
        const type = reader.u32();
        this.#imports.push(`${from} (func (;${this.#functionTypes.length};) (type ${type})))`);
        this.#functionTypes.push(type);
      } else if (kind === 3) {
        this.#imports.push(`${from} (global (;${globals++};) ${this.#valueType()}))`);
        reader.expect([0], 'mutability');
      } else reader.unknown(`kind of import ${kind}`);
    });
  }

  #readTables(): void {
    const reader = this.#reader;
    reader.list((index) => {
      reader.expect([FUNCREF, 1], 'table');
      this.#tables.push(`  (table (;${index};) ${reader.u32()} ${reader.u32()} funcref)`);
    });
  }

  #readExports(): void {
    const reader = this.#reader;
    reader.list(() => {
      const name = quote(reader.name());
      const kind = reader.byte();
      const index = reader.u32();
      if (kind === 0) this.#mentions.push({ text: `  (export ${name} (func…))`, functions: [index] });
      else if (kind === 1) this.#mentions.push({ text: `  (export ${name} (table ${index}))`, functions: [] });
      else reader.unknown(`kind of export ${kind}`);
    });
  }

  #readElements(): void {
    const reader = this.#reader;
    reader.list((index) => {
      reader.expect([0, Wasm['i32.const']], 'element segment');
      const offset = reader.i32();
      reader.expect([Wasm.end], 'instruction');
      const functions = reader.list(() => reader.u32());
      this.#mentions.push({ text: `  (elem (;${index};) (i32.const ${offset}) func…)`, functions });
    });
  }

  /** Notes where code is: the names of what it calls come later. */
  #readCode(): void {
    const reader = this.#reader;
    reader.list(() => {
      reader.sized((end) => {
        this.#bodies.push({ start: reader.offset, end });
        reader.offset = end;
      });
    });
  }
}
