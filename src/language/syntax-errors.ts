/** Reports syntax errors at the token in hand, mostly in the form "expected A, found B". */
import {
  type Diagnostic,
  error,
  nearest,
  note,
  type SourceFile,
  type Span,
  warning,
} from '../source/index.ts';
import {
  infixHelp,
  isForeignOperator,
  LONGEST_FOREIGN_OPERATOR,
  nearestKeyword,
  operatorHelp,
  statementHelp,
} from './foreign-syntax.ts';
import { abbreviate, type Lexer, problemAt } from './lexer.ts';
import { identifierEnd } from './literals.ts';
import type { OperatorTable } from './operators.ts';
import { CharClass, charClass, operatorRunEnd, Token, type TokenKind } from './tokens.ts';
import { unknownOperatorEnd } from './unknown-operator.ts';

/** Reports errors in one source file. Methods that report return false, like a failed parse. */
export class SyntaxErrors {
  readonly #source: SourceFile;
  readonly #lexer: Lexer;
  readonly #report: (diagnostic: Diagnostic) => void;
  /** Start of the expression in hand, which may be a word of another language. */
  #expressionStart = 0;

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

  /** Skips a token of this kind, or reports that it is missing. */
  expect(kind: TokenKind, what: string): boolean {
    if (this.#lexer.kind !== kind) return this.expected(what);
    this.#lexer.advance();
    return true;
  }

  /** Call this before the expression of an item or of a definition's body is parsed. */
  beginExpression(): void {
    this.#expressionStart = this.#lexer.start;
  }

  /**
   * Reports that `what` was expected instead of the token in hand. Adds help if the token is a word
   * of another language or a misspelling of an expected one.
   */
  expected(what: string, notes: readonly Diagnostic[] = [], help = this.#wordHelp(what)): false {
    const { kind, start, end, text, previousEnd } = this.#lexer;
    if (kind === Token.end) {
      const message = `expected ${what}, found end of input`;
      const diagnostic = error(this.span(previousEnd, previousEnd), message, notes);
      return this.report({ ...diagnostic, atEnd: true });
    }
    if (kind === Token.invalid) return this.atToken(problemAt(text, start, end));
    return this.atToken(`expected ${what}, found '${abbreviate(text, start, end)}'`, notes, help);
  }

  /** Reports that the program has no such operator as the one in hand, with all its characters. */
  unknownOperator(operators: OperatorTable): false {
    const { text, start } = this.#lexer;
    return this.#unknownOperator(start, unknownOperatorEnd(text, start, operators), false);
  }

  /**
   * Does the same where an operand must follow. If the characters before and those in hand together
   * are an operator of another language, as in `1 == 2`, the message is about all of them.
   */
  unknownUnaryOperator(operators: OperatorTable): false {
    const { text, start, previousEnd } = this.#lexer;
    const end = operatorRunEnd(text, start);
    if (previousEnd === start) {
      const least = Math.max(0, end - LONGEST_FOREIGN_OPERATOR);
      for (let from = start - 1; from >= least && isOperatorAt(text, from); from--) {
        for (let to = end; to > start; to--) {
          if (isForeignOperator(text.slice(from, to)))
            return this.#unknownOperator(from, to, false);
        }
      }
    }
    return this.#unknownOperator(start, unknownOperatorEnd(text, start, operators), true);
  }

  #unknownOperator(start: number, end: number, isUnary: boolean): false {
    const { text } = this.#lexer;
    const message = `unknown ${isUnary ? 'unary ' : ''}operator '${abbreviate(text, start, end)}'`;
    const help = operatorHelp(text.slice(start, end), isUnary);
    return this.#fail(error(this.span(start, end), message, [], help));
  }

  /** Reports that the token in hand is wrong. */
  atToken(message: string, notes: readonly Diagnostic[] = [], help?: string): false {
    const { start, end } = this.#lexer;
    return this.#fail(error(this.span(start, end), message, notes, help));
  }

  warn(start: number, end: number, message: string, help?: string): void {
    this.report(warning(this.span(start, end), message, [], help));
  }

  /**
   * Reports the word at `start` if it begins a statement in other languages or resembles a keyword.
   * Returns true if it does neither.
   */
  checkWord(start: number): boolean {
    const { text } = this.#lexer;
    const end = identifierEnd(text, start);
    const word = text.slice(start, end);
    const keyword = nearestKeyword(word);
    const help = statementHelp(word) ?? (keyword && `did you mean '${keyword}'?`);
    return help === undefined || this.#unknownWord(start, end, help);
  }

  /** Reports the token in hand if it is a word that joins expressions in other languages. */
  checkInfixWord(): boolean {
    const { kind, text, start, end } = this.#lexer;
    const help = kind === Token.identifier ? infixHelp(text.slice(start, end)) : undefined;
    return help === undefined || this.#unknownWord(start, end, help);
  }

  #unknownWord(start: number, end: number, help: string): false {
    const message = `unknown word '${abbreviate(this.#lexer.text, start, end)}'`;
    return this.report(error(this.span(start, end), message, [], help));
  }

  /** Reports an error, or instead the word of another language that begins the expression. */
  #fail(diagnostic: Diagnostic): false {
    const { text } = this.#lexer;
    const start = this.#expressionStart;
    const isWord = start < diagnostic.span.start && isLetterAt(text, start);
    const end = isWord ? identifierEnd(text, start) : start;
    const help = statementHelp(text.slice(start, end));
    return help === undefined ? this.report(diagnostic) : this.#unknownWord(start, end, help);
  }

  /** Help for the word in hand where the quoted words in `what` are expected. */
  #wordHelp(what: string): string | undefined {
    const { kind, text, start, end } = this.#lexer;
    if (kind !== Token.identifier) return undefined;
    const word = text.slice(start, end);
    const due = Array.from(what.matchAll(/'([a-z]+)'/g), (match) => match[1]!); // it takes part
    const meant = nearest(word, due);
    return meant === undefined
      ? (infixHelp(word) ?? statementHelp(word))
      : `did you mean '${meant}'?`;
  }

  note(start: number, end: number, message: string): Diagnostic {
    return note(this.span(start, end), message);
  }
}

function isLetterAt(text: string, at: number): boolean {
  return charClass(text.charCodeAt(at)) === CharClass.letter;
}

function isOperatorAt(text: string, at: number): boolean {
  return operatorRunEnd(text, at, at + 1) > at;
}
