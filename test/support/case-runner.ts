/** Runs case files on the reference and on the JIT, and records the events at each line. */
import { printFunction } from '../../src/ir/index.ts';
import { type FunctionAST, OperatorTable, Parser, printAST } from '../../src/language/index.ts';
import { StackOverflowError } from '../../src/orc/index.ts';
import { type Diagnostic, DiagnosticError, SourceFile, type Span } from '../../src/source/index.ts';
import { type CaseFile, type Expectation, parseCase, withExpectations } from './case-file.ts';
import {
  type CaseOutcome,
  type CaseSession,
  JITSession,
  type JITSessionOptions,
  ReferenceSession,
} from './case-session.ts';
import type { TestEngine } from './engines.ts';

/** The case file with the results of each session. Reading one of the last two runs its session. */
export interface CaseResults {
  readonly reference: string;
  /** The JIT without inlining; `compiled` lists its compilations. */
  readonly jit: string;
  /** The JIT with inlining of small functions. */
  readonly inlining: string;
  /** The JIT with a few interpreted calls before it compiles a function. */
  readonly tiered: string;
}

/** So few that programs of tests reach compiled code. */
const tiers = { interpretedCalls: 2 };

/** Runs a case in new sessions, those of the JIT on the given engine. */
export function runCase(text: string, engine: TestEngine): CaseResults {
  const file = parseCase(text);
  const unlisted = { ...file, listsCompiled: false };
  const jit = observeJIT(file, engine, { inlines: false });
  // Only this session lists compilations: the reference compiles nothing, and inlining differs.
  const compiled = jit.filter(({ kind }) => kind === 'compiled');
  const reference = observe(unlisted, new ReferenceSession());
  const runAgain = (options?: JITSessionOptions) => {
    const found = withSameStacks(observeJIT(unlisted, engine, options), reference);
    return withExpectations(text, [...compiled, ...found]);
  };
  return {
    reference: withExpectations(text, [...compiled, ...reference]),
    jit: withExpectations(text, jit),
    get inlining() {
      return runAgain();
    },
    get tiered() {
      return runAgain(tiers);
    },
  };
}

/** The sessions that random programs run in. */
const sessions: Readonly<Record<string, JITSessionOptions>> = {
  jit: { inlines: false },
  inlining: {},
  tiered: tiers,
};

/**
 * Runs a case in new sessions, and ignores their compilations. If results differ, returns the case
 * with those of the reference and of each session that disagrees. The JIT does not run a program
 * that takes more than `fuel` instructions on the reference: the program might not end.
 */
export function findDifference(
  text: string,
  engine: TestEngine,
  fuel = Infinity,
): Readonly<Record<string, string>> | undefined {
  const file = { ...parseCase(text), listsCompiled: false };
  const reference = observe(file, new ReferenceSession(fuel));
  if (reference.some(({ kind, text }) => kind === 'fails' && text.startsWith('out of fuel'))) {
    return undefined;
  }
  const wanted = JSON.stringify(reference);
  const different = Object.entries(sessions)
    .map(([name, options]) => [name, observeJIT(file, engine, options)] as const)
    .filter(([, found]) => JSON.stringify(withSameStacks(found, reference)) !== wanted);
  if (different.length === 0) return undefined;
  const results = [['reference', reference] as const, ...different];
  return Object.fromEntries(results.map(([name, found]) => [name, withExpectations(text, found)]));
}

/** Copies the reference's stack overflows: an inlined function has the frame of its caller. */
function withSameStacks(
  found: readonly Expectation[],
  reference: readonly Expectation[],
): readonly Expectation[] {
  return found.map((each, at) => {
    const wanted = reference[at];
    return isStackOverflow(each) && wanted !== undefined && isStackOverflow(wanted) ? wanted : each;
  });
}

function isStackOverflow({ kind, text }: Expectation): boolean {
  return kind === 'fails' && text.startsWith('stack overflow');
}

function observeJIT(
  file: CaseFile,
  engine: TestEngine,
  options: JITSessionOptions = {},
): readonly Expectation[] {
  using session = new JITSession(engine.create(), { ...options, ...engine.session });
  return observe(file, session);
}

/** All events when a session runs a case, in order. */
function observe(file: CaseFile, session: CaseSession): readonly Expectation[] {
  const observer = new Observer(file, session);
  for (const { text, removes } of file.segments) {
    observer.take(new SourceFile('case.ks', text));
    if (removes !== undefined) session.remove(removes);
  }
  return observer.found;
}

class Observer {
  readonly found: Expectation[] = [];
  readonly #file: CaseFile;
  readonly #session: CaseSession;
  readonly #reported = new Set<string>();

  constructor(file: CaseFile, session: CaseSession) {
    this.#file = file;
    this.#session = session;
  }

