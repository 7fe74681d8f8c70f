/** Errors of the reader, with places in the text. */
import { DiagnosticError, error, note, type Span } from '../../source/index.ts';
import { type FunctionType, isSameType, printFunctionType } from '../types.ts';
import type { Token } from './lexer.ts';

/** The error for a mistake at `span` that contradicts the text `elsewhere`. */
export function fail(span: Span, message: string, elsewhere?: Span): DiagnosticError {
  const notes = elsewhere === undefined ? [] : [note(elsewhere, 'the other place')];
  return new DiagnosticError([error(span, message, notes)]);
}

/** Throws `DiagnosticError` if a mention of a function has another type than `elsewhere`. */
export function checkType(
  token: Token,
  type: FunctionType,
  expected: FunctionType,
  elsewhere?: Span,
): void {
  if (isSameType(type, expected)) return;
  const [here, there] = [type, expected].map(printFunctionType);
  throw fail(token.span, `${token.text} is ${there}, not ${here}`, elsewhere);
}
