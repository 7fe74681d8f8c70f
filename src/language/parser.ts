/**
 * Programs: definitions, declarations and expressions, one at a time, because what one item does
 * may matter to how the next one is read.
 *
 *     program    = {definition | extern | expression | ";"}
 *     definition = "def" prototype expression
 *     extern     = "extern" prototype
 *
 * After an error the parser goes on behind the next `;` or at the next `def` or `extern`, so that
 * one mistake gives one message.
 */
import { type Diagnostic, type SourceFile, warning } from '../source/index.ts';
import { ANONYMOUS, type FunctionAST, type Item, type Prototype, prototypeSpan } from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { Lexer } from './lexer.ts';
import { isBuiltIn, isFixedOperator, type OperatorTable } from './operators.ts';
import { type ParsedPrototype, PrototypeParser } from './prototype-parser.ts';
import { SyntaxErrors } from './syntax-errors.ts';
import { Char, isOperatorCharacter, Token } from './tokens.ts';

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
  /** Whether the token in hand stands directly behind an expression. */
  #afterExpression = false;

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

  /** The next item that is well formed, or undefined at the end. */
  next(): Item | undefined {
    const lexer = this.#lexer;
    for (;;) {
      while (lexer.kind === Char.semicolon) this.#skipSemicolon();
      if (lexer.kind === Token.end) return undefined;
      const item = this.#item();
      if (item) return item;
    }
  }

  #skipSemicolon(): void {
    this.#lexer.advance();
    this.#afterExpression = false;
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
    if (!this.#expressions.parse()) {
      if (parsed.operator) this.#operators.restore(parsed.operator.before);
      return this.#recover();
    }
    this.#afterExpression = true;
    const { operator } = parsed;
    if (operator?.isBinary && isFixedOperator(operator.character)) {
      return this.#warnOfBuiltIn(parsed, 'its body is ignored');
    }
    return { kind: 'definition', ast: this.#ast(parsed.prototype) };
  }

  #extern(): Item | undefined {
    this.#lexer.advance();
    const parsed = this.#prototypes.parse();
    if (!parsed) return this.#recover();
    this.#afterExpression = false;
    const { operator } = parsed;
    if (operator?.isBinary && isBuiltIn(operator.before)) {
      this.#operators.restoreMeaning(operator.before);
      return this.#warnOfBuiltIn(parsed, 'nothing is declared');
    }
    return { kind: 'extern', prototype: parsed.prototype };
  }

  #expression(): Item | undefined {
    const lexer = this.#lexer;
    const { start, kind } = lexer;
    if (this.#afterExpression && isOperatorCharacter(kind) && !this.#operators.isUserUnary(kind)) {
      this.#errors.atToken(`unknown operator '${String.fromCharCode(kind)}'`);
      return this.#recover();
    }
    if (!this.#expressions.parse()) return this.#recover();
    this.#afterExpression = true;
    const end = lexer.previousEnd;
    const prototype = { name: ANONYMOUS, parameters: [], source: this.#source, start, end };
    return { kind: 'expression', ast: this.#ast(prototype) };
  }

  #ast(prototype: Prototype): FunctionAST {
    const expressions = this.#expressions;
    return { prototype, nodes: expressions.takeNodes(), hasLoop: expressions.hasLoop };
  }

  #warnOfBuiltIn({ prototype }: ParsedPrototype, consequence: string): undefined {
    const message = `'${prototype.name.at(-1)}' is built in: only the precedence is taken, ${consequence}`;
    this.#errors.report(warning(prototypeSpan(prototype), message));
  }

  /** Skips to where the next item may begin. */
  #recover(): undefined {
    const lexer = this.#lexer;
    while (
      lexer.kind !== Token.end &&
      lexer.kind !== Char.semicolon &&
      lexer.kind !== Token.def &&
      lexer.kind !== Token.extern
    ) {
      lexer.advance();
    }
    this.#afterExpression = false;
  }
}
