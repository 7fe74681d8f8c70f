/**
 * Parses expressions by operator precedence with an explicit stack (Dijkstra's shunting yard), so
 * that neither long chains nor deep nesting need the call stack. It emits nodes in postorder, the
 * order in which operands and operators are completed.
 *
 *     expression  = operand {binary-operator operand}
 *     operand     = number | name | name "(" [expression {"," expression}] ")" | "(" expression ")"
 *                 | unary-operator operand | if | for | var
 *     if          = "if" expression "then" expression "else" expression
 *     for         = "for" name "=" expression "," expression ["," expression] "in" expression
 *     var         = "var" name ["=" expression] {"," name ["=" expression]} "in" expression
 *
 * The parser alternates between two steps. `#operand` reads an operand or a token before one, and
 * pushes a frame for each construct that it opens. `#continuation` runs after a complete operand:
 * it completes the operators that bind more tightly than the next one, and then reads that operator
 * or continues the innermost open construct.
 */
import type { Diagnostic } from '../source/index.ts';
import { NodeKind, type Nodes } from './ast.ts';
import { EQUALITY } from './foreign-syntax.ts';
import { Frame, type FrameKind, FrameStack } from './frame-stack.ts';
import { abbreviate, type Lexer } from './lexer.ts';
import { identifierEnd } from './literals.ts';
import { MAX_NODES, NodeBuffer } from './node-buffer.ts';
import { NO_OPERATOR, type Operator, type OperatorTable } from './operators.ts';
import type { SyntaxErrors } from './syntax-errors.ts';
import { Char, isNameCharacter, isOperatorCharacter, Token, type TokenKind } from './tokens.ts';
import { isUnaryRun } from './unknown-operator.ts';

/**
 * Deepest nesting of an expression: parentheses, argument lists, `if`, `for`, `var`, unary
 * operators and assignments on the right of an assignment each count one.
 */
export const MAX_NESTING = 100_000;

/** The next step of the parser; `DONE` and `FAILED` end it. */
const OPERAND = 0;
const CONTINUATION = 1;
const DONE = 2;
const FAILED = 3;
type State = typeof OPERAND | typeof CONTINUATION | typeof DONE | typeof FAILED;

/** Parses one expression after another from one lexer. */
export class ExpressionParser {
  readonly #lexer: Lexer;
  readonly #operators: OperatorTable;
  readonly #errors: SyntaxErrors;
  readonly #nodes = new NodeBuffer();
  readonly #frames = new FrameStack();
  #nesting = 0;
  #hasLoop = false;
  /** Where the last complete operand starts, with its parentheses. */
  #operandStart = 0;

  constructor(lexer: Lexer, operators: OperatorTable, errors: SyntaxErrors) {
    this.#lexer = lexer;
    this.#operators = operators;
    this.#errors = errors;
  }

  /** Reads an expression up to the first token that does not continue it; false after an error. */
  parse(): boolean {
    this.#nodes.clear();
    this.#frames.clear();
    this.#nesting = 0;
    this.#hasLoop = false;
    let state: State = OPERAND;
    while (state < DONE) {
      state = state === OPERAND ? this.#operand() : this.#continuation();
    }
    if (state === FAILED) return false;
    if (this.#nodes.count <= MAX_NODES) return true;
    return this.#errors.atToken('expression is too large');
  }

  /** The nodes of the expression just parsed. Call it at most once for each. */
  takeNodes(): Nodes {
    return this.#nodes.take();
  }

  /** Whether the expression just parsed is the name at `start` alone. */
  isVariable(start: number): boolean {
    const nodes = this.#nodes;
    return nodes.count === 1 && nodes.isLast(NodeKind.variable, 0) && this.#operandStart === start;
  }

  /** Whether the expression just parsed has a `for`. */
  get hasLoop(): boolean {
    return this.#hasLoop;
  }

  #operand(): State {
    const lexer = this.#lexer;
    const { kind, start } = lexer;
    switch (kind) {
      case Token.identifier:
        lexer.advance();
        if (lexer.kind === Char.open) {
          if (lexer.start > lexer.previousEnd) this.#checkCall(start);
          return this.#openCall(start);
        }
        return this.#complete(NodeKind.variable, 0, start);
      case Token.number:
        lexer.advance();
        return this.#complete(NodeKind.number, 0, start);
      case Char.open:
        return this.#open(Frame.parenthesis);
      case Token.if:
        return this.#open(Frame.ifCondition);
      case Token.for:
        return this.#openFor();
      case Token.var:
        if (this.#open(Frame.varValue) === FAILED) return FAILED;
        return this.#varNames();
      default:
        return this.#unaryOperator(kind);
    }
  }

  /** Opens the construct that the token in hand begins, and skips the token. */
  #open(kind: FrameKind, a = 0): State {
    if (!this.#nest()) return FAILED;
    this.#frames.push(kind, this.#lexer.start, a);
    this.#lexer.advance();
    return OPERAND;
  }

  /** Warns of a call whose parenthesis begins a line: the author may mean a new item. */
  #checkCall(start: number): void {
    const { beginsLine, text, start: open } = this.#lexer;
    if (!beginsLine) return;
    const name = abbreviate(text, start, identifierEnd(text, start));
    const message = `this parenthesis is part of the call of '${name}' on a line before`;
    this.#errors.warn(open, open + 1, message, "to begin an item with it, write ';' before it");
  }

