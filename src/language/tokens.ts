/**
 * Kinds of tokens, and classes of characters.
 *
 * The kind of a single-character token is the character's code (below 128), so that user-defined
 * operators need no kinds of their own.
 */

/** Kinds of tokens that are not single characters. */
export const Token = {
  end: 128,
  identifier: 129,
  number: 130,
  /** A malformed number or a character that no token starts with. */
  invalid: 131,
  def: 132,
  extern: 133,
  if: 134,
  // biome-ignore lint/suspicious/noThenProperty: a keyword, and never awaited
  then: 135,
  else: 136,
  for: 137,
  in: 138,
  var: 139,
  binary: 140,
  unary: 141,
} as const;

/** One of {@link Token}, or the code of an ASCII punctuation character. */
export type TokenKind = number;

/** The characters that the grammar names. */
export const Char = {
  hash: 0x23,
  open: 0x28,
  close: 0x29,
  asterisk: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  semicolon: 0x3b,
  less: 0x3c,
  equals: 0x3d,
  underscore: 0x5f,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Classes of characters. Their order matters: see {@link isNameCharacter}. */
export const CharClass = {
  invalid: 0,
  space: 1,
  comment: 2,
  punctuation: 3,
  dot: 4,
  underscore: 5,
  digit: 6,
  letter: 7,
} as const;

/** The class of each ASCII character. */
export const CHAR_CLASSES: Uint8Array = classify();

function classify(): Uint8Array {
  const classes = new Uint8Array(128);
  classes.fill(CharClass.punctuation, 0x21, 0x7f);
  classes.fill(CharClass.digit, 0x30, 0x3a);
  classes.fill(CharClass.letter, 0x41, 0x5b);
  classes.fill(CharClass.letter, 0x61, 0x7b);
  classes.fill(CharClass.space, 0x09, 0x0e);
  classes[0x20] = CharClass.space;
  classes[0x5f] = CharClass.underscore;
  classes[Char.hash] = CharClass.comment;
  classes[Char.dot] = CharClass.dot;
  return classes;
}

export function charClass(code: number): number {
  return code < 128 ? CHAR_CLASSES[code]! : CharClass.invalid;
}

/** Whether a name may contain the character after its first. False for NaN. */
export function isNameCharacter(code: number): boolean {
  return charClass(code) >= CharClass.underscore;
}

export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The end of the run of operator characters at `start`, or `limit` if the run is longer. */
export function operatorRunEnd(text: string, start: number, limit = text.length): number {
  const last = Math.min(limit, text.length);
  let end = start;
  while (end < last && isOperatorPart(text.charCodeAt(end))) end++;
  return end;
}

function isOperatorPart(code: number): boolean {
  const kind = charClass(code);
  const isPunctuation = kind === CharClass.punctuation || kind === CharClass.underscore;
  return isPunctuation && isOperatorCharacter(code);
}

/** Whether a token is a character that may be an operator or part of one. */
export function isOperatorCharacter(kind: TokenKind): boolean {
  if (kind >= 128) return false;
  return (
    kind !== Char.open && kind !== Char.close && kind !== Char.comma && kind !== Char.semicolon
  );
}
