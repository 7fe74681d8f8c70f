/**
 * Diagnostics as text for a terminal:
 *
 *     fib.ks:3:7: error: expected 'else', found ')'
 *       foo(if a then b)
 *                      ^
 *
 * The caret line repeats the tabs of the line above it and counts wide characters as two cells, so
 * that the carets stand under the span whatever the terminal's tab width. Stand-ins replace
 * characters that would move the cursor or reorder the text, in the line and in names. Of a very
 * long line it reads and shows only a window around the span. Notes and help come last:
 *
 *     help: did you mean 'foo'?
 */
import { eastAsianWidth } from 'get-east-asian-width';
import { type Diagnostic, location } from './diagnostic.ts';
import { printable, printableText } from './printable.ts';
import type { Span } from './span.ts';

/** Bounds on the width of the window: a terminal wider or narrower than this counts as this. */
const WIDEST = 122;
const NARROWEST = 20;

/** Most further places of a mistake that are listed. */
const MOST_PLACES = 5;

const ELLIPSIS = '…';

/** ANSI codes that set a style. */
const BOLD = 1;
const GREEN = 32;
const SEVERITY_COLOURS = { error: 31, warning: 35, note: 36 } as const;
const HELP_COLOUR = 36;

/** Wraps a text in ANSI codes, or returns it unchanged if colours are off. */
type Paint = (text: string, ...codes: number[]) => string;

/** How a diagnostic is shown. */
export interface RenderOptions {
  /** Whether to write ANSI colours. */
  readonly colour: boolean;
  /** Width of the terminal: a line that would wrap is shown in part. Default: 122. */
  readonly columns?: number | undefined;
}

/**
 * Returns a diagnostic with the line it is about, its notes and its help, as lines separated by
 * `\n`, without one at the end.
 *
 * @example
 * renderDiagnostic(error({ source, start: 0, end: 3 }, 'unknown name'), { colour: false });
 * // a.ks:1:1: error: unknown name
 * // foo + 1
 * // ^~~
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const paint: Paint = options.colour
    ? (text, ...codes) => `\x1b[${codes.join(';')}m${text}\x1b[0m`
    : (text) => text;
  const lines: string[] = [];
  const { columns = WIDEST } = options;
  render(diagnostic, paint, Math.min(Math.max(columns, NARROWEST), WIDEST), lines);
  return lines.join('\n');
}

function render(diagnostic: Diagnostic, paint: Paint, columns: number, lines: string[]): void {
  const { severity, message, span, notes, help } = diagnostic;
  const place = paint(`${printableText(location(span))}:`, BOLD);
  const label = paint(`${severity}:`, BOLD, SEVERITY_COLOURS[severity]);
  lines.push(`${place} ${label} ${paint(printableText(message), BOLD)}`);
  const { text, carets } = excerpt(span, columns);
  lines.push(text, carets.blank + paint(carets.mark, GREEN));
  if (diagnostic.alsoAt?.[0] !== undefined) lines.push(alsoAt(span, diagnostic.alsoAt));
  for (const note of notes) render(note, paint, columns, lines);
  if (help !== undefined) {
    lines.push(`${paint('help:', BOLD, HELP_COLOUR)} ${printableText(help)}`);
  }
}

/** `also at 4:10, 5:8 and 7 more places`; places in other files have the file name. */
function alsoAt({ source }: Span, places: readonly Span[]): string {
  const shown = places.slice(0, MOST_PLACES).map((place) => {
    const { line, column } = place.source.position(place.start);
    return place.source === source ? `${line}:${column}` : printableText(location(place));
  });
  const rest = places.length - shown.length;
  const last = rest > 0 ? `${rest} more place${rest === 1 ? '' : 's'}` : shown.pop();
  return `also at ${shown.length > 0 ? `${shown.join(', ')} and ` : ''}${last}`;
}

interface Excerpt {
  readonly text: string;
  readonly carets: { readonly blank: string; readonly mark: string };
}

/** The part of the span's first line to show, and the carets to show under it. */
function excerpt({ source, start, end }: Span, columns: number): Excerpt {
  const number = source.position(start).line;
  const line = source.lineAt(number);
  const spanStart = Math.min(start - source.lineStart(number), line.length);
  const spanEnd = Math.max(spanStart + 1, end - source.lineStart(number));
  const { from, to } = windowAround(line, spanStart, columns);
  const before = cells(line.slice(from, spanStart));
  const marked = cells(line.slice(spanStart, Math.min(spanEnd, to)));
  const after = cells(line.slice(Math.min(spanEnd, to), to));
  const head = from > 0 ? ELLIPSIS : '';
  const tail = to < line.length ? ELLIPSIS : '';
  return {
    text: head + before.text + marked.text + after.text + tail,
    carets: { blank: ' '.repeat(head.length) + before.blank, mark: underline(marked.blank) },
  };
}

/** The part of a line to show: a third of it before the span, and room for ellipses and a caret. */
function windowAround(
  line: string,
  spanStart: number,
  columns: number,
): { from: number; to: number } {
  if (line.length < columns) return { from: 0, to: line.length };
  const size = columns - 2 * ELLIPSIS.length;
  const last = Math.min(line.length, Math.max(0, spanStart - Math.floor(size / 3)) + size);
  const first = Math.max(0, last - size);
  return { from: characterStart(line, first), to: characterStart(line, last) };
}

/** Returns the offset, or the one before it if it would split a surrogate pair. */
function characterStart(line: string, at: number): number {
  return at > 0 && (line.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
}

/** A caret and tildes over the cells given as blanks; a tab keeps its width by staying a tab. */
function underline(blank: string): string {
  const first = blank.search(/[^\t]/);
  if (first < 0) return `${blank}^`;
  return `${blank.slice(0, first)}^${blank.slice(first + 1).replaceAll(' ', '~')}`;
}

/** The printable form of a text, and blanks of the same width. */
function cells(source: string): { text: string; blank: string } {
  let text = '';
  let blank = '';
  for (const character of source) {
    const shown = printable(character);
    text += shown;
    blank += shown === '\t' ? '\t' : ' '.repeat(width(shown));
  }
  return { text, blank };
}

/** Characters that a terminal draws onto the one before them. */
const COMBINING = /^[\p{Mn}\p{Me}\u200b-\u200f]/u;

function width(character: string): number {
  if (character === '' || COMBINING.test(character)) return 0;
  return eastAsianWidth(character.codePointAt(0)!);
}
