/** What a C or C++ program has to know of an object file: a header with prototypes. */
import { mathFunctions } from '../runtime/index.ts';
import { cName, isCIdentifier } from './c-names.ts';
import type { Signature, WholeProgram } from './whole-program.ts';

/**
 * The header, for a file of this name. What the program calls of C's mathematics is left to
 * `<math.h>`, whose prototypes differ between C and C++.
 */
export function cHeader(
  { exported, imported }: WholeProgram,
  fileName: string,
  symbolOf: (name: string) => string,
): string {
  const guard = `KALEIDOSCOPE_${fileName.replace(/\W+/g, '_').toUpperCase()}`;
  const mathematics = mathFunctions();
  const wanted = imported.filter(({ name }) => !mathematics.has(name));
  const lines = [
    `#ifndef ${guard}`,
    `#define ${guard}`,
    '',
    '#ifdef __cplusplus',
    'extern "C" {',
    '#endif',
    '',
    ...exported.map((signature) => prototype(signature, symbolOf)),
    ...(exported.length > 0 ? [''] : []),
    ...(wanted.length > 0 ? ['/* These are called, and have to be defined elsewhere. */'] : []),
    ...wanted.map((signature) => prototype(signature, cName)),
    ...(wanted.length > 0 ? [''] : []),
    '#ifdef __cplusplus',
    '}',
    '#endif',
    '',
    '#endif',
  ];
  return `${lines.join('\n')}\n`;
}

/** With a comment where the name in C is another one. Names of parameters mean nothing. */
function prototype({ name, parameters }: Signature, symbolOf: (name: string) => string): string {
  const list = parameters.map((parameter) =>
    isCIdentifier(parameter) ? `double ${parameter}` : 'double',
  );
  const symbol = symbolOf(name);
  const comment = symbol === name ? '' : ` /* ${inComment(name)} */`;
  return `double ${symbol}(${list.length === 0 ? 'void' : list.join(', ')});${comment}`;
}

/** With blanks in operators that would end a comment or look like the start of one. */
function inComment(name: string): string {
  return name.replace(/\*(?=\/)|\/(?=\*)/g, '$& ');
}
