/** The code blocks of a page in Markdown: fenced ones, and those indented by four spaces. */
import { readFileSync } from 'node:fs';

export interface CodeBlock {
  /** The page and the line of the first line of code. */
  readonly place: string;
  /** The word after the fence; `indented` for blocks without a fence. */
  readonly language: string;
  /** Lines without their indentation, each with its line end. */
  readonly text: string;
}

/** The code blocks of the page at `path`, in order; `page` is the page's name in their places. */
export function codeBlocks(path: string, page: string): readonly CodeBlock[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const blocks: CodeBlock[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\S*)$/.exec(lines[i]!);
    const start = fence === null ? i : i + 1;
    const end = fence === null ? endOfIndented(lines, i) : lines.indexOf('```', start);
    if (end === i) continue;
    const code = lines.slice(start, end).map((line) => (fence === null ? line.slice(4) : line));
    const language = fence === null ? 'indented' : fence[1]!; // the group takes part
    blocks.push({ place: `${page}:${start + 1}`, language, text: `${code.join('\n')}\n` });
    i = end;
  }
  return blocks;
}

/** The end of the indented block that begins at line `start`; `start` if none begins there. */
function endOfIndented(lines: readonly string[], start: number): number {
  if (start > 0 && lines[start - 1] !== '') return start;
  let end = start;
  for (let i = start; /^( {4}|$)/.test(lines[i] ?? 'end'); i++) if (lines[i] !== '') end = i + 1;
  return end;
}
