/**
 * Splits LLVM's assembly, the subset that the reader takes, into tokens (LangRef, "Identifiers").
 *
 * It skips lines that say nothing about functions (`target`, `source_filename`, `attributes`,
 * metadata) like comments; LLVM prints each on a line of its own.
 */
import { DiagnosticError, error, type SourceFile, type Span } from '../../source/index.ts';

const kinds = ['label', 'local', 'global', 'number', 'word', 'attributes', 'punctuation'] as const; // in the order of the groups of `pattern`

export type TokenKind = (typeof kinds)[number] | 'end';

export class Token {
  readonly kind: TokenKind;
  /** As written. */
  readonly text: string;
  /** `local`, `global`, `label`: the name, unescaped; a number if LLVM numbered it. */
  readonly name: string | number;
  readonly #source: SourceFile;
  readonly #start: number;

  constructor(
    kind: TokenKind,
    text: string,
    name: string | number,
    source: SourceFile,
    start: number,
  ) {
    this.kind = kind;
    this.text = text;
    this.name = name;
    this.#source = source;
    this.#start = start;
  }

  get span(): Span {
    return {
      source: this.#source,
      start: this.#start,
      end: this.#start + this.text.length,
    };
  }
}

const trivia = /(?:\s+|;.*|^(?:!|attributes #|target |source_filename\b).*)*/my;

/**
 * Words that do not change what a function computes (LangRef, "Runtime Preemption Specifiers",
 * "Parameter Attributes", "Function Attributes").
 */
const harmlessAttributes = new Set([
  'dso_local',
  'local_unnamed_addr',
  'unnamed_addr',
  'noundef',
  'nounwind',
  'nofree',
  'norecurse',
  'nosync',
  'readnone',
  'speculatable',
  'willreturn',
  'mustprogress',
  'uwtable',
  'tail',
  'notail',
]);

const identifier = '"[^"\\n]*"|[-a-zA-Z$._][-a-zA-Z$._0-9]*|\\d+';
const pattern = new RegExp(
  [
    `(${identifier}):`,
    `%(${identifier})`,
    `@(${identifier})`,
    '(0x[0-9a-zA-Z]+|[-+]?\\d+(?:\\.\\d*(?:[eE][-+]?\\d+)?)?)',
    '([a-zA-Z$._][a-zA-Z$._0-9]*)',
    '(#\\d+)',
    '([()[\\]{},=])',
  ].join('|'),
  'y',
);

/** Reads the tokens of a text one after the other, with one of look-ahead. */
export class Lexer {
  readonly #source: SourceFile;
  #at = 0;
  #peeked: Token;

  constructor(source: SourceFile) {
    this.#source = source;
    this.#peeked = this.#read();
  }

  /** The next token, without taking it. After the last one there are only `end` tokens. */
  get peeked(): Token {
    return this.#peeked;
  }

  /** Takes the next token. Throws `DiagnosticError` if the text after it is no token. */
  next(): Token {
    const taken = this.#peeked;
    if (taken.kind !== 'end') this.#peeked = this.#read();
    return taken;
  }

  /** Takes the next token if it is the word or punctuation `text`. */
  accept(text: string): boolean {
    const { kind } = this.#peeked;
    if ((kind !== 'word' && kind !== 'punctuation') || this.#peeked.text !== text) return false;
    this.next();
    return true;
  }

  /** Takes the next token, which must be the word or punctuation `text`. */
  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(`'${text}'`);
  }

  /** Takes the next token, which must be of a kind; `what` describes it in the error. */
  expectKind(kind: TokenKind, what: string): Token {
    if (this.#peeked.kind !== kind) throw this.unexpected(what);
    return this.next();
  }

  /** Reads `(`, items separated by commas, `)`. */
  list<Item>(item: () => Item): Item[] {
    const items: Item[] = [];
    this.expect('(');
    while (!this.accept(')')) {
      if (items.length > 0) this.expect(',');
      items.push(item());
    }
    return items;
  }

  /** Skips attributes, as words or groups, that do not change what a function computes. */
  skipAttributes(): void {
    while (
      this.#peeked.kind === 'attributes' ||
      (this.#peeked.kind === 'word' && harmlessAttributes.has(this.#peeked.text))
    ) {
      this.next();
    }
  }

  /** The error for a next token other than the expected one. */
  unexpected(expected: string): DiagnosticError {
    const { kind, text, span } = this.#peeked;
    const found = kind === 'end' ? 'the end' : `'${text}'`;
    return new DiagnosticError([error(span, `expected ${expected}, found ${found}`)]);
  }

  #read(): Token {
    const { text } = this.#source;
    trivia.lastIndex = this.#at;
    trivia.exec(text);
    const start = trivia.lastIndex;
    if (start >= text.length) return new Token('end', '', '', this.#source, start);
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) {
      const span = { source: this.#source, start, end: start + 1 };
      throw new DiagnosticError([error(span, 'unexpected character')]);
    }
    this.#at = pattern.lastIndex;
    let group = 1;
    while (match[group] === undefined) group++;
    return new Token(kinds[group - 1]!, match[0], unquote(match[group]!), this.#source, start);
  }
}

/** The name or number that was written. In quotes, `\\` and `\xx` are bytes of UTF-8. */
function unquote(written: string): string | number {
  if (/^\d/.test(written)) return Number(written);
  if (!written.startsWith('"')) return written;
  const inner = written.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  const bytes: number[] = [];
  for (const [part] of inner.matchAll(/\\[0-9a-fA-F]{2}|\\\\|[^\\]+|\\/g)) {
    if (part.length === 3 && part.startsWith('\\')) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...new TextEncoder().encode(part === '\\\\' ? '\\' : part));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