  #openCall(start: number): State {
    if (!this.#nest()) return FAILED;
    const lexer = this.#lexer;
    this.#frames.push(Frame.call, start, 0, lexer.start);
    lexer.advance();
    return lexer.kind === Char.close ? this.#closeCall(0) : OPERAND;
  }

  #openFor(): State {
    if (this.#open(Frame.forStart) === FAILED) return FAILED;
    this.#hasLoop = true;
    this.#frames.a = this.#lexer.start;
    if (!this.#errors.expect(Token.identifier, "a loop variable after 'for'")) return FAILED;
    return this.#errors.expect(Char.equals, "'='") ? OPERAND : FAILED;
  }

  /** Reads names of a `var` up to the next one with a value, or through `in`. */
  #varNames(): State {
    const lexer = this.#lexer;
    for (;;) {
      const { start } = lexer;
      if (!this.#errors.expect(Token.identifier, 'a variable name')) return FAILED;
      if (lexer.kind === Char.equals) {
        this.#frames.b = start;
        lexer.advance();
        return OPERAND;
      }
      this.#complete(NodeKind.bindZero, 0, start);
      this.#frames.a++;
      if (lexer.kind !== Char.comma) return this.#varBody("'=', ',' or 'in'");
      lexer.advance();
    }
  }

  #varBody(expected: string): State {
    if (!this.#errors.expect(Token.in, expected)) return FAILED;
    this.#frames.kind = Frame.varBody;
    return OPERAND;
  }

  #unaryOperator(kind: TokenKind): State {
    if (!isOperatorCharacter(kind)) {
      this.#errors.expected('an expression');
      return FAILED;
    }
    const { text, start } = this.#lexer;
    const operator = this.#operators.unaryAt(text, start, kind);
    if (operator === NO_OPERATOR) {
      if (kind === Char.underscore && !isNameCharacter(text.charCodeAt(start + 1))) {
        return this.#underscore();
      }
      this.#errors.unknownUnaryOperator(this.#operators);
      return FAILED;
    }
    this.#lexer.extend(this.#operators.text(operator).length);
    return this.#open(Frame.unary, operator);
  }

