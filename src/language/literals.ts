/** Reads names and numbers back from text that the lexer has validated. */
import { isNameCharacter } from './tokens.ts';

/** The end of the identifier that begins at `start`. */
export function identifierEnd(text: string, start: number): number {
  let end = start + 1;
  while (isNameCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** The identifier that begins at `start`. */
export function identifierAt(text: string, start: number): string {
  return text.slice(start, identifierEnd(text, start));
}

/** The value of the number literal from `start` to `end`. */
export function numberAt(text: string, start: number, end: number): number {
  return Number(text.slice(start, end));
}
