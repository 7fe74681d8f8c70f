/**
 * The open constructs of the expression parser: a stack of frames in one array, instead of the call
 * stack of a recursive parser. The kind of a frame says what its words `a` and `b` hold.
 */

/** The kinds of frames. The comments name `a`, then `b`. */
export const Frame = {
  /** The stack is empty. */
  none: 0,
  /** Operator and precedence. The left operand is complete. */
  binary: 1,
  /** Operator. */
  unary: 2,
  parenthesis: 3,
  /** Number of finished arguments, and offset of the `(`. */
  call: 4,
  ifCondition: 5,
  ifThen: 6,
  ifElse: 7,
  /** Offset of the variable's name. */
  forStart: 8,
  /** Index of the `for` node. */
  forEnd: 9,
  /** Indices of the `for` node and the `while` node. */
  forStep: 10,
  /** Index of the `for` node. */
  forBody: 11,
  /** Number of bound names, and offset of the name whose value the parser reads. */
  varValue: 12,
  /** Number of bound names. */
  varBody: 13,
} as const;

export type FrameKind = (typeof Frame)[keyof typeof Frame];

const WORDS = 4;

/** A stack of frames. The top one is in the fields, the others are in an array. */
export class FrameStack {
  /** `none` if the stack is empty. */
  kind: FrameKind = Frame.none;
  /** Where the text of the construct starts. */
  start = 0;
  a = 0;
  b = 0;
  #below = new Int32Array(256 * WORDS);
  #length = 0;

  clear(): void {
    this.kind = Frame.none;
    this.#length = 0;
  }

  push(kind: FrameKind, start: number, a = 0, b = 0): void {
    const at = this.#length;
    if (at === this.#below.length) this.#grow();
    const below = this.#below;
    below[at] = this.kind;
    below[at + 1] = this.start;
    below[at + 2] = this.a;
    below[at + 3] = this.b;
    this.#length = at + WORDS;
    this.kind = kind;
    this.start = start;
    this.a = a;
    this.b = b;
  }

  pop(): void {
    const below = this.#below;
    const at = this.#length - WORDS;
    this.kind = below[at]! as FrameKind;
    this.start = below[at + 1]!;
    this.a = below[at + 2]!;
    this.b = below[at + 3]!;
    this.#length = at;
  }

  #grow(): void {
    const below = new Int32Array(this.#below.length * 2);
    below.set(this.#below);
    this.#below = below;
  }
}
