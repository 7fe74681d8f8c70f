/** The typed errors of linking and running. Each carries the symbols it is about. */
import { type FunctionType, printFunctionType } from '../ir/index.ts';

/** Names that code or the host needs are not defined. */
export class SymbolsNotFoundError extends Error {
  readonly code = 'ERR_SYMBOLS_NOT_FOUND';
  readonly symbols: readonly string[];

  constructor(symbols: readonly string[]) {
    super(`undefined function${symbols.length === 1 ? '' : 's'}: ${symbols.join(', ')}`);
    this.name = 'SymbolsNotFoundError';
    this.symbols = symbols;
  }
}

/** A name is defined already, and the definition did not say that it replaces it. */
export class DuplicateDefinitionError extends Error {
  readonly code = 'ERR_DUPLICATE_DEFINITION';
  readonly symbols: readonly string[];

  constructor(symbol: string) {
    super(`'${symbol}' is already defined`);
    this.name = 'DuplicateDefinitionError';
    this.symbols = [symbol];
  }
}

/** A session was used after it was disposed of. */
export class SessionDisposedError extends Error {
  readonly code = 'ERR_SESSION_DISPOSED';

  constructor() {
    super('the session was disposed of');
    this.name = 'SessionDisposedError';
  }
}

/** A dylib cannot be made, used or removed. */
export class JITDylibError extends Error {
  readonly code = 'ERR_JIT_DYLIB';
  constructor(message: string) {
    super(message);
    this.name = 'JITDylibError';
  }
}

/** A function was called with arguments that its current definition does not take. */
export class CallTypeError extends Error {
  readonly code = 'ERR_CALL_TYPE';
  readonly symbols: readonly string[];
  readonly expected: FunctionType;
  readonly given: FunctionType;

  constructor(symbol: string, expected: FunctionType, given: FunctionType) {
    super(`'${symbol}' ${describeMismatch(expected, given)}`);
    this.name = 'CallTypeError';
    this.symbols = [symbol];
    this.expected = expected;
    this.given = given;
  }
}

/** A unit has emitted code that lacks some of what it has promised. */
export class MissingSymbolDefinitionsError extends Error {
  readonly code = 'ERR_MISSING_SYMBOL_DEFINITIONS';
  readonly symbols: readonly string[];

  constructor(symbols: readonly string[]) {
    super(`the code does not define ${quoted(symbols)}, which its unit has promised`);
    this.name = 'MissingSymbolDefinitionsError';
    this.symbols = symbols;
  }
}

/** A unit has emitted code with a definition that it has not promised, or with one twice. */
export class UnexpectedSymbolDefinitionsError extends Error {
  readonly code = 'ERR_UNEXPECTED_SYMBOL_DEFINITIONS';
  readonly symbols: readonly string[];

  constructor(symbols: readonly string[]) {
    super(`the code defines ${quoted(symbols)}, which its unit has not promised, or not twice`);
    this.name = 'UnexpectedSymbolDefinitionsError';
    this.symbols = symbols;
  }
}

/** A unit has emitted code of another type than it has promised. */
export class SymbolTypeError extends Error {
  readonly code = 'ERR_SYMBOL_TYPE';
  readonly symbols: readonly string[];

  constructor(symbol: string, promised: FunctionType, actual: FunctionType) {
    super(
      `'${symbol}' was promised as ${printFunctionType(promised)}, but its code is ${printFunctionType(actual)}`,
    );
    this.name = 'SymbolTypeError';
    this.symbols = [symbol];
  }
}

/** A function's compilation needed the compiled function itself. */
export class RecursiveMaterializationError extends Error {
  readonly code = 'ERR_RECURSIVE_MATERIALIZATION';
  readonly symbols: readonly string[];

  constructor(symbol: string) {
    super(`'${symbol}' was called while it was being compiled`);
    this.name = 'RecursiveMaterializationError';
    this.symbols = [symbol];
  }
}