  take(source: SourceFile): void {
    if (this.#file.mode === 'check') {
      for (const diagnostic of this.#session.check(source)) this.#diagnostic(diagnostic);
      return;
    }
    if (this.#file.mode === 'ast') this.#trees(source);
    else for (const outcome of this.#session.run(source)) this.#outcome(outcome);
  }

  #outcome(outcome: CaseOutcome): void {
    if (outcome.kind === 'diagnostic') this.#diagnostic(outcome.diagnostic);
    if (outcome.kind === 'diagnostic' || outcome.kind === 'extern') return;
    if (this.#file.mode === 'ir') this.#lowered(outcome.ast);
    else if (outcome.kind !== 'definition') this.#ran(outcome);
  }

  /** Records the result of an expression. */
  #ran(outcome: Extract<CaseOutcome, { kind: 'value' | 'failure' }>): void {
    const line = lastLineOf(outcome.ast);
    const compiled = this.#session.takeCompiled();
    if (this.#file.listsCompiled) this.#add(line, 'compiled', compiled.join(' '));
    const output = this.#session.takeOutput();
    for (const printed of linesOf(output)) this.#add(line, 'expect', printed);
    if (outcome.kind === 'failure') this.#failed(outcome.error, outcome.ast, line);
    else if (outcome.value !== 0 || Object.is(outcome.value, -0) || output === '') {
      this.#add(line, 'value', formatValue(outcome.value));
    }
  }

  #failed(error: unknown, ast: FunctionAST, line: number): void {
    if (!(error instanceof DiagnosticError)) {
      this.#add(line, 'fails', describeFailure(error));
      return;
    }
    const first = positionOf(ast.prototype, ast.prototype.start).line;
    const isHere = error.diagnostics.some(({ span }) => {
      const at = positionOf(span, span.start).line;
      return at >= first && at <= line;
    });
    for (const diagnostic of error.diagnostics) this.#diagnostic(diagnostic);
    if (!isHere) this.#add(line, 'fails', '');
  }

  #diagnostic({ severity, message, span, alsoAt = [], notes, help }: Diagnostic): void {
    const { line } = positionOf(span, span.start);
    const columns = columnsOf(span);
    // A body that fails to compile reports the same errors at every call.
    const key = `${line} ${columns} ${severity} ${message}`;
    const isNew = !this.#reported.has(key);
    if (isNew) this.found.push({ line, kind: severity, columns, text: message });
    this.#reported.add(key);
    for (const place of isNew ? alsoAt : []) {
      const { line } = positionOf(place, place.start);
      this.found.push({ line, kind: 'also', columns: columnsOf(place), text: message });
    }
    for (const each of notes) this.#diagnostic(each);
    if (isNew && help !== undefined) this.#add(line, 'help', help);
  }

  #trees(source: SourceFile): void {
    const operators = new OperatorTable();
    const parser = new Parser(source, operators, (diagnostic) => this.#diagnostic(diagnostic));
    for (let item = parser.next(); item !== undefined; item = parser.next()) {
      if (!('ast' in item)) continue;
      this.#block(lastLineOf(item.ast), printAST(item.ast, operators));
    }
  }

  #lowered(ast: FunctionAST): void {
    const line = lastLineOf(ast);
    try {
      this.#block(line, printFunction(this.#session.lower(ast)).trimEnd());
    } catch (error) {
      this.#failed(error, ast, line);
    }
  }

  #block(line: number, text: string): void {
    for (const each of text.split('\n')) this.#add(line, '|', each);
  }

  #add(line: number, kind: string, text: string): void {
    this.found.push({ line, kind, columns: '', text });
  }
}

/** The last line of an expression, or of a definition's body. */
function lastLineOf({ prototype, nodes }: FunctionAST): number {
  const end = Math.max(prototype.end, nodes.at(-1)!); // the last word is the end of the last node
  return positionOf(prototype, end - 1).line;
}

function positionOf({ source }: { readonly source: SourceFile }, offset: number) {
  return source.position(offset);
}

/** The columns from a span's start to its end on the same line; open if it ends on a later one. */
function columnsOf({ source, start, end }: Span): string {
  const from = source.position(start);
  const to = source.position(Math.max(start, end - 1));
  if (to.line > from.line) return `${from.column}-`;
  return to.column === from.column ? `${from.column}` : `${from.column}-${to.column}`;
}

/** Printed text as lines, with escapes for unprintable characters and for a final blank. */
function linesOf(output: string): string[] {
  const lines = output
    .replace(/[^\n\x20-\x5b\x5d-\x7e]/g, (character) => `\\x${hex(character)}`)
    .replace(/ $/gm, '\\x20')
    .split('\n');
  const rest = lines.pop()!;
  return rest === '' ? lines : [...lines, `${rest}\\`];
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}

function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0';
  return String(value).replace('Infinity', 'inf');
}

/** Describes an exception in words that do not depend on the depth of the stack. */
function describeFailure(error: unknown): string {
  if (!(error instanceof StackOverflowError)) return (error as Error).message;
  return `stack overflow in ${[...new Set(error.symbols)].sort().join(', ')}`;
}
