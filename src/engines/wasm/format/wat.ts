/**
 * WebAssembly's text format (core specification, section 6) for the modules that this engine
 * makes. Sections, types and instructions that it never writes are errors.
 *
 * Instructions are printed flat, one on a line, indented by nesting. Nothing recurses: code may
 * nest to any depth.
 */
import { ByteReader } from './byte-reader.ts';
import { F64, FUNCREF, I32, immediates, VOID, Wasm } from './instructions.ts';

export { UnknownBytesError } from './byte-reader.ts';

/**
 * The text of a module. Functions go by their names in the name section, as far as identifiers can
 * spell them. Constants are exact. Linear in the size of the module.
 *
 * @throws UnknownBytesError
 *
 * @example
 * printWat(linkModule([{ object, slots: [] }], 0)); // (module …
 */
export function printWat(bytes: Uint8Array): string {
  return new ModulePrinter(new ByteReader(bytes)).run();
}

/** Deeper nesting is not indented further, so that the text stays linear in the size of the code. */
const MAX_INDENT = 40;

type Name = keyof typeof Wasm;

const instructionNames = new Map(
  (Object.keys(Wasm) as Name[]).map((name) => [Wasm[name] as number, name]),
);

class ModulePrinter {
  readonly #reader: ByteReader;
  readonly #lines: string[] = [];
  /** For each function its type, the imported ones first. */
  readonly #functionTypes: number[] = [];
  #imported = 0;
  /** The types, as they follow `func`. */
  #types: readonly string[] = [];
  /** The identifiers of functions that have names. */
  readonly #identifiers = new Map<number, string>();

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  run(): string {
    // The names come first: everything else is said with them.
    const steps = new Map([
      [0, () => this.#readNames()],
      [1, () => this.#printTypes()],
      [2, () => this.#printImports()],
      [3, () => this.#readFunctions()],
      [4, () => this.#printTables()],
      [7, () => this.#printExports()],
      [9, () => this.#printElements()],
      [10, () => this.#printCode()],
    ]);
    const sections = this.#findSections(new Set(steps.keys()));
    this.#lines.push('(module');
    for (const [id, print] of steps) {
      const start = sections.get(id);
      if (start === undefined) continue;
      this.#reader.offset = start;
      this.#reader.sized(print);
    }
    this.#lines.push(')', '');
    return this.#lines.join('\n');
  }

  /** Where each section is, by its number. */
  #findSections(known: ReadonlySet<number>): Map<number, number> {
    const reader = this.#reader;
    reader.expect([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], 'header');
    const sections = new Map<number, number>();
    while (!reader.isAtEnd) {
      const id = reader.byte();
      if (!known.has(id) || sections.has(id)) throw reader.unknown(`section ${id}`);
      sections.set(id, reader.offset);
      reader.skip(reader.u32());
    }
    return sections;
  }

  #readNames(): void {
    const reader = this.#reader;
    const FUNCTION_NAMES = 1;
    reader.expect([4, 0x6e, 0x61, 0x6d, 0x65], 'custom section');
    while (!reader.isAtEnd) {
      const kind = reader.byte();
      reader.sized(() => {
        if (kind === FUNCTION_NAMES) this.#readFunctionNames();
        else reader.offset = reader.end; // no text shows other names
      });
    }
  }

  #readFunctionNames(): void {
    const used = new Set<string>();
    this.#reader.list(() => {
      const index = this.#reader.u32();
      const base = identifierOf(this.#reader.name());
      let unique = base;
      for (let i = 2; used.has(unique); i++) unique = `${base}#${i}`;
      used.add(unique);
      this.#identifiers.set(index, unique);
    });
  }

  #printTypes(): void {
    const reader = this.#reader;
    this.#types = reader.list(() => {
      reader.expect([0x60], 'type');
      return this.#valueTypes('param') + this.#valueTypes('result');
    });
    this.#types.forEach((type, index) => {
      this.#print(`(type (;${index};) (func${type}))`);
    });
  }

  #printImports(): void {
    const reader = this.#reader;
    let globals = 0;
    reader.list(() => {
      const from = `import ${quote(reader.name())} ${quote(reader.name())}`;
      const kind = reader.byte();
      if (kind === 0) {
        const type = reader.u32();
        const index = this.#imported++;
        this.#functionTypes.push(type);
        this.#print(`(${from} (func ${this.#label(index)} (type ${type})))`);
      } else if (kind === 3) {
        const type = this.#valueType();
        const isMutable = reader.byte() === 1;
        this.#print(`(${from} (global (;${globals++};) ${isMutable ? `(mut ${type})` : type}))`);
      } else throw reader.unknown(`kind of import ${kind}`);
    });
  }

  #readFunctions(): void {
    this.#reader.list(() => this.#functionTypes.push(this.#reader.u32()));
  }

  #printTables(): void {
    const reader = this.#reader;
    reader.list((index) => {
      reader.expect([FUNCREF, 1], 'table');
      this.#print(`(table (;${index};) ${reader.u32()} ${reader.u32()} funcref)`);
    });
  }

  #printExports(): void {
    const reader = this.#reader;
    reader.list(() => {
      const name = quote(reader.name());
      const kind = reader.byte();
      if (kind === 0) this.#print(`(export ${name} (func ${this.#function(reader.u32())}))`);
      else if (kind === 1) this.#print(`(export ${name} (table ${reader.u32()}))`);
      else throw reader.unknown(`kind of export ${kind}`);
    });
  }

  #printElements(): void {
    const reader = this.#reader;
    reader.list((index) => {
      reader.expect([0, Wasm['i32.const']], 'element segment');
      const offset = reader.i32();
      reader.expect([Wasm.end], 'instruction');
      const functions = reader.list(() => ` ${this.#function(reader.u32())}`);
      this.#print(`(elem (;${index};) (i32.const ${offset}) func${functions.join('')})`);
    });
  }

  #printCode(): void {
    this.#reader.list((index) => {
      this.#reader.sized(() => this.#printFunction(this.#imported + index));
    });
  }

  #printFunction(index: number): void {
    const type = this.#functionTypes[index];
    if (type === undefined) throw this.#reader.unknown('function');
    this.#print(`(func ${this.#label(index)} (type ${type})${this.#types[type] ?? ''}`);
    const locals = this.#reader.list(() => {
      const count = this.#reader.u32();
      return ` ${this.#valueType()}`.repeat(count);
    });
    if (locals.length > 0) this.#print(`(local${locals.join('')})`, 2);
    this.#printInstructions();
    this.#print(')');
  }

  /** Up to the end of the function, which the text leaves to its parenthesis. */
  #printInstructions(): void {
    const reader = this.#reader;
    for (let depth = 0; ; ) {
      const byte = reader.byte();
      const name = instructionNames.get(byte);
      if (name === undefined) throw reader.unknown(`instruction 0x${byte.toString(16)}`);
      if (name === 'end') depth--;
      if (depth < 0) return;
      this.#print(name + this.#immediates(name, depth), (name === 'else' ? depth - 1 : depth) + 2);
      if (immediates[name] === 'block') depth++;
    }
  }

  /** A label is numbered from within; the comment numbers it from without. */
  #immediates(name: Name, depth: number): string {
    const reader = this.#reader;
    const kind = immediates[name];
    if (kind === undefined) return '';
    switch (kind) {
      case 'block':
        reader.expect([VOID], 'type of block');
        return ` (;@${depth + 1};)`;
      case 'label': {
        const label = reader.u32();
        return ` ${label} (;@${depth - label};)`;
      }
      case 'function':
        return ` ${this.#function(reader.u32())}`;
      case 'index':
        return ` ${reader.u32()}`;
      case 'indirect': {
        const type = reader.u32();
        const table = reader.u32();
        return `${table === 0 ? '' : ` ${table}`} (type ${type})`;
      }
      case 'i32':
        return ` ${reader.i32()}`;
      case 'f64':
        return ` ${constantOf(reader.f64Bits())}`;
    }
  }

  #valueTypes(kind: 'param' | 'result'): string {
    const types = this.#reader.list(() => ` ${this.#valueType()}`);
    return types.length === 0 ? '' : ` (${kind}${types.join('')})`;
  }

  #valueType(): string {
    const byte = this.#reader.byte();
    if (byte === F64) return 'f64';
    if (byte === I32) return 'i32';
    throw this.#reader.unknown(`type 0x${byte.toString(16)}`);
  }

  /** How a function is referred to. */
  #function(index: number): string {
    return this.#identifiers.get(index) ?? String(index);
  }

  /** The identifier in a function's definition. */
  #label(index: number): string {
    return this.#identifiers.get(index) ?? `(;${index};)`;
  }

  #print(text: string, depth = 1): void {
    this.#lines.push('  '.repeat(Math.min(depth, MAX_INDENT)) + text);
  }
}

/** The identifier closest to a name: other characters than identifiers may have become one `_`. */
function identifierOf(name: string): string {
  const spelled = name.replace(/[^\w!#$%&'*+\-./:<=>?@\\^`|~]+/g, '_');
  return `$${spelled.replace(/(?<=.)_$/, '') || '_'}`;
}

/** A string; control characters are escaped, as UTF-8 has them. */
function quote(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}]/gu, (character) => {
    const bytes = [...new TextEncoder().encode(character)];
    return bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return `"${escaped}"`;
}

const INFINITY_BITS = 0x7ff0_0000_0000_0000n;
const QUIET = 0x0008_0000_0000_0000n;

/** The double with these bits: the shortest decimal that reads back as it, or what NaN it is. */
function constantOf(bits: bigint): string {
  const sign = bits >> 63n === 1n ? '-' : '';
  const magnitude = BigInt.asUintN(63, bits);
  if (magnitude === INFINITY_BITS) return `${sign}inf`;
  if (magnitude > INFINITY_BITS) {
    const payload = magnitude - INFINITY_BITS;
    return payload === QUIET ? `${sign}nan` : `${sign}nan:0x${payload.toString(16)}`;
  }
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, magnitude);
  return sign + String(view.getFloat64(0));
}
