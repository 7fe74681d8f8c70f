/**
 * Reads tokens one at a time into fields of the lexer: the kind of the token, its start and its
 * end. It makes no strings; it tells keywords by their length and characters.
 *
 * The lexer reports nothing. Text that is no token has the kind `invalid`, and {@link problemAt}
 * says what is wrong with it.
 */
import {
  CHAR_CLASSES,
  Char,
  CharClass,
  charClass,
  isDigit,
  isLineEnd,
  isNameCharacter,
  Token,
  type TokenKind,
} from './tokens.ts';

const BYTE_ORDER_MARK = 0xfeff;

/** Reads tokens from a text. The constructor reads the first one. */
export class Lexer {
  readonly text: string;
  /** The token in hand. */
  kind: TokenKind = Token.end;
  start = 0;
  end = 0;
  /** Where the token before it ended. */
  previousEnd = 0;

  constructor(text: string) {
    this.text = text;
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.end = 1;
    this.advance();
  }

  // One function on purpose, too long for V8 to inline: if V8 inlines parts of it wherever a token
  // is taken, a fresh process spends a fifth more time on a program of 3 MB.
  /** Goes to the next token; stays at the end. */
  advance(): void {
    const { text } = this;
    const { length } = text;
    let at = this.end;
    this.previousEnd = at;
    let code = 0;
    let kind: number = CharClass.space;
    for (; at < length; at++) {
      code = text.charCodeAt(at);
      kind = code < 128 ? CHAR_CLASSES[code]! : CharClass.invalid;
      if (kind === CharClass.comment) at = commentEnd(text, at) - 1;
      else if (kind !== CharClass.space) break;
    }
    this.start = at;
    if (at >= length) {
      this.kind = Token.end;
    } else if (kind === CharClass.letter) {
      const start = at;
      for (at++; at < length; at++) {
        const next = text.charCodeAt(at);
        if (next >= 128 || CHAR_CLASSES[next]! < CharClass.underscore) break;
      }
      this.kind = wordKind(text, code, start, at - start);
    } else if (kind === CharClass.digit || kind === CharClass.dot) {
      let dots = kind === CharClass.dot ? 1 : 0;
      const start = at;
      let next = 0;
      for (at++; at < length; at++) {
        next = text.charCodeAt(at);
        if (next === Char.dot) dots++;
        else if (next < 0x30 || next > 0x39) break;
      }
      this.kind = dots <= 1 && at - start > dots ? Token.number : Token.invalid;
      if (at < length && next < 128 && CHAR_CLASSES[next]! >= CharClass.underscore) {
        at = this.#numberTail(at);
      }
    } else if (kind === CharClass.invalid) {
      at += text.codePointAt(at)! > 0xffff ? 2 : 1;
      this.kind = Token.invalid;
    } else {
      at++;
      this.kind = code;
    }
    this.end = at;
  }

  /**
   * Reads the characters that follow the digits of a number without a blank: an exponent, or
   * characters that make the number malformed. Returns their end.
   */
  #numberTail(at: number): number {
    const { text } = this;
    const exponent = exponentEnd(text, at);
    const end = numberRunEnd(text, exponent);
    if (exponent === at || end > exponent || !isDigit(text.charCodeAt(end - 1))) {
      this.kind = Token.invalid;
    }
    return end;
  }

  /** Whether there is a line end before the token in hand. */
  get beginsLine(): boolean {
    const { text, previousEnd, start } = this;
    for (let at = previousEnd; at < start; at++) {
      if (isLineEnd(text.charCodeAt(at))) return true;
    }
    return false;
  }

  /** Sets the length of the operator in hand, of which `advance` takes only one character. */
  extend(length: number): void {
    this.end = this.start + length;
  }

  /** Goes back to the token that starts at `start`. */
  restart(start: number): void {
    this.end = start;
    this.advance();
  }
}

/** A message about the invalid token from `start` to `end`. */
export function problemAt(text: string, start: number, end: number): string {
  const kind = charClass(text.charCodeAt(start));
  if (kind !== CharClass.invalid) return `malformed number '${abbreviate(text, start, end)}'`;
  const code = text.codePointAt(start)!;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const character = String.fromCodePoint(code);
  return /^[\p{C}\p{Z}\p{M}]/u.test(character)
    ? `unexpected character ${name}`
    : `unexpected character '${character}' (${name})`;
}

/** The text from `start` to `end`, shortened if it is too long for a message. */
export function abbreviate(text: string, start: number, end: number): string {
  const limit = 40;
  return end - start <= limit ? text.slice(start, end) : `${text.slice(start, start + limit)}…`;
}

function commentEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the exponent that begins at `at`, well formed or not; `at` if there is none. */
function exponentEnd(text: string, at: number): number {
  if ((text.charCodeAt(at) | 0x20) !== 0x65) return at;
  const next = text.charCodeAt(at + 1);
  let end = next === Char.plus || next === Char.minus ? at + 2 : at + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** The end of the run of characters that cannot follow a number and so count as part of it. */
function numberRunEnd(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === Char.dot || isNameCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** The kind of the word of `length` characters at `start`, whose first character is `first`. */
function wordKind(text: string, first: number, start: number, length: number): TokenKind {
  if (length < 2 || length > 6) return Token.identifier;
  switch (first) {
    case 0x62:
      return length === 6 && text.startsWith('binary', start) ? Token.binary : Token.identifier;
    case 0x64:
      return length === 3 && text.startsWith('def', start) ? Token.def : Token.identifier;
    case 0x65:
      if (length === 4 && text.startsWith('else', start)) return Token.else;
      return length === 6 && text.startsWith('extern', start) ? Token.extern : Token.identifier;
    case 0x66:
      return length === 3 && text.startsWith('for', start) ? Token.for : Token.identifier;
    case 0x69:
      if (length !== 2) return Token.identifier;
      if (text.charCodeAt(start + 1) === 0x66) return Token.if;
      return text.charCodeAt(start + 1) === 0x6e ? Token.in : Token.identifier;
    case 0x74:
      return length === 4 && text.startsWith('then', start) ? Token.then : Token.identifier;
    case 0x75:
      return length === 5 && text.startsWith('unary', start) ? Token.unary : Token.identifier;
    case 0x76:
      return length === 3 && text.startsWith('var', start) ? Token.var : Token.identifier;
    default:
      return Token.identifier;
  }
}
