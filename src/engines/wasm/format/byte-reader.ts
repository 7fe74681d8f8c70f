/** Reads WebAssembly's binary encoding (core specification, section 5): what `ByteWriter` writes. */

/** Bytes that are no module, or one that this engine would not write. */
export class UnknownBytesError extends Error {
  override readonly name = 'UnknownBytesError';
  /** Where they are in the module. */
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`${what} at offset ${offset}`);
    this.offset = offset;
  }
}

/** A place in a module. Nothing is read after `end`. */
export class ByteReader {
  offset = 0;
  /** Where the innermost part with a size ends. */
  end: number;
  /** Where the bytes before `offset` that were last read together start. */
  #start = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.end = bytes.length;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.offset === this.end;
  }

  /** The error that what was read last is unknown. */
  unknown(what: string): UnknownBytesError {
    return new UnknownBytesError(`unknown ${what}`, this.#start);
  }

  /** Skips `count` bytes, and returns where they start. */
  skip(count: number): number {
    const start = this.offset;
    if (start + count > this.end) throw new UnknownBytesError('unexpected end', this.end);
    this.#start = start;
    this.offset += count;
    return start;
  }

  byte(): number {
    return this.#bytes[this.skip(1)]!; // `skip` checked it
  }

  /** Reads a byte that has to be this one. */
  expect(bytes: readonly number[], what: string): void {
    for (const byte of bytes) if (this.byte() !== byte) throw this.unknown(what);
  }

  u32(): number {
    const { bits } = this.#leb128();
    return bits >>> 0;
  }

  i32(): number {
    const { bits, width } = this.#leb128();
    return width < 32 ? (bits << (32 - width)) >> (32 - width) : bits;
  }

  /** The bits of a double. */
  f64Bits(): bigint {
    return this.#view.getBigUint64(this.skip(8), true);
  }

  name(): string {
    const length = this.u32();
    const start = this.skip(length);
    return new TextDecoder().decode(this.#bytes.subarray(start, start + length));
  }

  /** Reads a count and then so many elements by `read`. */
  list<T>(read: (index: number) => T): T[] {
    const count = this.u32();
    const elements: T[] = [];
    for (let i = 0; i < count; i++) elements.push(read(i));
    return elements;
  }

  /** Reads a length, and by `read` exactly so many bytes. */
  sized(read: () => void): void {
    const size = this.u32();
    const start = this.skip(size);
    const outer = this.end;
    this.end = this.offset;
    this.offset = start;
    read();
    if (this.offset !== this.end) throw new UnknownBytesError('unknown rest', this.offset);
    this.end = outer;
  }

  /** The bits of a LEB128 number, and how many there are: of more than 32, the low ones. */
  #leb128(): { bits: number; width: number } {
    const start = this.offset;
    let bits = 0;
    for (let width = 7; width <= 35; width += 7) {
      const byte = this.byte();
      bits |= (byte & 0x7f) << (width - 7);
      if (byte < 0x80) return { bits, width };
    }
    throw new UnknownBytesError('unknown number', start);
  }
}
