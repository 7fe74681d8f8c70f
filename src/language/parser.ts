/**
 * Parses programs: definitions, declarations and expressions, one at a time, because an item may
 * define an operator that the next one uses.
 *
 *     program    = {definition | extern | expression | ";"}
 *     definition = "def" prototype expression
 *     extern     = "extern" prototype
 *
 * The parser drops an item with a mistake as a whole. It also drops an item if the next token can
 * neither continue it nor begin another, as in `1 && 2` where there is no `&&`. After an error it
 * resumes at the next `;`, `def` or `extern`, or at a line that begins outside of open parentheses,
 * so that one mistake causes one message and its neighbours run. A line still belongs to the item
 * if it is indented deeper than the item's first line, or if its first token cannot begin an item.
 * Braces are no part of the language, but error recovery ignores every `;` between them.
 */
import { type Diagnostic, type SourceFile, warning } from '../source/index.ts';
import { ANONYMOUS, type FunctionAST, type Item, type Prototype, prototypeSpan } from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { Lexer } from './lexer.ts';
import { identifierEnd } from './literals.ts';
import {
  isBuiltIn,
  isFixedOperator,
  isUnary,
  NO_OPERATOR,
  type OperatorTable,
} from './operators.ts';
import { type DefinedOperator, type ParsedPrototype, PrototypeParser } from './prototype-parser.ts';
import { SyntaxErrors } from './syntax-errors.ts';
import { Char, isOperatorCharacter, Token } from './tokens.ts';
import { isUnaryRun } from './unknown-operator.ts';

const TAB = 9;
const TAB_WIDTH = 8;
const SPACE = 32;
/** Deeper indentation counts as this deep: it bounds the work of error recovery on one line. */
const MAX_INDENTATION = 1000;

/**
 * Parses the top-level items of a source file.
 *
 * @example
 * const parser = new Parser(source, new OperatorTable(), (d) => errors.push(d));
 * for (let item = parser.next(); item; item = parser.next()) use(item);
 */
export class Parser {
  readonly #source: SourceFile;
  readonly #operators: OperatorTable;
  readonly #lexer: Lexer;
  readonly #errors: SyntaxErrors;
  readonly #expressions: ExpressionParser;
  readonly #prototypes: PrototypeParser;
  /** Where the item in hand begins. */
  #itemStart = 0;

  /**
   * @param operators Changed as the program defines operators.
   * @param report Called with each error and warning, in the order of the text.
   */
  constructor(source: SourceFile, operators: OperatorTable, report: (d: Diagnostic) => void) {
    this.#source = source;
    this.#operators = operators;
    this.#lexer = new Lexer(source.text);
    this.#errors = new SyntaxErrors(source, this.#lexer, report);
    this.#expressions = new ExpressionParser(this.#lexer, operators, this.#errors);
    this.#prototypes = new PrototypeParser(source, this.#lexer, operators, this.#errors);
  }

  /** The next item that is well formed or at least has a name; undefined at the end. */
  next(): Item | undefined {
    const lexer = this.#lexer;
    for (;;) {
      while (lexer.kind === Char.semicolon) lexer.advance();
      if (lexer.kind === Token.end) return undefined;
      this.#itemStart = lexer.start;
      const item = this.#item();
      if (item) return item;
    }
  }

