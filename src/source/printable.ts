/** Makes text of unknown origin safe to show in a message on a terminal. */

/** Most code units that are shown of a name or another quoted text. */
const QUOTED = 40;

const ELLIPSIS = '…';
const REPLACEMENT = '\uFFFD';

/**
 * Quotes program text for a message: in single quotes, shortened if it is long, with stand-ins for
 * characters that would disturb a terminal.
 *
 * @example
 * quote('fib'); // "'fib'"
 */
export function quote(text: string): string {
  return `'${shorten(text)}'`;
}

/** Does the same as {@link quote}, without the quotes. */
export function shorten(text: string): string {
  if (text.length <= QUOTED) return printableText(text);
  const end = (text.codePointAt(QUOTED - 1) ?? 0) > 0xffff ? QUOTED - 1 : QUOTED; // no half of a pair
  return printableText(text.slice(0, end)) + ELLIPSIS;
}

/** The text on one line, with stand-ins for characters that would disturb a terminal. */
export function printableText(text: string): string {
  let result = '';
  for (const character of text) result += character === '\t' ? ' ' : printable(character);
  return result;
}

/** Does the same as {@link printableText} for each line of a text. */
export function printableLines(text: string): string {
  return text.split('\n').map(printableText).join('\n');
}

/** Returns the character, or a stand-in if it would move the cursor or reorder text; tabs stay. */
export function printable(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return character;
  if (character === '\t') return character;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code === 0xfeff) return '';
  return DISTURBING.test(character) ? REPLACEMENT : character;
}

/** C1 controls, bidirectional marks, overrides and isolates, line separators, lone surrogates. */
const DISTURBING = /[\u0080-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\p{Cs}]/u;
