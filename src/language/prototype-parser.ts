/**
 * Parses prototypes: the name and parameters of a function or an operator.
 *
 *     prototype = name "(" {name} ")"
 *               | "binary" operator [precedence] "(" name name ")"
 *               | "unary" operator "(" name ")"
 *
 * where an operator is a whole run of operator characters.
 *
 * The parser adds an operator to the table as soon as it has read the prototype, so that the body
 * can use it.
 */
import { error, MAX_PARAMETERS, nearest, type SourceFile } from '../source/index.ts';
import type { Prototype } from './ast.ts';
import type { Lexer } from './lexer.ts';
import {
  DEFAULT_PRECEDENCE,
  MAX_OPERATOR_LENGTH,
  MAX_PRECEDENCE,
  type Operator,
  type OperatorState,
  type OperatorTable,
} from './operators.ts';
import type { SyntaxErrors } from './syntax-errors.ts';
import { Char, isOperatorCharacter, operatorRunEnd, Token } from './tokens.ts';

/** A prototype, and the operator that it defines, if any. */
export interface ParsedPrototype {
  readonly prototype: Prototype;
  readonly operator: DefinedOperator | undefined;
  /** False after a mistake among the parameters that leaves their names readable. */
  readonly isSound: boolean;
}

interface Parameters {
  readonly names: readonly string[];
  readonly isSound: boolean;
}

export interface DefinedOperator {
  readonly operator: Operator;
  readonly isBinary: boolean;
  /** Its entry in the table before this prototype. */
  readonly before: OperatorState;
}

/** Parses prototypes from a lexer. */
export class PrototypeParser {
  readonly #source: SourceFile;
  readonly #lexer: Lexer;
  readonly #operators: OperatorTable;
  readonly #errors: SyntaxErrors;

  constructor(source: SourceFile, lexer: Lexer, operators: OperatorTable, errors: SyntaxErrors) {
    this.#source = source;
    this.#lexer = lexer;
    this.#operators = operators;
    this.#errors = errors;
  }

  /** Reads a prototype and registers its operator; undefined if a mistake prevents either. */
  parse(): ParsedPrototype | undefined {
    switch (this.#lexer.kind) {
      case Token.binary:
        return this.#operator(true);
      case Token.unary:
        return this.#operator(false);
      default:
        return this.#function();
    }
  }

  #function(): ParsedPrototype | undefined {
    const { text, start, end } = this.#lexer;
    if (!this.#errors.expect(Token.identifier, 'a function name')) return undefined;
    const parameters = this.#parameters(text.slice(start, end));
    if (!parameters) return undefined;
    const { names, isSound } = parameters;
    const name = text.slice(start, end);
    const prototype = { name, parameters: names, source: this.#source, start, end };
    return { prototype, operator: undefined, isSound };
  }

  #operator(isBinary: boolean): ParsedPrototype | undefined {
    const lexer = this.#lexer;
    const { start } = lexer;
    lexer.advance();
    const text = this.#operatorText();
    if (text === undefined) return undefined;
    const { end } = lexer;
    lexer.advance();
    const precedence = isBinary ? this.#precedence() : 0;
    if (precedence === undefined) return undefined;
    const parameters = this.#parameters();
    const name = (isBinary ? 'binary' : 'unary') + text;
    if (!parameters) return undefined;
    const { names, isSound } = parameters;
    if (!this.#checkOperands(name, names.length, isBinary ? 2 : 1, start, end)) return undefined;
    const operators = this.#operators;
    const operator = operators.named(text);
    const before = operators.save(operator);
    if (isBinary) operators.defineBinary(operator, precedence);
    else operators.defineUnary(operator);
    const prototype = { name, parameters: names, source: this.#source, start, end };
    return { prototype, operator: { operator, isBinary, before }, isSound };
  }

  /** Extends the token in hand to the run of operator characters, and returns the run. */
  #operatorText(): string | undefined {
    const lexer = this.#lexer;
    const { kind, text, start } = lexer;
    if (!isOperatorCharacter(kind)) return this.#fail('an operator');
    const length = operatorRunEnd(text, start) - start;
    lexer.extend(length);
    if (length <= MAX_OPERATOR_LENGTH) return text.slice(start, start + length);
    this.#errors.atToken(`an operator has at most ${MAX_OPERATOR_LENGTH} characters`);
    return undefined;
  }

  #fail(expected: string): undefined {
    this.#errors.expected(expected);
  }

