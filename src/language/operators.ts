/**
 * The table of operators: which runs of characters are operators, and how tightly they bind. The
 * parser adds a program's own while it reads their prototypes. Each session has its own table.
 */
import { Char, operatorRunEnd } from './tokens.ts';

declare const brand: unique symbol;

/** Names an operator in its table. A single-character operator is its character's code. */
export type Operator = number & { readonly [brand]: 'Operator' };

/** No operator. */
export const NO_OPERATOR = 0 as Operator;

/** Precedence of a user's binary operator that states none. */
export const DEFAULT_PRECEDENCE = 30;
/** The highest precedence that a binary operator can be given. */
export const MAX_PRECEDENCE = 100;

/** Longest operator, in characters: bounds the search for the longest one that fits. */
export const MAX_OPERATOR_LENGTH = 16;

const USER_BINARY = 1;
const USER_UNARY = 2;

const CHARACTERS = 128;

/** The entry of one operator in a table; see {@link OperatorTable.save}. */
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
  /** The operators of several characters. */
  readonly #longer = new Map<string, Operator>();
  /** By first character: length of the longest operator, or 0 if it has one character. */
  readonly #longest = new Uint8Array(CHARACTERS);

  constructor() {
    this.#precedences[Char.equals] = 2;
    this.#precedences[Char.less] = 10;
    this.#precedences[Char.plus] = 20;
    this.#precedences[Char.minus] = 20;
    this.#precedences[Char.asterisk] = 40;
    this.#precedences[Char.slash] = 40;
  }

  /** The operator with this text, defined or not. */
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

  /** The characters of the operator. */
  text(operator: Operator): string {
    return this.#texts[operator]!;
  }

  /** The longest binary operator at `start`, where the character is `first`; or `NO_OPERATOR`. */
  binaryAt(text: string, start: number, first: number): Operator {
    if (this.#longest[first]! > 0) {
      const found = this.#longerAt(text, start, first, (operator) => this.precedence(operator) > 0);
      if (found !== NO_OPERATOR) return found;
    }
    return (this.#precedences[first]! > 0 ? first : NO_OPERATOR) as Operator;
  }

  /** The longest unary operator at `start`, where the character is `first`; or `NO_OPERATOR`. */
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

  /** Defines a binary operator. For a fixed one, changes only the precedence. */
  defineBinary(operator: Operator, precedence: number): void {
    this.#precedences[operator] = precedence;
    if (!isFixedOperator(operator)) this.#flags[operator]! |= USER_BINARY;
  }

  /** Defines a unary operator. */
  defineUnary(operator: Operator): void {
    this.#flags[operator]! |= USER_UNARY;
  }

  /** Removes the definition of a program; an operator of the language gets its own meaning back. */
  undefine(operator: Operator, arity: OperatorName['arity']): void {
    if (arity === 'unary') this.#flags[operator]! &= ~USER_UNARY;
    else {
      this.#flags[operator]! &= ~USER_BINARY;
      this.#precedences[operator] = new OperatorTable().#precedences[operator] ?? 0;
    }
  }

  /** The state with which {@link restore} undoes later definitions of the operator. */
  save(operator: Operator): OperatorState {
    return {
      operator,
      precedence: this.#precedences[operator]!,
      flags: this.#flags[operator]!,
    };
  }

  /** Resets an operator to a state that `save` returned. */
  restore({ operator, precedence, flags }: OperatorState): void {
    this.#precedences[operator] = precedence;
    this.#flags[operator] = flags;
  }

  /** Resets the meaning of an operator, but not its precedence. */
  restoreMeaning({ operator, flags }: OperatorState): void {
    this.#flags[operator] = flags;
  }

  /** A table with the same operators, independent of this one. */
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
 * Whether a binary operator keeps its built-in meaning whatever the program defines. All operators
 * of the tutorial do; `/` is not one of them, so a program may define its own.
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

/** Whether the saved operator was a binary operator of the language, not of the program. */
export function isBuiltIn({ precedence, flags }: OperatorState): boolean {
  return precedence > 0 && (flags & USER_BINARY) === 0;
}

/** Whether the saved operator was a unary operator. */
export function isUnary({ flags }: OperatorState): boolean {
  return (flags & USER_UNARY) !== 0;
}

/** The operator that a function defines: for `binary==`, arity `binary` and text `==`. */
export interface OperatorName {
  readonly arity: 'binary' | 'unary';
  readonly text: string;
}

/** Reads the operator from a function's name; undefined if it defines none. */
export function parseOperatorName(name: string): OperatorName | undefined {
  const [, arity, text] = /^(binary|unary)(_*[^\w][^A-Za-z0-9]*)$/.exec(name) ?? [];
  return arity === undefined || text === undefined
    ? undefined
    : { arity: arity as OperatorName['arity'], text };
}
