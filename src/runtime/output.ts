/** A program's output on its way to the host: bytes gathered into chunks. */

const CHUNK_SIZE = 64 * 1024;
/** Most sessions print little, so the buffer starts small and doubles. */
const FIRST_SIZE = 256;

/**
 * Collects what a program prints and hands it to `sink` in chunks of 64 KiB, and what is left at
 * each `flush`. Bytes handed over belong to the sink and are never written to again.
 *
 * Every byte is handed over at most once. When the sink throws, its exception reaches whoever wrote
 * or flushed; the chunk it was given, and what was left of the text being written, are gone, and
 * the next write starts from an empty buffer. The sink may write to the same output.
 *
 * @example
 * const output = new Output((bytes) => process.stdout.write(bytes));
 * output.writeText('1.000000\n');
 * output.flush();
 */
export class Output {
  readonly #sink: (bytes: Uint8Array) => void;
  readonly #encoder = new TextEncoder();
  #buffer = new Uint8Array(FIRST_SIZE);
  #length = 0;

  constructor(sink: (bytes: Uint8Array) => void) {
    this.#sink = sink;
  }

  /** How many bytes wait for the next chunk or `flush`. */
  get pending(): number {
    return this.#length;
  }

  /** Writes text as UTF-8; a lone surrogate becomes U+FFFD. Throws what the sink throws. */
  writeText(text: string): void {
    const ascii = this.#writeAscii(text);
    if (ascii < text.length) this.#writeBytes(this.#encoder.encode(text.slice(ascii)));
  }

  /** Writes the low eight bits of an integer. Throws what the sink throws. */
  writeByte(byte: number): void {
    if (this.#length === this.#buffer.length) this.#reserve(this.#length + 1);
    this.#buffer[this.#length++] = byte;
    if (this.#length === CHUNK_SIZE) this.flush();
  }

  /** Hands over what is pending, if anything. Throws what the sink throws. */
  flush(): void {
    if (this.#length === 0) return;
    const chunk = this.#take();
    this.#sink(chunk);
  }

  /** Writes the ASCII that `text` starts with, and says how long that is. Printed numbers end here. */
  #writeAscii(text: string): number {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return i;
      this.writeByte(code);
    }
    return text.length;
  }

  #writeBytes(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      const part = bytes.subarray(start, start + CHUNK_SIZE - this.#length);
      this.#reserve(this.#length + part.length);
      this.#buffer.set(part, this.#length);
      this.#length += part.length;
      start += part.length;
      if (this.#length === CHUNK_SIZE) this.flush();
    }
  }

  /** Makes room for `length` bytes in all; a chunk at most. */
  #reserve(length: number): void {
    let size = this.#buffer.length;
    if (length <= size) return;
    while (size < length) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  /** Empties the buffer before the sink runs, so that a sink that throws or writes finds it whole. */
  #take(): Uint8Array {
    const length = this.#length;
    this.#length = 0;
    if (length < CHUNK_SIZE) return this.#buffer.slice(0, length);
    const chunk = this.#buffer;
    this.#buffer = new Uint8Array(CHUNK_SIZE);
    return chunk;
  }
}