  #item(): Item | undefined {
    switch (this.#lexer.kind) {
      case Token.def:
        return this.#definition();
      case Token.extern:
        return this.#extern();
      default:
        return this.#expression();
    }
  }

  #definition(): Item | undefined {
    const lexer = this.#lexer;
    lexer.advance();
    const parsed = this.#prototypes.parse();
    if (!parsed) return this.#recover();
    const { operator } = parsed;
    const { start } = lexer;
    const { parameters } = parsed.prototype;
    const hasBody = this.#parseExpression() && this.#endsHere(start, parameters);
    if (!hasBody) this.#recover();
    if (!hasBody || !parsed.isSound) return this.#malformed(parsed);
    if (operator?.isBinary && isFixedOperator(operator.operator)) {
      return this.#warnOfBuiltIn(parsed, 'its body is ignored');
    }
    return { kind: 'definition', ast: this.#ast(parsed.prototype) };
  }

  #extern(): Item | undefined {
    this.#lexer.advance();
    const parsed = this.#prototypes.parse();
    if (!parsed) return this.#recover();
    const { operator } = parsed;
    if (!this.#lexer.beginsLine && !this.#beginsItem() && !this.#errors.expected("';'")) {
      if (operator) this.#operators.restore(operator.before);
      return this.#recover();
    }
    if (operator?.isBinary && isBuiltIn(operator.before)) {
      this.#operators.restoreMeaning(operator.before);
      return this.#warnOfBuiltIn(parsed, 'nothing is declared');
    }
    return { kind: 'extern', prototype: parsed.prototype };
  }

  #expression(): Item | undefined {
    const { start } = this.#lexer;
    if (!this.#parseExpression()) return this.#recover();
    const end = this.#lexer.previousEnd;
    if (!this.#endsHere(start)) return this.#recover();
    const prototype = { name: ANONYMOUS, parameters: [], source: this.#source, start, end };
    return { kind: 'expression', ast: this.#ast(prototype) };
  }

  #parseExpression(): boolean {
    this.#errors.beginExpression();
    return this.#expressions.parse();
  }

  /**
   * A definition with a mistake whose prototype is known. Later items may use its name, also as an
   * operator, unless the operator has a definition already.
   */
  #malformed({ prototype, operator }: ParsedPrototype): Item {
    if (operator && !isNew(operator)) this.#operators.restore(operator.before);
    return { kind: 'malformed', prototype };
  }

  #ast(prototype: Prototype): FunctionAST {
    const expressions = this.#expressions;
    return { prototype, nodes: expressions.takeNodes(), hasLoop: expressions.hasLoop };
  }

  #warnOfBuiltIn({ prototype }: ParsedPrototype, consequence: string): undefined {
    const message = `'${prototype.name.at(-1)}' is built in: only the precedence is taken, ${consequence}`;
    this.#errors.report(warning(prototypeSpan(prototype), message));
  }

  /**
   * Whether the expression that begins at `start` may end before the token in hand. If not, reports
   * an error.
   */
  #endsHere(start: number, parameters: readonly string[] = []): boolean {
    const lexer = this.#lexer;
    const errors = this.#errors;
    if (this.#beginsItem()) return this.#isApart(start, parameters);
    if (isOperatorCharacter(lexer.kind)) return errors.unknownOperator(this.#operators);
    return lexer.beginsLine || errors.expected("an operator or ';'");
  }

  /** Checks a token that follows an expression on the same line without a `;`. */
  #isApart(start: number, parameters: readonly string[]): boolean {
    const lexer = this.#lexer;
    switch (lexer.kind) {
      case Token.end:
      case Token.def:
      case Token.extern:
      case Char.semicolon:
        return true;
    }
    if (lexer.beginsLine) return true;
    const errors = this.#errors;
    if (!errors.checkInfixWord()) return false;
    if (this.#expressions.isVariable(start)) {
      const name = lexer.text.slice(start, identifierEnd(lexer.text, start));
      if (!parameters.includes(name)) return errors.checkWord(start);
    }
    const message = 'this begins another expression on the same line';
    errors.warn(lexer.start, lexer.end, message, "write ';' before it, or begin a line");
    return true;
  }

  /** Whether an item may begin, or the input ends, with the token in hand. */
  #beginsItem(): boolean {
    const { kind, text, start } = this.#lexer;
    switch (kind) {
      case Token.end:
      case Token.def:
      case Token.extern:
      case Token.identifier:
      case Token.number:
      case Token.if:
      case Token.for:
      case Token.var:
      case Char.semicolon:
      case Char.open:
        return true;
      default:
        return isOperatorCharacter(kind) && isUnaryRun(text, start, this.#operators);
    }
  }

  /** Skips to where the next item may begin. */
  #recover(): undefined {
    const lexer = this.#lexer;
    const errorStart = lexer.start;
    const indentation = this.#indentation(this.#itemStart);
    let open = 0;
    let braces = 0;
    for (lexer.restart(this.#itemStart); ; lexer.advance()) {
      const { kind } = lexer;
      if (lexer.start >= errorStart) {
        if (kind === Token.def || kind === Token.extern || kind === Token.end) return;
        if (kind === Char.semicolon && braces === 0) return;
        // The wrong token, if it begins no item, would only be reported again.
        const isTold = lexer.start === errorStart && !this.#beginsItem();
        const mayBegin = open === 0 && !isTold && this.#mayBeginItem();
        if (mayBegin && this.#indentation(lexer.start) <= indentation) return;
      }
      if (kind === Char.open) open++;
      else if (kind === Char.close && open > 0) open--;
      else if (kind === Char.openBrace) braces++;
      else if (kind === Char.closeBrace && braces > 0) braces--;
    }
  }

  /** Whether the token in hand begins a line and may begin an item. */
  #mayBeginItem(): boolean {
    const { kind, text, start } = this.#lexer;
    switch (kind) {
      case Token.then:
      case Token.else:
      case Token.in:
      case Char.close:
      case Char.closeBrace:
      case Char.comma:
        return false;
    }
    const isOperator = kind < 128 && this.#operators.binaryAt(text, start, kind) !== NO_OPERATOR;
    return start > this.#itemStart && !isOperator && this.#lexer.beginsLine;
  }

  /** Indentation of the line that contains an offset, in columns. */
  #indentation(offset: number): number {
    const source = this.#source;
    const start = source.lineStart(source.position(offset).line);
    const limit = Math.min(offset, start + MAX_INDENTATION);
    let at = start;
    let column = 0;
    for (; at < limit; at++) {
      const code = source.text.charCodeAt(at);
      if (code === TAB) column += TAB_WIDTH - (column % TAB_WIDTH);
      else if (code === SPACE) column++;
      else break;
    }
    return column;
  }
}

/** Whether nothing defined the operator before. */
function isNew({ isBinary, before }: DefinedOperator): boolean {
  return isBinary ? before.precedence === 0 : !isUnary(before);
}
