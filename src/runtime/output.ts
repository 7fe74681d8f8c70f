/** Gathers a program's output into chunks of bytes for the host. */

const CHUNK_SIZE = 64 * 1024;
/** First size of the buffer, which doubles: most sessions print little. */
const FIRST_SIZE = 256;

/**
 * Collects the output of a program and passes it to `sink` in chunks of 64 KiB, and the rest at
 * each `flush`. A chunk then belongs to the sink: the output never writes to its bytes again.
 *
 * The sink gets every byte at most once. If it throws, the caller of the write or flush gets the
 * exception, the chunk and the rest of the text being written are lost, and the next write starts
 * with an empty buffer. The sink may write to the same output.
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

  /** Number of bytes that wait for the next chunk or `flush`. */
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

  /** Passes pending bytes, if any, to the sink. Throws what the sink throws. */
  flush(): void {
    if (this.#length === 0) return;
    const chunk = this.#take();
    this.#sink(chunk);
  }

  /** Writes the ASCII start of `text`, which is all of a printed number, and returns its length. */
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

  /** Grows the buffer to at least `length` bytes, at most a chunk. */
  #reserve(length: number): void {
    let size = this.#buffer.length;
    if (length <= size) return;
    while (size < length) size *= 2;
    const larger = new Uint8Array(size);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  /** Empties the buffer before the sink runs, because the sink may throw or write to the output. */
  #take(): Uint8Array {
    const length = this.#length;
    this.#length = 0;
    if (length < CHUNK_SIZE) return this.#buffer.slice(0, length);
    const chunk = this.#buffer;
    this.#buffer = new Uint8Array(CHUNK_SIZE);
    return chunk;
  }
}
