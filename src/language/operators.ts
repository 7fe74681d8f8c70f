/**
 * Which characters are operators, and how tightly they bind. Operators are syntax: the parser
 * registers a program's own while it reads their prototypes. One table belongs to one session.
 */
import { Char } from './tokens.ts';

/** Precedence of a user's binary operator that states none. */
export const DEFAULT_PRECEDENCE = 30;
export const MAX_PRECEDENCE = 100;

const USER_BINARY = 1;
const USER_UNARY = 2;

/** What a table knows of one character; see {@link OperatorTable.save}. */
export interface OperatorState {
  readonly character: number;
  readonly precedence: number;
  readonly flags: number;
}

/** The operators of one session. Characters are given by their codes, below 128. */
export class OperatorTable {
  readonly #precedences = new Int8Array(128);
  readonly #flags = new Uint8Array(128);

  constructor() {
    this.#precedences[Char.equals] = 2;
    this.#precedences[Char.less] = 10;
    this.#precedences[Char.plus] = 20;
    this.#precedences[Char.minus] = 20;
    this.#precedences[Char.asterisk] = 40;
    this.#precedences[Char.slash] = 40;
  }

  /** 1 to 100; 0 if the character is no binary operator. */
  precedence(character: number): number {
    return this.#precedences[character]!;
  }

  /** Whether the operator is a call of the program's function `binary` and the character. */
  isUserBinary(character: number): boolean {
    return (this.#flags[character]! & USER_BINARY) !== 0;
  }

  /** Whether the operator is a call of the program's function `unary` and the character. */
  isUserUnary(character: number): boolean {
    return (this.#flags[character]! & USER_UNARY) !== 0;
  }

  /** Makes the character a binary operator. Of a fixed one only the precedence changes. */
  defineBinary(character: number, precedence: number): void {
    this.#precedences[character] = precedence;
    if (!isFixedOperator(character)) this.#flags[character]! |= USER_BINARY;
  }

  defineUnary(character: number): void {
    this.#flags[character]! |= USER_UNARY;
  }

  /** What {@link restore} needs to undo later definitions of the character. */
  save(character: number): OperatorState {
    return {
      character,
      precedence: this.#precedences[character]!,
      flags: this.#flags[character]!,
    };
  }

  restore({ character, precedence, flags }: OperatorState): void {
    this.#precedences[character] = precedence;
    this.#flags[character] = flags;
  }

  /** Gives the character its former meaning back, but no former precedence. */
  restoreMeaning({ character, flags }: OperatorState): void {
    this.#flags[character] = flags;
  }
}

/**
 * Whether a binary operator keeps its built-in meaning whatever the program defines. That is all
 * of the tutorial's; `/` is not among them, so a program's own `/` wins.
 */
export function isFixedOperator(character: number): boolean {
  switch (character) {
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

/** Whether the character was a binary operator of the language, not one of the program's. */
export function isBuiltIn({ precedence, flags }: OperatorState): boolean {
  return precedence > 0 && (flags & USER_BINARY) === 0;
}
