/** Syntax errors at the token in hand, worded alike: what was expected, and what is there. */
import { type Diagnostic, error, note, type SourceFile, type Span } from '../source/index.ts';
import { abbreviate, type Lexer, problemAt } from './lexer.ts';
import type { OperatorTable } from './operators.ts';
import { Token, type TokenKind } from './tokens.ts';
import { unknownOperatorEnd } from './unknown-operator.ts';

/** Reports errors of one source file. The methods that report return false, as failed parsing does. */
export class SyntaxErrors {
  readonly #source: SourceFile;
  readonly #lexer: Lexer;
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(source: SourceFile, lexer: Lexer, report: (diagnostic: Diagnostic) => void) {
    this.#source = source;
    this.#lexer = lexer;
    this.#report = report;
  }

  span(start: number, end: number): Span {
    return { source: this.#source, start, end };
  }

  report(diagnostic: Diagnostic): false {
    this.#report(diagnostic);
    return false;
  }

  /** Goes past a token of a kind, or reports that it is missing. */
  expect(kind: TokenKind, what: string): boolean {
    if (this.#lexer.kind !== kind) return this.expected(what);
    this.#lexer.advance();
    return true;
  }

  /** Reports that something else was expected than the token in hand. */
  expected(what: string, notes: readonly Diagnostic[] = []): false {
    const { kind, start, end, text, previousEnd } = this.#lexer;
    if (kind === Token.end) {
      const message = `expected ${what}, found end of input`;
      const diagnostic = error(this.span(previousEnd, previousEnd), message, notes);
      return this.report({ ...diagnostic, atEnd: true });
    }
    if (kind === Token.invalid) return this.atToken(problemAt(text, start, end));
    return this.atToken(`expected ${what}, found '${abbreviate(text, start, end)}'`, notes);
  }

  /** Reports that the operator in hand, all its characters, is none of the program's. */
  unknownOperator(message: string, operators: OperatorTable): false {
    const { text, start } = this.#lexer;
    const end = unknownOperatorEnd(text, start, operators);
    const diagnostic = error(this.span(start, end), `${message} '${abbreviate(text, start, end)}'`);
    return this.report(diagnostic);
  }

  /** Reports that the token in hand is wrong. */
  atToken(message: string, notes: readonly Diagnostic[] = []): false {
    const { start, end } = this.#lexer;
    return this.report(error(this.span(start, end), message, notes));
  }

  note(start: number, end: number, message: string): Diagnostic {
    return note(this.span(start, end), message);
  }
}
