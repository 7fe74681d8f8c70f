/** The terminal that a session writes to. */
import { writeAll } from '../../terminal/file-descriptor.ts';

/** For terminals that do not tell their size. */
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
    // Past the stream where that works: if a write is terminated together with the program, the
    // stream would wait for its end for ever, and show nothing any more.
    if (fd === undefined || process.platform === 'win32') this.#stream.write(text);
    else writeAll(fd, Buffer.from(text));
  }

  /** Calls `listener` whenever the size changes, until the function that is returned is called. */
  onResize(listener: () => void): () => void {
    this.#stream.on('resize', listener);
    return () => this.#stream.off('resize', listener);
  }
}
