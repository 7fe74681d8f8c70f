/**
 * Shows the edited text on a terminal. Each change draws the whole text again, from its first row.
 * The layout breaks all lines itself, so colours and wrapping cannot disagree about the position of
 * the cursor. If the text has more rows than the terminal, those around the cursor show.
 */
import type { Prompts } from '../input/entry-reader.ts';
import type { TerminalOutput } from '../input/terminal-output.ts';
import { type Layout, layOut, type Row } from './layout.ts';
import type { TextBuffer } from './text-buffer.ts';

/** A stretch of text with a style: the parameters of an ANSI `m` sequence. */
export interface StyledSpan {
  readonly start: number;
  readonly end: number;
  readonly style: string;
}

/** The contents of the screen. */
export interface Frame {
  readonly buffer: TextBuffer;
  readonly prompts: Prompts;
  /** In the order of the text, without overlaps. */
  readonly spans: readonly StyledSpan[];
}

export class Screen {
  readonly #output: TerminalOutput;
  /** The rows drawn last. */
  #rows: readonly Row[] = [];
  #cursorRow = 0;
  #cursorColumn = 0;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  get columns(): number {
    return this.#output.columns;
  }

  /** Draws a frame over the last one. */
  paint({ buffer, prompts, spans }: Frame): void {
    const { columns } = this;
    const layout = visible(layOut(buffer.text, buffer.cursor, prompts, columns), this.#output.rows);
    const drawn = layout.rows.map((row) => row.prompt + styled(buffer.text, row, spans));
    const rowsUp = layout.rows.length - 1 - layout.cursorRow;
    this.#output.write(
      `${this.#toStart()}\x1b[J${drawn.join('\r\n')}${up(rowsUp)}\r${forward(layout.cursorColumn)}`,
    );
    this.#rows = layout.rows;
    this.#cursorRow = layout.cursorRow;
    this.#cursorColumn = layout.cursorColumn;
  }

  /** Leaves the drawn text in place and moves to the row below it. */
  leave(): void {
    const rowsDown = this.#rows.length - 1 - this.#cursorRow;
    this.#output.write(`${rowsDown > 0 ? `\x1b[${rowsDown}B` : ''}\r\n`);
    this.#forget();
  }

  /** Moves to an empty line, even if a program left its output without a line end. */
  freshLine(): void {
    // A mark and a row of blanks: they wrap unless the cursor was in the first column.
    const { columns } = this;
    this.#output.write(`\x1b[2m⏎\x1b[0m${' '.repeat(columns - 1)}\r\x1b[J`);
    this.#forget();
  }

  clear(): void {
    this.#output.write('\x1b[H\x1b[2J');
    this.#forget();
  }

  #forget(): void {
    this.#rows = [];
    this.#cursorRow = 0;
    this.#cursorColumn = 0;
  }

  /** Moves to the start of the last frame, even if the terminal has become narrower since. */
  #toStart(): string {
    const { columns } = this;
    let rows = Math.floor(this.#cursorColumn / columns);
    for (const { width } of this.#rows.slice(0, this.#cursorRow)) {
      rows += Math.max(1, Math.ceil(width / columns));
    }
    return `${up(rows)}\r`;
  }
}

/** The rows that fit, with the cursor among them. */
function visible(layout: Layout, height: number): Layout {
  const { rows, cursorRow } = layout;
  const top = Math.max(0, Math.min(cursorRow - (height >> 1), rows.length - height));
  return { ...layout, rows: rows.slice(top, top + height), cursorRow: cursorRow - top };
}

function styled(text: string, row: Row, spans: readonly StyledSpan[]): string {
  let out = '';
  let at = row.start;
  for (const span of spans) {
    const start = Math.max(span.start, at);
    const end = Math.min(span.end, row.end);
    if (start >= end) continue;
    out += `${text.slice(at, start)}\x1b[${span.style}m${text.slice(start, end)}\x1b[0m`;
    at = end;
  }
  return out + text.slice(at, row.end);
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}

function forward(columns: number): string {
  return columns > 0 ? `\x1b[${columns}C` : '';
}
