/** The terminal that a session writes to. */
import { writeAll } from '../../terminal/file-descriptor.ts';

/** Size of terminals that do not report one. */
const DEFAULT_SIZE = { columns: 80, rows: 24 };

export class TerminalOutput {
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  get columns(): number {
    return this.#stream.columns || DEFAULT_SIZE.columns;
  }

  get rows(): number {
    return this.#stream.rows || DEFAULT_SIZE.rows;
  }

  write(text: string): void {
    const { fd } = this.#stream as { readonly fd?: number };
    // Bypasses the stream where that works: if Ctrl-C terminates a write of the stream, the stream
    // waits for its end for ever, and shows nothing after it.
    if (fd === undefined || process.platform === 'win32') this.#stream.write(text);
    else writeAll(fd, Buffer.from(text));
  }

  /** Calls `listener` whenever the size changes. Call the returned function to stop that. */
  onResize(listener: () => void): () => void {
    this.#stream.on('resize', listener);
    return () => this.#stream.off('resize', listener);
  }
}
