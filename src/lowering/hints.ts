/** Help for unknown names: the function, variable or number that the author may mean. */
import type { FunctionType } from '../ir/index.ts';
import type { Prototype } from '../language/index.ts';
import { nearest, quote, shorten } from '../source/index.ts';

/** The functions of the host, which programs may declare with `extern`. */
export interface HostFunctions {
  names(): Iterable<string>;
  /** The type of a host function; undefined if the host has none of this name. */
  typeOf(name: string): FunctionType | undefined;
}

/** The functions that a message may suggest. */
export interface KnownFunctions {
  readonly host: HostFunctions;
  prototypeOf(name: string): Prototype | undefined;
  /** All names that have a prototype. */
  functionNames(): Iterable<string>;
}

/** Help for a call of an unknown function. */
export function functionHint(
  name: string,
  argumentCount: number,
  functions: KnownFunctions,
): string | undefined {
  if (functions.host.typeOf(name) !== undefined)
    return `declare it: ${declaration(name, functions)}`;
  const meant = otherName(name, argumentCount, functions) ?? nearestFunction(name, functions);
  return meant === undefined
    ? undefined
    : `did you mean ${quote(meant)}?${toDeclare(meant, functions)}`;
}

/** Help for an unknown variable. */
export function variableHint(
  name: string,
  inScope: Iterable<string>,
  functions: KnownFunctions,
): string | undefined {
  const variable = nearest(name, inScope);
  if (variable !== undefined) return `did you mean ${quote(variable)}?`;
  if (functions.host.typeOf(name) !== undefined) {
    return `${quote(name)} is a function of the host: declare it, ${declaration(name, functions)}, and call it`;
  }
  const constant = CONSTANTS.get(name.toLowerCase());
  if (constant !== undefined) return constant;
  const meant = nearestFunction(name, functions);
  return meant === undefined ? undefined : `did you mean the function ${quote(meant)}?`;
}

/** Name and parameters as in a definition: `foo(a b)`. */
export function signatureOf({ name, parameters }: Prototype): string {
  return `${shorten(name)}(${shortList(parameters, ' ')})`;
}

/** A call with the parameters as arguments: `foo(a, b)`. */
export function exampleCall({ name, parameters }: Prototype): string {
  return `\`${shorten(name)}(${shortList(parameters, ', ')})\``;
}

/** The first names of a list, with `…` if there are more. */
function shortList(names: readonly string[], separator: string): string {
  const shown = names.slice(0, MOST_PARAMETERS).map(shorten);
  return [...shown, ...(names.length > shown.length ? ['…'] : [])].join(separator);
}

const MOST_PARAMETERS = 8;

function toDeclare(name: string, functions: KnownFunctions): string {
  if (functions.prototypeOf(name) !== undefined) return '';
  return ` declare it: ${declaration(name, functions)}`;
}

/** The `extern` for a function of the host. */
function declaration(name: string, { host }: KnownFunctions): string {
  const count = host.typeOf(name)?.parameters.length ?? 0;
  const parameters = PARAMETERS.get(name) ?? ['x', 'y', 'z'].slice(0, count).join(' ');
  return `\`extern ${name}(${parameters})\``;
}

function nearestFunction(name: string, functions: KnownFunctions): string | undefined {
  return nearest(name, functions.functionNames()) ?? nearest(name, functions.host.names());
}

/** The known function that other languages call `name`; prefers one with `argumentCount`. */
function otherName(
  name: string,
  argumentCount: number,
  functions: KnownFunctions,
): string | undefined {
  const isThere = (other: string) =>
    functions.prototypeOf(other) !== undefined || functions.host.typeOf(other) !== undefined;
  const takes = (other: string) =>
    (functions.prototypeOf(other) ?? functions.host.typeOf(other))?.parameters.length ===
    argumentCount;
  const others = (OTHER_NAMES.get(name.toLowerCase()) ?? []).filter(isThere);
  return others.find(takes) ?? others[0];
}

/** Names in other languages, and the host functions that each may mean. */
const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    printd: 'print println printf puts echo write writeln output display show log cout disp',
    putchard: 'putc putchar putch printc print_char printchar emit',
    printlf: 'newline nl endl println print puts writeln',
    fmax: 'max maximum',
    fmin: 'min minimum',
    fabs: 'abs absolute',
    fmod: 'mod modulo rem remainder_of',
    log: 'ln',
    log10: 'lg',
    pow: 'power expt',
    sqrt: 'root square_root squareroot sqroot',
    cbrt: 'cube_root cuberoot',
    ceil: 'ceiling roundup',
    floor: 'rounddown',
    trunc: 'truncate int fix integer',
    asin: 'arcsin',
    acos: 'arccos',
    atan: 'arctan atn',
    atan2: 'arctan2 atan arctan',
    tan: 'tg',
    tgamma: 'gamma',
    lgamma: 'lngamma loggamma gammaln',
  }).reduce((names, [name, others]) => {
    for (const other of others.split(' ')) names.set(other, [...(names.get(other) ?? []), name]);
    return names;
  }, new Map<string, string[]>()),
);

/** Parameter names of host functions for which `x y` would mislead. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([['atan2', 'y x']]);

const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['pi', 'define it, `def pi() 3.141592653589793`, and call it: `pi()`'],
  ['e', 'define it, `def e() 2.718281828459045`, and call it: `e()`'],
  ['true', 'write `1`: a condition is true if it is not zero'],
  ['false', 'write `0`: a condition is false if it is zero'],
  ['inf', 'write `1/0`'],
  ['infinity', 'write `1/0`'],
  ['nan', 'write `0/0`'],
  ['null', 'every value is a number: write `0`'],
  ['nil', 'every value is a number: write `0`'],
  ['none', 'every value is a number: write `0`'],
  ['_', '`_` is the last value, for expressions in the REPL and nowhere else'],
  ['undefined', 'every value is a number: write `0`'],
]);
