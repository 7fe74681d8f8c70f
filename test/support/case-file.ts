/**
 * Case files: a Kaleidoscope program, with expectations in comments beside the lines that cause
 * them. The first line says what the test does with the program:
 *
 *     # run              each item in order, on the reference and on the JIT
 *     # run, compiled    the same, and which functions each expression made the JIT compile
 *     # check            what `check` reports
 *     # ast, # ir        the syntax tree, or the IR as lowered, of every function
 *
 *     printd(3);  # expect: 3.000000             printed (`\` at the end: no line end follows)
 *     1 + 2       # value: 3                     of an expression; left out where it is 0 and printed
 *     foo(1)      # error 1-6: unknown function  columns under which the carets stand; `5-` goes
 *                                                on after the end of the line
 *     def f(x) x  # note 5: declared here        likewise `warning`, and `also` for a further place
 *     fou(1)      # help: did you mean 'foo'?    of the error, warning or note before it
 *     f(1)        # fails                        because of errors reported on other lines
 *     g(1)        # fails: undefined function: g because of something without a place of its own
 *     f(1)        # compiled: f g
 *     1 + 2
 *     #| def __anon_expr()                       a line of the tree or the IR
 *
 * A single expectation stands at the end of its line, several on lines of their own below. A line
 * `# remove f` removes a definition at that point of the program.
 */

export type CaseMode = 'run' | 'check' | 'ast' | 'ir';

/** Something that happened at a line. */
export interface Expectation {
  /** Counted from 1, in the case file. */
  readonly line: number;
  readonly kind: string;
  /** `3`, `3-5` or `3-`, where the kind has a place; otherwise ''. */
  readonly columns: string;
  readonly text: string;
}

/** A part of a program that ends at a removal or at the end. */
export interface Segment {
  /** The text of the part, after blanks for all text before it, so that places stay right. */
  readonly text: string;
  /** The name to remove after the part. */
  readonly removes: string | undefined;
}

export interface CaseFile {
  readonly mode: CaseMode;
  /** Whether the case expects a list of compiled functions. */
  readonly listsCompiled: boolean;
  readonly segments: readonly Segment[];
}

const DIRECTIVE = /^# (run|check|ast|ir)(, compiled)?$/;
const REMOVE = /^# remove (\S+)$/;
const EXPECTATION =
  / *#(?: (?<plain>expect|value|compiled|fails|help):(?: (?<a>.*))?| (?<placed>error|warning|note|also) (?<columns>\d+(?:-\d*)?): (?<b>.*)|(?<block>\|)(?: (?<c>.*))?| (?<bare>fails))$/;

/** Reads a case file. Throws if the first line is no directive. */
export function parseCase(text: string): CaseFile {
  const lines = text.split('\n');
  const directive = DIRECTIVE.exec(lines[0]!);
  if (directive === null) throw new Error(`no directive in the first line: ${lines[0]}`);
  const segments: Segment[] = [];
  let start = 0;
  lines.forEach((line, index) => {
    const removes = REMOVE.exec(line)?.[1];
    if (removes === undefined) return;
    segments.push({ text: segmentText(lines, start, index), removes });
    start = index;
  });
  segments.push({ text: segmentText(lines, start, lines.length), removes: undefined });
  const mode = directive[1] as CaseMode; // by the pattern
  return { mode, listsCompiled: directive[2] !== undefined, segments };
}

function segmentText(lines: readonly string[], start: number, end: number): string {
  return '\n'.repeat(start) + lines.slice(start, end).join('\n');
}

/**
 * The case file with `actual` for its expectations. Lines with met expectations stay the same, so
 * the result equals `text` if all are met.
 */
export function withExpectations(text: string, actual: readonly Expectation[]): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const first = index++;
    while (index < lines.length && isExpectationOnly(lines[index]!)) index++;
    const wanted = actual.filter(({ line }) => line > first && line <= index);
    out.push(...withLineExpectations(lines.slice(first, index), wanted.map(write)));
  }
  return out.join('\n');
}

/** One line of the program and the lines of expectations that follow it. */
function withLineExpectations(lines: readonly string[], wanted: readonly string[]): string[] {
  const found = lines.flatMap((line) => EXPECTATION.exec(line)?.[0].trim() ?? []);
  if (found.length === wanted.length && found.every((each, i) => each === wanted[i])) {
    return [...lines];
  }
  const code = lines[0]!.replace(EXPECTATION, '');
  const [only, ...others] = wanted;
  if (only === undefined) return [code];
  if (only.startsWith('#|')) return [code, ...wanted];
  const indent = others.length > 0 ? ' '.repeat(code.length + 1) : '';
  return [`${code} ${only}`, ...others.map((other) => indent + other)];
}

function isExpectationOnly(line: string): boolean {
  return EXPECTATION.exec(line)?.index === 0;
}

function write({ kind, columns, text }: Expectation): string {
  if (kind === '|') return `#| ${text}`.trimEnd();
  const head = columns === '' ? `# ${kind}` : `# ${kind} ${columns}`;
  return text === '' && kind === 'fails' ? head : `${head}: ${text}`.trimEnd();
}
