/** Breaks the edited text into rows, so that the terminal never wraps lines. */
import type { Prompts } from '../input/entry-reader.ts';
import { cellsOf, clusters } from './cells.ts';

/** A row of the terminal. Rows that continue a broken line have an empty prompt. */
export interface Row {
  readonly prompt: string;
  readonly start: number;
  readonly end: number;
  /** In cells, with the prompt. */
  readonly width: number;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

/** The rows of `text` on a terminal of `columns` columns. The cursor stays within them. */
export function layOut(text: string, cursor: number, prompts: Prompts, columns: number): Layout {
  const rows: Row[] = [];
  let prompt = prompts.first;
  let width = cellsOf(prompt);
  let start = 0;
  let cursorRow = 0;
  let cursorColumn = 0;
  const breakRow = (end: number, nextStart: number, nextPrompt: string) => {
    rows.push({ prompt, start, end, width });
    start = nextStart;
    prompt = nextPrompt;
    width = cellsOf(nextPrompt);
  };
  const placeCursor = (at: number) => {
    if (width >= columns) breakRow(at, at, '');
    cursorRow = rows.length;
    cursorColumn = width;
  };
  for (const cluster of clusters(text)) {
    if (width + cluster.width > columns) breakRow(cluster.start, cluster.start, '');
    if (cluster.start <= cursor && cursor < cluster.end) placeCursor(cluster.start);
    if (text[cluster.start] === '\n') breakRow(cluster.start, cluster.end, prompts.next);
    else width += cluster.width;
  }
  if (cursor >= text.length) placeCursor(text.length);
  rows.push({ prompt, start, end: text.length, width });
  return { rows, cursorRow, cursorColumn };
}