  #precedence(): number | undefined {
    const { kind, text, start, end } = this.#lexer;
    if (kind !== Token.number) return DEFAULT_PRECEDENCE;
    const literal = text.slice(start, end);
    const value = /^\d+$/.test(literal) ? Number(literal) : 0;
    if (value < 1 || value > MAX_PRECEDENCE) {
      this.#errors.atToken(`precedence must be a whole number from 1 to ${MAX_PRECEDENCE}`);
      return undefined;
    }
    this.#lexer.advance();
    return value;
  }

  #parameters(name?: string): Parameters | undefined {
    const lexer = this.#lexer;
    const open = lexer.start;
    if (!this.#openParameters(name)) return undefined;
    const names: string[] = [];
    const starts: number[] = [];
    let hasComma = false;
    for (; lexer.kind === Token.identifier || lexer.kind === Char.comma; lexer.advance()) {
      if (lexer.kind === Char.comma) {
        if (!hasComma) this.#errors.atToken('parameter names are separated by white space');
        hasComma = true;
        continue;
      }
      if (names.length === MAX_PARAMETERS) {
        this.#errors.atToken(`a function has at most ${MAX_PARAMETERS} parameters`);
        return undefined;
      }
      names.push(lexer.text.slice(lexer.start, lexer.end));
      starts.push(lexer.start);
    }
    if (lexer.kind !== Char.close) {
      if (hasComma) return undefined; // one message is enough
      const note = this.#errors.note(open, open + 1, "to match this '('");
      this.#errors.expected("a parameter name or ')'", [note]);
      return undefined;
    }
    lexer.advance();
    const isSound = this.#areDistinct(names, starts) && !hasComma;
    // The copy has the exact size: V8 makes room for 17 elements at the first push.
    return { names: names.slice(), isSound };
  }

  #openParameters(name: string | undefined): boolean {
    const lexer = this.#lexer;
    if (lexer.kind === Char.open) {
      lexer.advance();
      return true;
    }
    const keyword = name === undefined ? undefined : nearest(name, ['binary', 'unary']);
    const isMeant = keyword !== undefined && isOperatorCharacter(lexer.kind);
    const parentheses = 'parameters stand in parentheses: `def f(x y) …`';
    return this.#errors.expected("'('", [], isMeant ? `did you mean '${keyword}'?` : parentheses);
  }

  #areDistinct(names: readonly string[], starts: readonly number[]): boolean {
    if (names.length < 2 || (names.length === 2 && names[0] !== names[1])) return true;
    const indices = new Map<string, number>();
    for (const [index, name] of names.entries()) {
      const first = indices.get(name);
      if (first !== undefined) return this.#duplicate(name, starts[first]!, starts[index]!);
      indices.set(name, index);
    }
    return true;
  }

  #duplicate(name: string, first: number, second: number): false {
    const errors = this.#errors;
    const span = errors.span(second, second + name.length);
    const note = errors.note(first, first + name.length, 'first one is here');
    return errors.report(error(span, `duplicate parameter '${name}'`, [note]));
  }

  #checkOperands(
    name: string,
    actual: number,
    wanted: number,
    start: number,
    end: number,
  ): boolean {
    if (actual === wanted) return true;
    const operands = wanted === 1 ? '1 operand' : `${wanted} operands`;
    return this.#errors.report(
      error(this.#errors.span(start, end), `'${name}' takes ${operands}, not ${actual}`),
    );
  }
}
