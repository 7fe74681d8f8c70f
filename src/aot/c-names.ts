/**
 * Names of functions in C. Identifiers of Kaleidoscope are valid in C. Operators are spelled out:
 * `binary==` becomes `binary_equals_equals`. Reserved words of C and C++ get an underscore: `int_`.
 */
import { parseOperatorName } from '../language/index.ts';
import { C_WORDS } from './reserved-words.ts';

/** The C name of a function. Two functions may get the same one; see {@link collisionsOf}. */
export function cName(name: string): string {
  const operator = parseOperatorName(name);
  if (operator !== undefined) {
    const words = Array.from(operator.text, (character) => SPELLED[character]);
    return [operator.arity, ...words].join('_');
  }
  return isCIdentifier(name) ? name : `${name}_`;
}

export function isCIdentifier(name: string): boolean {
  return !C_WORDS.has(name);
}

/** Pairs of functions that have the same name in C. */
export function collisionsOf(
  names: Iterable<string>,
  symbolOf: (name: string) => string,
): readonly (readonly [string, string])[] {
  const owners = new Map<string, string>();
  const collisions: [string, string][] = [];
  for (const name of names) {
    const symbol = symbolOf(name);
    const owner = owners.get(symbol);
    if (owner === undefined) owners.set(symbol, name);
    else if (owner !== name) collisions.push([owner, name]);
  }
  return collisions;
}

/** A word for each character of an operator. */
const SPELLED: Readonly<Record<string, string>> = {
  '!': 'bang',
  '"': 'quote',
  $: 'dollar',
  '%': 'percent',
  '&': 'and',
  "'": 'apostrophe',
  '*': 'star',
  '+': 'plus',
  '-': 'minus',
  '.': 'dot',
  '/': 'slash',
  ':': 'colon',
  '<': 'less',
  '=': 'equals',
  '>': 'greater',
  '?': 'question',
  '@': 'at',
  '[': 'opening_bracket',
  '\\': 'backslash',
  ']': 'closing_bracket',
  '^': 'caret',
  _: 'underscore',
  '`': 'backquote',
  '{': 'opening_brace',
  '|': 'bar',
  '}': 'closing_brace',
  '~': 'tilde',
};
