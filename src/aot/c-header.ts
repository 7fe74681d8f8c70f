/** Writes the header of an object file: prototypes for C and C++ programs. */
import { mathFunctions } from '../runtime/index.ts';
import { cName, isCIdentifier } from './c-names.ts';
import type { Signature, WholeProgram } from './whole-program.ts';

/**
 * Returns the text of the header `fileName`, without functions of C's mathematics: `<math.h>`
 * declares those, with prototypes that differ between C and C++.
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

/** A prototype, without reserved parameter names. A comment has the name if C's differs. */
function prototype({ name, parameters }: Signature, symbolOf: (name: string) => string): string {
  const list = parameters.map((parameter) =>
    isCIdentifier(parameter) ? `double ${parameter}` : 'double',
  );
  const symbol = symbolOf(name);
  const comment = symbol === name ? '' : ` /* ${inComment(name)} */`;
  return `double ${symbol}(${list.length === 0 ? 'void' : list.join(', ')});${comment}`;
}

/** Adds blanks to a name that would end a comment or seem to begin one. */
function inComment(name: string): string {
  return name.replace(/\*(?=\/)|\/(?=\*)/g, '$& ');
}
