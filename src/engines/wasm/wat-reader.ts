/** Reads WebAssembly's binary encoding (core specification, section 5): what `ByteWriter` writes. */

/** Bytes that are no module, or a module that the linker would not write. */
export class UnknownBytesError extends Error {
  override readonly name = 'UnknownBytesError';
  /** Where in the module they are. */
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`${what} at offset ${offset}`);
    this.offset = offset;
  }
}

/** A place in a module. */
export class ByteReader {
  offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Throws: the `count` bytes before this place are unknown. */
  unknown(what: string, count = 1): never {
    throw new UnknownBytesError(`unknown ${what}`, this.offset - count);
  }

  byte(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  /** Reads what has to stand here. */
  expect(bytes: readonly number[], what: string): void {
    const start = this.offset;
    for (const byte of bytes) {
      if (this.byte() !== byte) throw new UnknownBytesError(`unknown ${what}`, start);
    }
  }

  u32(): number {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
      if (shift === 28) this.unknown('number', 5);
    }
  }

  i32(): number {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return shift < 28 && byte >= 0x40 ? result | (-1 << (shift + 7)) : result;
      if (shift === 28) this.unknown('number', 5);
    }
  }

  /** The bits of a double. */
  f64Bits(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  name(): string {
    const length = this.u32();
    const start = this.#advance(length);
    return new TextDecoder().decode(this.#bytes.subarray(start, start + length));
  }

  /** What `read` gives for each of the elements whose number stands here. */
  list<T>(read: (index: number) => T): T[] {
    const count = this.u32();
    const elements: T[] = [];
    for (let i = 0; i < count; i++) elements.push(read(i));
    return elements;
  }

  /** Has `read` take exactly the bytes whose number stands here; `read` is told where they end. */
  sized(read: (end: number) => void): void {
    const size = this.u32();
    const end = this.offset + size;
    read(end);
    if (this.offset !== end) throw new UnknownBytesError(`not the end, ${end},`, this.offset);
  }

  /** Takes `count` bytes; gives where they start. */
  #advance(count: number): number {
    const start = this.offset;
    if (start + count > this.#bytes.length) throw new UnknownBytesError('the module ends', start);
    this.offset += count;
    return start;
  }
}
