/**
 * A named text that maps offsets to lines and columns.
 *
 * It searches for line starts on demand, and only up to the place asked for: a program without
 * errors is never searched. It counts columns from the last place asked for on the same line, so
 * that many errors on one very long line cost one walk along it.
 */

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** A place as people count: both from 1; a column is a code point, a tab is one column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A source text, and the name that diagnostics show for it. Lines end with `\n`, `\r\n` or `\r`.
 *
 * @example
 * const file = new SourceFile('fib.ks', 'def one()\n  1');
 * file.position(12); // { line: 2, column: 3 }
 */
export class SourceFile {
  readonly name: string;
  readonly text: string;
  /** The starts of the lines found so far, ascending. */
  readonly #starts: number[] = [0];
  /** The offset up to which the text has been searched for line ends. */
  #searched = 0;
  #lastOffset = 0;
  #lastColumn = 1;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** The size of the text in UTF-8. Cost: encodes it. */
  get byteLength(): number {
    return new TextEncoder().encode(this.text).length;
  }

  /** The line and column of the code unit at `offset`, which may be one past the end. */
  position(offset: number): Position {
    while (this.#searched <= offset && this.#searchLine());
    const line = this.#lineOf(offset);
    return { line, column: this.#columnOf(offset, this.#starts[line - 1]!) };
  }

  /** The text of a line, without its end; empty if there is no such line. */
  lineAt(line: number): string {
    while (this.#starts.length <= line && this.#searchLine());
    const start = this.#starts[line - 1] ?? this.text.length;
    let end = this.#starts[line] ?? this.text.length;
    while (end > start && isLineEnd(this.text.charCodeAt(end - 1))) end--;
    return this.text.slice(start, end);
  }

  /** Where a line starts; the end of the text if there is no such line. */
  lineStart(line: number): number {
    while (this.#starts.length < line && this.#searchLine());
    return this.#starts[line - 1] ?? this.text.length;
  }

  /** Adds the next line start; false at the end of the text. */
  #searchLine(): boolean {
    const { text } = this;
    let at = this.#searched;
    while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
    if (at >= text.length) {
      this.#searched = at;
      return false;
    }
    const pair =
      text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED ? 2 : 1;
    this.#searched = at + pair;
    this.#starts.push(at + pair);
    return true;
  }

  /** The last line that starts at or before an offset. */
  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  #columnOf(offset: number, lineStart: number): number {
    const onward = this.#lastOffset >= lineStart && this.#lastOffset <= offset;
    let column = onward ? this.#lastColumn : 1;
    for (let at = onward ? this.#lastOffset : lineStart; at < offset; at++) {
      if (!isSecondHalf(this.text, at)) column++;
    }
    this.#lastOffset = offset;
    this.#lastColumn = column;
    return column;
  }
}

function isLineEnd(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** Whether the code unit is the second half of a surrogate pair, which adds no column. */
function isSecondHalf(text: string, at: number): boolean {
  return (
    (text.charCodeAt(at) & 0xfc00) === 0xdc00 &&
    at > 0 &&
    (text.charCodeAt(at - 1) & 0xfc00) === 0xd800
  );
}