  /** `_` alone is a name: the last value in a REPL, unknown elsewhere. */
  #underscore(): State {
    const { start } = this.#lexer;
    this.#lexer.advance();
    return this.#complete(NodeKind.variable, 0, start);
  }

  #continuation(): State {
    const frames = this.#frames;
    const { kind, text, start } = this.#lexer;
    while (frames.kind === Frame.unary) this.#reduceUnary();
    const operator = kind < 128 ? this.#operators.binaryAt(text, start, kind) : NO_OPERATOR;
    const precedence = this.#operators.precedence(operator);
    while (frames.kind === Frame.binary && this.#reducesBefore(operator, precedence)) {
      this.#reduceBinary();
    }
    if (precedence > 0) return this.#binaryOperator(operator, precedence);
    return frames.kind === Frame.none ? DONE : this.#close();
  }

  /** Whether the operator on the stack takes the operand, rather than the next `operator`. */
  #reducesBefore(operator: number, precedence: number): boolean {
    const left = this.#frames.b;
    return left > precedence || (left === precedence && operator !== Char.equals);
  }

  #binaryOperator(operator: Operator, precedence: number): State {
    const frames = this.#frames;
    if ((operator as number) === Char.equals) {
      const nodes = this.#nodes;
      if (nodes.lastKind() === NodeKind.variable) nodes.patch(nodes.count - 1, NodeKind.target, 0);
      if (isAssignment(frames) && !this.#nest()) return FAILED;
    } else if ((operator as number) === Char.less && this.#endsInOperation(Char.less)) {
      const { start, end } = this.#lexer;
      const message = "the left side of this '<' is a comparison, which gives 0 or 1";
      this.#errors.warn(start, end, message, 'write `if a < b then b < c else 0`');
    }
    frames.push(Frame.binary, this.#operandStart, operator, precedence);
    if (operator >= 128) this.#lexer.extend(this.#operators.text(operator).length);
    this.#lexer.advance();
    return OPERAND;
  }

  #reduceBinary(): void {
    const frames = this.#frames;
    const { start, a: operator } = frames;
    frames.pop();
    if (operator === Char.equals && isAssignment(frames)) this.#nesting--;
    this.#complete(NodeKind.binary, operator, start);
  }

  #reduceUnary(): void {
    const { start, a: operator } = this.#frames;
    this.#leave();
    this.#complete(NodeKind.unary, operator, start);
  }

  /** Continues the innermost open construct after a complete expression in it. */
  #close(): State {
    const frames = this.#frames;
    const lexer = this.#lexer;
    const { kind, start } = frames;
    switch (kind) {
      case Frame.parenthesis:
        return lexer.kind === Char.close ? this.#closeParenthesis() : this.#unclosed(start, "')'");
      case Frame.call:
        return this.#nextArgument();
      case Frame.ifCondition:
        return this.#arm(Token.then, NodeKind.then, Frame.ifThen);
      case Frame.ifThen:
        return this.#arm(Token.else, NodeKind.else, Frame.ifElse);
      case Frame.ifElse:
        this.#leave();
        return this.#complete(NodeKind.endIf, 0, start);
      case Frame.forStart:
        return this.#forVariable();
      case Frame.forEnd:
        return this.#forWhile();
      case Frame.forStep:
        return this.#forBody("'in'");
      case Frame.forBody: {
        const loop = frames.a;
        this.#leave();
        return this.#complete(NodeKind.endFor, loop, start);
      }
      case Frame.varValue:
        return this.#nextVariable();
      default: {
        const names = frames.a;
        this.#leave();
        return this.#complete(NodeKind.endVar, names, start);
      }
    }
  }

  #closeParenthesis(): State {
    this.#operandStart = this.#frames.start;
    this.#leave();
    this.#lexer.advance();
    return CONTINUATION;
  }

  #nextArgument(): State {
    const frames = this.#frames;
    const { kind } = this.#lexer;
    if (kind === Char.close) return this.#closeCall(frames.a + 1);
    if (kind !== Char.comma) return this.#unclosed(frames.b, "',' or ')'");
    frames.a++;
    this.#lexer.advance();
    return OPERAND;
  }

  #closeCall(argumentCount: number): State {
    const { start } = this.#frames;
    this.#leave();
    this.#lexer.advance();
    return this.#complete(NodeKind.call, argumentCount, start);
  }

  /** Skips `then` or `else`, which begins an arm. */
  #arm(keyword: TokenKind, marker: NodeKind, frame: FrameKind): State {
    const { start } = this.#lexer;
    if (this.#lexer.kind !== keyword) {
      return this.#missing(keyword === Token.then ? "'then'" : "'else'");
    }
    if (keyword === Token.then) this.#checkCondition();
    this.#lexer.advance();
    this.#nodes.emit(marker, 0, start, this.#lexer.previousEnd);
    this.#frames.kind = frame;
    return OPERAND;
  }

  /** Warns of a condition that is an assignment without parentheses around it. */
  #checkCondition(): void {
    if (!this.#endsInOperation(Char.equals)) return;
    const message = 'this is an assignment, and its value is the condition';
    const help = `to compare, define an operator: ${EQUALITY}`;
    this.#errors.warn(this.#operandStart, this.#lexer.previousEnd, message, help);
  }

  /** Whether the operand just completed is this operation, and not in parentheses. */
  #endsInOperation(operator: number): boolean {
    const nodes = this.#nodes;
    return nodes.isLast(NodeKind.binary, operator) && nodes.lastStart() === this.#operandStart;
  }

  #forVariable(): State {
    const { text } = this.#lexer;
    const frames = this.#frames;
    const name = frames.a;
    if (this.#lexer.kind !== Char.comma) return this.#missing("','");
    this.#lexer.advance();
    frames.a = this.#nodes.count;
    frames.kind = Frame.forEnd;
    this.#nodes.emit(NodeKind.for, 0, name, identifierEnd(text, name));
    return OPERAND;
  }

  /** After the end expression: reads on to the step, or else to the body. */
  #forWhile(): State {
    const frames = this.#frames;
    this.#checkCondition();
    frames.b = this.#nodes.count;
    this.#nodes.emit(NodeKind.while, 0, this.#operandStart, this.#lexer.previousEnd);
    if (this.#lexer.kind !== Char.comma) return this.#forBody("',' or 'in'");
    this.#lexer.advance();
    frames.kind = Frame.forStep;
    return OPERAND;
  }

  #forBody(expected: string): State {
    const lexer = this.#lexer;
    const nodes = this.#nodes;
    const { a: loop, b: test } = this.#frames;
    if (lexer.kind !== Token.in) return this.#missing(expected);
    nodes.patch(loop, NodeKind.for, nodes.count);
    nodes.emit(NodeKind.body, test, lexer.start, lexer.end);
    lexer.advance();
    this.#frames.kind = Frame.forBody;
    return OPERAND;
  }

  #nextVariable(): State {
    const { text } = this.#lexer;
    const frames = this.#frames;
    this.#nodes.emit(NodeKind.bind, 0, frames.b, identifierEnd(text, frames.b));
    frames.a++;
    if (this.#lexer.kind !== Char.comma) return this.#varBody("',' or 'in'");
    this.#lexer.advance();
    return this.#varNames();
  }

  /** Emits a node that is a complete operand, from `start` to the last token read. */
  #complete(kind: NodeKind, payload: number, start: number): State {
    this.#nodes.emit(kind, payload, start, this.#lexer.previousEnd);
    this.#operandStart = start;
    return CONTINUATION;
  }

  #leave(): void {
    this.#frames.pop();
    this.#nesting--;
  }

  #nest(): boolean {
    if (this.#nesting === MAX_NESTING) {
      return this.#errors.atToken(`expression is nested too deeply (more than ${MAX_NESTING})`);
    }
    this.#nesting++;
    return true;
  }

  #unclosed(open: number, expected: string): State {
    return this.#missing(expected, open);
  }

  /** Reports that the innermost construct lacks its next part. */
  #missing(expected: string, open?: number): State {
    const { kind, text, start } = this.#lexer;
    const errors = this.#errors;
    if (isOperatorCharacter(kind) && !isUnaryRun(text, start, this.#operators)) {
      errors.unknownOperator(this.#operators);
    } else if (open !== undefined) {
      errors.expected(expected, [errors.note(open, open + 1, "to match this '('")]);
    } else {
      errors.expected(expected, [this.#openedHere()]);
    }
    return FAILED;
  }

  /** A note at the keyword of the innermost construct. */
  #openedHere(): Diagnostic {
    const { start } = this.#frames;
    const end = identifierEnd(this.#lexer.text, start);
    return this.#errors.note(start, end, `to match this '${this.#lexer.text.slice(start, end)}'`);
  }
}

/** Whether the innermost frame is an assignment. */
function isAssignment(frames: FrameStack): boolean {
  return frames.kind === Frame.binary && frames.a === Char.equals;
}