/** The host does not take code: it is too large, or the host forbids what the engine needs. */
export class LinkError extends Error {
  readonly code = 'ERR_LINK';
  readonly symbols: readonly string[];

  readonly reason: string;

  /** `reason`: in the host's words, or what those mean. */
  constructor(symbols: readonly string[], reason: string, options?: ErrorOptions) {
    super(`${quoted(symbols)} cannot be linked: ${reason}`, options);
    this.name = 'LinkError';
    this.symbols = symbols;
    this.reason = reason;
  }
}

/** Bytes are no object, or none that this version of the format has. */
export class ObjectFormatError extends Error {
  readonly code = 'ERR_OBJECT_FORMAT';

  constructor(reason: string, options?: ErrorOptions) {
    super(`the bytes are no object: ${reason}`, options);
    this.name = 'ObjectFormatError';
  }
}

/** Calls nested deeper than the stack allows. The session is unharmed. */
export class StackOverflowError extends Error {
  readonly code = 'ERR_STACK_OVERFLOW';
  /** The innermost functions on the stack, innermost first, as far as they are known. */
  readonly symbols: readonly string[];
  /** How many frames of compiled functions were on the stack, if that is known. */
  readonly depth: number | undefined;

  constructor(
    symbols: readonly string[],
    { depth, ...options }: ErrorOptions & { readonly depth?: number | undefined } = {},
  ) {
    const where = symbols.length > 0 ? ` in ${describeStack(symbols)}` : '';
    super(`stack overflow${where}${depth === undefined ? '' : `, ${depth} frames deep`}`, options);
    this.name = 'StackOverflowError';
    this.symbols = symbols;
    this.depth = depth;
  }
}

/** The time of a call was up. The session is unharmed; the functions that ran have done a part of their work. */
export class DeadlineError extends Error {
  readonly code = 'ERR_DEADLINE';
  /** The innermost functions that were running, innermost first, where the host tells. */
  readonly symbols: readonly string[];
  /** How long the call was given, in milliseconds. */
  readonly timeout: number;

  constructor(symbols: readonly string[], timeout: number, options?: ErrorOptions) {
    const where = symbols.length > 0 ? ` in ${describeStack(symbols)}` : '';
    super(`the time is up after ${timeout} ms${where}`, options);
    this.name = 'DeadlineError';
    this.symbols = symbols;
    this.timeout = timeout;
  }

  /** The error that names these functions; itself if it names some. */
  within(symbols: readonly string[]): DeadlineError {
    const isNew = symbols.length > 0 && this.symbols.length === 0;
    return isNew ? new DeadlineError(symbols, this.timeout, { cause: this }) : this;
  }
}

/**
 * A call stack as text, innermost first, with what repeats written once. A cycle starts with the
 * name that sorts first: where in it the stack ended is chance.
 *
 * @example
 * describeStack(['g', 'f', 'g', 'f', 'g']); // "'f' ← 'g' ← 'f' ← …"
 */
export function describeStack(symbols: readonly string[]): string {
  const callers = symbols.map((symbol) => `'${symbol}'`);
  for (let period = 1; period <= callers.length / 2; period++) {
    if (callers.some((caller, i) => i >= period && caller !== callers[i - period])) continue;
    const first = callers.indexOf(callers.slice(0, period).sort()[0]!); // a period has a name at least
    return `${callers.slice(first, first + period + 1).join(' ← ')} ← …`;
  }
  return callers.join(' ← ');
}

function quoted(symbols: readonly string[]): string {
  return symbols.map((symbol) => `'${symbol}'`).join(', ');
}

function describeMismatch(expected: FunctionType, given: FunctionType): string {
  const [takes, gets] = [expected.parameters.length, given.parameters.length];
  if (takes === gets) return `is ${printFunctionType(expected)}, not ${printFunctionType(given)}`;
  const count = `${takes} argument${takes === 1 ? '' : 's'}`;
  return `takes ${count}, but ${gets} ${gets === 1 ? 'is' : 'are'} given`;
}
