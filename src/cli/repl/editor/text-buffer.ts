/** The edited text, as a value: every edit returns another buffer. */
import { cellsOf, clusters } from './cells.ts';

/** A text with the offset of the cursor in it. */
export interface TextBuffer {
  readonly text: string;
  readonly cursor: number;
}

export const EMPTY: TextBuffer = { text: '', cursor: 0 };

/** A buffer with the cursor at the end. */
export function bufferOf(text: string): TextBuffer {
  return { text, cursor: text.length };
}

export function insert({ text, cursor }: TextBuffer, inserted: string): TextBuffer {
  return {
    text: text.slice(0, cursor) + inserted + text.slice(cursor),
    cursor: cursor + inserted.length,
  };
}

/** Removes the text between the cursor and `to`. */
export function remove({ text, cursor }: TextBuffer, to: number): TextBuffer {
  const start = Math.min(cursor, to);
  return { text: text.slice(0, start) + text.slice(Math.max(cursor, to)), cursor: start };
}

/** A movement of the cursor: returns its new offset. */
export type Motion = (buffer: TextBuffer) => number;

export const left: Motion = ({ text, cursor }) => {
  if (cursor === 0) return 0;
  const start = lineStartAt(text, cursor - 1);
  if (text[cursor - 1] === '\n') return cursor - 1;
  let last = start;
  for (const cluster of clusters(text, start, cursor)) last = cluster.start;
  return last;
};

export const right: Motion = ({ text, cursor }) => {
  for (const cluster of clusters(text, cursor, lineEndAt(text, cursor))) return cluster.end;
  return Math.min(cursor + 1, text.length);
};

export const wordLeft: Motion = ({ text, cursor }) => {
  const before = /(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)?\s*$/u.exec(text.slice(0, cursor));
  return before!.index; // it matches the empty text, too
};

export const wordRight: Motion = ({ text, cursor }) => {
  const after = /^\s*(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)?/u.exec(text.slice(cursor));
  return cursor + after![0].length; // it matches the empty text, too
};

/** The start of the last run of characters without white space before the cursor. */
export const chunkLeft: Motion = ({ text, cursor }) => /\S*\s*$/.exec(text.slice(0, cursor))!.index; // it matches the empty text, too

export const lineStart: Motion = ({ text, cursor }) => lineStartAt(text, cursor);

export const lineEnd: Motion = ({ text, cursor }) => lineEndAt(text, cursor);

/** The end of the line; from there, the start of the next one. */
export const pastLineEnd: Motion = ({ text, cursor }) => {
  const end = lineEndAt(text, cursor);
  return end === cursor ? Math.min(cursor + 1, text.length) : end;
};

export const textStart: Motion = () => 0;

export const textEnd: Motion = ({ text }) => text.length;

/** The same column one line up; undefined on the first line. */
export function lineUp({ text, cursor }: TextBuffer): number | undefined {
  const start = lineStartAt(text, cursor);
  if (start === 0) return undefined;
  const above = lineStartAt(text, start - 1);
  return atColumn(text, above, cellsOf(text.slice(start, cursor)));
}

/** The same column one line down; undefined on the last line. */
export function lineDown({ text, cursor }: TextBuffer): number | undefined {
  const end = lineEndAt(text, cursor);
  if (end === text.length) return undefined;
  const column = cellsOf(text.slice(lineStartAt(text, cursor), cursor));
  return atColumn(text, end + 1, column);
}

/** The place `column` cells into the line that begins at `start`, or its end. */
function atColumn(text: string, start: number, column: number): number {
  const end = lineEndAt(text, start);
  let cells = 0;
  for (const cluster of clusters(text, start, end)) {
    cells += cluster.width;
    if (cells > column) return cluster.start;
  }
  return end;
}

function lineStartAt(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEndAt(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
