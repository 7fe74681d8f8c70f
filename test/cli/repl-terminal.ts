/** A terminal for tests: keys go in, and what a person would see comes out. */
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as nextTick } from 'node:timers/promises';
import { clusters } from '../../src/cli/repl/editor/cells.ts';

/** A grid of cells that understands what the REPL writes, and throws at anything else. */
class Grid {
  columns: number;
  readonly rows: string[][] = [[]];
  row = 0;
  column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(output: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals are told with
    const parts = output.match(/\x1b\[[?\d;]*[A-Za-z]|\x1b.|[\r\n]|[^\x1b\r\n]+/g) ?? [];
    for (const part of parts) {
      if (part === '\r') this.column = 0;
      else if (part === '\n') this.#down();
      else if (part.startsWith('\x1b')) this.#control(part);
      else this.#print(part);
    }
  }

  #down(): void {
    this.row++;
    while (this.rows.length <= this.row) this.rows.push([]);
  }

  #print(text: string): void {
    for (const { start, end, width } of clusters(text)) {
      if (this.column + width > this.columns) {
        this.column = 0;
        this.#down();
      }
      const row = this.rows[this.row]!;
      while (row.length < this.column) row.push(' ');
      row[this.column] = text.slice(start, end);
      for (let i = 1; i < width; i++) row[this.column + i] = '';
      this.column += width;
    }
  }

  #control(sequence: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const [, parameters = '', kind = ''] = /^\x1b\[([?\d;]*)([A-Za-z])$/.exec(sequence) ?? [];
    const count = Number(parameters || '1');
    switch (kind) {
      case 'A':
        this.row -= count;
        if (this.row < 0) throw new Error('the cursor has left the terminal');
        break;
      case 'B':
        this.row += count;
        break;
      case 'C':
        this.column += count;
        break;
      case 'H':
        this.row = 0;
        this.column = 0;
        break;
      case 'J':
        this.#clear(parameters === '2');
        break;
      case 'h':
      case 'l':
      case 'm':
        break;
      default:
        throw new Error(`unknown control sequence ${JSON.stringify(sequence)}`);
    }
  }

  #clear(all: boolean): void {
    if (all) this.rows.splice(0, this.rows.length, []);
    else {
      this.rows.length = this.row + 1;
      this.rows[this.row]!.length = Math.min(this.rows[this.row]!.length, this.column);
    }
  }
}

class FakeInput extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(mode: boolean): this {
    this.isRaw = mode;
    return this;
  }
}

class FakeOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly grid: Grid;
  written = '';

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.grid = new Grid(columns);
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.written += chunk.toString();
    this.grid.write(chunk.toString());
    done();
  }
}

export class Terminal {
  readonly #input = new FakeInput();
  readonly #output: FakeOutput;

  constructor(columns = 80, rows = 24) {
    this.#output = new FakeOutput(columns, rows);
  }

  get input(): NodeJS.ReadStream {
    return this.#input as unknown as NodeJS.ReadStream;
  }

  get output(): NodeJS.WriteStream {
    return this.#output as unknown as NodeJS.WriteStream;
  }

  get isRaw(): boolean {
    return this.#input.isRaw;
  }

  /** Everything written, with its control sequences. */
  get written(): string {
    return this.#output.written;
  }

  /** What a program prints: line ends become what a terminal makes of them. */
  print(bytes: Uint8Array): void {
    this.#output.write(Buffer.from(bytes).toString().replaceAll('\n', '\r\n'));
  }

  /** Types, and waits until it has been dealt with. */
  async type(keys: string): Promise<void> {
    this.#input.write(keys);
    for (let i = 0; i < 5; i++) await nextTick();
  }

  async end(): Promise<void> {
    this.#input.end();
    for (let i = 0; i < 5; i++) await nextTick();
  }

  resize(columns: number): void {
    this.#output.columns = columns;
    this.#output.grid.columns = columns;
    this.#output.emit('resize');
  }

  /** The lines on the terminal. */
  get lines(): string[] {
    const lines = this.#output.grid.rows.map((row) => row.join('').trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** Row and column, both from 0. */
  get cursor(): readonly [number, number] {
    return [this.#output.grid.row, this.#output.grid.column];
  }
}
