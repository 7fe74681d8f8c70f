/**
 * Which runs of characters are operators, and how tightly they bind. Operators are syntax: the
 * parser registers a program's own while it reads their prototypes. One table belongs to one session.
 */
import { Char, operatorRunEnd } from './tokens.ts';

declare const brand: unique symbol;

/** Names an operator in its table. That of a single character is the character's code. */
export type Operator = number & { readonly [brand]: 'Operator' };

/** No operator. */
export const NO_OPERATOR = 0 as Operator;

/** Precedence of a user's binary operator that states none. */
export const DEFAULT_PRECEDENCE = 30;
/** The highest precedence that a binary operator can be given. */
export const MAX_PRECEDENCE = 100;

/** Characters of the longest operator: bounds the search for the longest one that fits. */
export const MAX_OPERATOR_LENGTH = 16;

const USER_BINARY = 1;
const USER_UNARY = 2;

const CHARACTERS = 128;

/** What a table knows of one operator; see {@link OperatorTable.save}. */
export interface OperatorState {
  readonly operator: Operator;
  readonly precedence: number;
  readonly flags: number;
}

/** The operators of one session. */
export class OperatorTable {
  /** By operator. The first 128 are the single characters. */
  readonly #texts = Array.from({ length: CHARACTERS }, (_, code) => String.fromCharCode(code));
  readonly #precedences = new Array<number>(CHARACTERS).fill(0);
  readonly #flags = new Array<number>(CHARACTERS).fill(0);
  /** Those of several characters. */
  readonly #longer = new Map<string, Operator>();
  /** By first character: the length of the longest operator, or 0 if single characters are all. */
  readonly #longest = new Uint8Array(CHARACTERS);

  constructor() {
    this.#precedences[Char.equals] = 2;
    this.#precedences[Char.less] = 10;
    this.#precedences[Char.plus] = 20;
    this.#precedences[Char.minus] = 20;
    this.#precedences[Char.asterisk] = 40;
    this.#precedences[Char.slash] = 40;
  }

  /** The operator that is written so, whether or not it is defined. */
  named(text: string): Operator {
    if (text.length === 1) return text.charCodeAt(0) as Operator;
    const known = this.#longer.get(text);
    if (known !== undefined) return known;
    const operator = this.#texts.length as Operator;
    this.#texts.push(text);
    this.#precedences.push(0);
    this.#flags.push(0);
    this.#longer.set(text, operator);
    const first = text.charCodeAt(0);
    this.#longest[first] = Math.max(this.#longest[first]!, text.length);
    return operator;
  }

  /** How the operator is written. */
  text(operator: Operator): string {
    return this.#texts[operator]!;
  }

  /** The longest binary operator at `start`, where the character `first` stands, or none. */
  binaryAt(text: string, start: number, first: number): Operator {
    if (this.#longest[first]! > 0) {
      const found = this.#longerAt(text, start, first, (operator) => this.precedence(operator) > 0);
      if (found !== NO_OPERATOR) return found;
    }
    return (this.#precedences[first]! > 0 ? first : NO_OPERATOR) as Operator;
  }

  /** The longest unary operator at `start`, where the character `first` stands, or none. */
  unaryAt(text: string, start: number, first: number): Operator {
    if (this.#longest[first]! > 0) {
      const found = this.#longerAt(text, start, first, (operator) => this.isUserUnary(operator));
      if (found !== NO_OPERATOR) return found;
    }
    return this.isUserUnary(first as Operator) ? (first as Operator) : NO_OPERATOR;
  }

  /** 1 to 100; 0 if it is no binary operator. */
  precedence(operator: Operator): number {
    return this.#precedences[operator]!;
  }

  /** Whether the operator is a call of the program's function `binary` and the operator. */
  isUserBinary(operator: Operator): boolean {
    return (this.#flags[operator]! & USER_BINARY) !== 0;
  }

  /** Whether the operator is a call of the program's function `unary` and the operator. */
  isUserUnary(operator: Operator): boolean {
    return (this.#flags[operator]! & USER_UNARY) !== 0;
  }

  /** Makes it a binary operator. Of a fixed one only the precedence changes. */
  defineBinary(operator: Operator, precedence: number): void {
    this.#precedences[operator] = precedence;
    if (!isFixedOperator(operator)) this.#flags[operator]! |= USER_BINARY;
  }

  /** Makes the operator a unary one. */
  defineUnary(operator: Operator): void {
    this.#flags[operator]! |= USER_UNARY;
  }

  /** Takes the meaning away that a program gave it; one of the language gets its own back. */
  undefine(operator: Operator, arity: OperatorName['arity']): void {
    if (arity === 'unary') this.#flags[operator]! &= ~USER_UNARY;
    else {
      this.#flags[operator]! &= ~USER_BINARY;
      this.#precedences[operator] = new OperatorTable().#precedences[operator] ?? 0;
    }
  }

  /** What {@link restore} needs to undo later definitions of the operator. */
  save(operator: Operator): OperatorState {
    return {
      operator,
      precedence: this.#precedences[operator]!,
      flags: this.#flags[operator]!,
    };
  }

  /** Takes an operator back to what `save` returned. */
  restore({ operator, precedence, flags }: OperatorState): void {
    this.#precedences[operator] = precedence;
    this.#flags[operator] = flags;
  }

  /** Gives the operator its former meaning back, but no former precedence. */
  restoreMeaning({ operator, flags }: OperatorState): void {
    this.#flags[operator] = flags;
  }

  /** A table that knows the same, and goes its own way. */
  copy(): OperatorTable {
    const copy = new OperatorTable();
    this.#texts.forEach((text, code) => {
      copy.restore({ ...this.save(code as Operator), operator: copy.named(text) });
    });
    return copy;
  }

  #longerAt(
    text: string,
    start: number,
    first: number,
    isWanted: (operator: Operator) => boolean,
  ): Operator {
    const end = operatorRunEnd(text, start, start + this.#longest[first]!);
    for (let length = end - start; length > 1; length--) {
      const operator = this.#longer.get(text.slice(start, start + length));
      if (operator !== undefined && isWanted(operator)) return operator;
    }
    return NO_OPERATOR;
  }
}

/**
 * Whether a binary operator keeps its built-in meaning whatever the program defines. That is all
 * of the tutorial's; `/` is not among them, so a program's own `/` wins.
 */
export function isFixedOperator(operator: Operator): boolean {
  switch (operator as number) {
    case Char.equals:
    case Char.less:
    case Char.plus:
    case Char.minus:
    case Char.asterisk:
      return true;
    default:
      return false;
  }
}

/** Whether it was a binary operator of the language, not one of the program's. */
export function isBuiltIn({ precedence, flags }: OperatorState): boolean {
  return precedence > 0 && (flags & USER_BINARY) === 0;
}

/** Whether it was a unary operator. */
export function isUnary({ flags }: OperatorState): boolean {
  return (flags & USER_UNARY) !== 0;
}

/** The operator that a function defines by its name: `binary==`, `unary!`. */
export interface OperatorName {
  readonly arity: 'binary' | 'unary';
  readonly text: string;
}

/** Reads a function's name; undefined if it defines no operator. */
export function parseOperatorName(name: string): OperatorName | undefined {
  const [, arity, text] = /^(binary|unary)(_*[^\w][^A-Za-z0-9]*)$/.exec(name) ?? [];
  return arity === undefined || text === undefined
    ? undefined
    : { arity: arity as OperatorName['arity'], text };
}
