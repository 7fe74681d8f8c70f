/** A growing byte buffer that writes WebAssembly's binary encoding (core specification, section 5). */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** A copy of the bytes that were written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length) as Uint8Array<ArrayBuffer>;
  }

  /** The bytes that were written; valid until the next write. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length) as Uint8Array<ArrayBuffer>;
  }

  /** Starts over in the same memory. */
  clear(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    if (this.#length + values.length > this.#bytes.length) this.#grow(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** An unsigned integer in LEB128. */
  u32(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A signed integer in LEB128. */
  i32(value: number): void {
    let rest = value;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** Room for a number that is filled in later. */
  placeholder(): void {
    for (let i = 0; i < PLACEHOLDER_BYTES; i++) this.byte(0);
  }

  /** Fills in the placeholder at `offset`. */
  patch(offset: number, index: number): void {
    patchIndex(this.#bytes, offset, index);
  }

  f64(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#grow(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A name: its length in bytes and its UTF-8 encoding. */
  name(text: string): void {
    for (let i = 0; i < text.length; i++) {
      if (text.charCodeAt(i) < 0x80) continue;
      const encoded = new TextEncoder().encode(text);
      this.u32(encoded.length);
      this.bytes(encoded);
      return;
    }
    this.u32(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** Writes the bytes that `write` makes, with their length before them. */
  sized(write: (out: this) => void): void {
    const start = this.#length;
    this.placeholder();
    write(this);
    this.patch(start, this.#length - start - PLACEHOLDER_BYTES);
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + needed));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Width of a number that is filled in late: LEB128 padded to its full length. */
export const PLACEHOLDER_BYTES = 4;

/** Below 2^27, so that signed and unsigned readings agree. */
function patchIndex(bytes: Uint8Array, offset: number, index: number): void {
  bytes[offset] = (index & 0x7f) | 0x80;
  bytes[offset + 1] = ((index >>> 7) & 0x7f) | 0x80;
  bytes[offset + 2] = ((index >>> 14) & 0x7f) | 0x80;
  bytes[offset + 3] = (index >>> 21) & 0x3f;
}
