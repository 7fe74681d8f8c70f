/** The options of a session, and the check of options from JavaScript. */
import { expectTimeout } from '../orc/deadline.ts';
import type { Engine, ObjectCache } from '../orc/index.ts';
import { checkPassName, type OptimizationLevel } from '../passes/index.ts';
import type { Output } from '../runtime/index.ts';
import {
  expectBoolean,
  expectCount,
  expectMembers,
  InvalidArgumentError,
  invalid,
  limitNames,
  nearest,
  type ProgramLimits,
  quote,
} from '../source/index.ts';

/** Options of a session of Kaleidoscope. */
export interface KaleidoscopeJITOptions {
  /** Compiles and runs the code. Default: WebAssembly. */
  readonly engine?: Engine;
  /** Receives what programs print. Default: standard output, or the console where there is none. */
  readonly output?: Output | ((bytes: Uint8Array) => void);
  /** Whether the end of a call from outside flushes the output. Default: true. */
  readonly flush?: boolean;
  /** How much to optimize IR; 0 leaves it as lowered, without inlining. Default: 2. */
  readonly optimizationLevel?: OptimizationLevel;
  /** The only passes to run, in order. Default: those of the level. `listPasses` names them. */
  readonly passes?: readonly string[];
  /**
   * How many calls of a function without loops, from the host or from interpreted code, are
   * interpreted before it is compiled. Default: 0 until 16 functions are compiled, then 16.
   */
  readonly interpretedCalls?: number;
  /**
   * How long a call from the host or an expression at top level may take, in milliseconds:
   * DeadlineError ends it then. Default: for ever.
   */
  readonly timeout?: number;
  /** LimitError ends what uses more. Default: no limits. */
  readonly limits?: ProgramLimits;
  /** Where compiled objects are kept and looked for; a `Map` will do. Default: nowhere. */
  readonly cache?: ObjectCache;
  /** Whether IR is checked after lowering and after optimization. Default: false. */
  readonly verify?: boolean;
  /**
   * Whether `extern` finds all functions of the process, `exit` and `abort` among them, on an
   * engine that runs machine code. It always finds mathematics, and the libraries that the engine
   * was told to load. Default: false.
   */
  readonly processFunctions?: boolean;
}

const checks: Readonly<
  Record<keyof KaleidoscopeJITOptions, (what: string, value: unknown) => void>
> = {
  engine: (what, value) => expectMembers(what, value, ['compiler', 'executor']),
  output: (what, value) => {
    if (typeof value !== 'function') expectMembers(what, value, ['writeText', 'flush']);
  },
  flush: expectBoolean,
  optimizationLevel: (what, value) => expectCount(what, value, 3),
  passes: expectPasses,
  interpretedCalls: (what, value) => expectCount(what, value, Number.POSITIVE_INFINITY),
  timeout: expectTimeout,
  limits: expectLimits,
  cache: (what, value) => expectMembers(what, value, ['get', 'set']),
  verify: expectBoolean,
  processFunctions: expectBoolean,
};

/** @throws InvalidArgumentError for an unknown option, or a value of the wrong kind. */
export function checkOptions(options: KaleidoscopeJITOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw invalid('the options of a session', 'an object', options);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!isOption(name)) throw unknownOption(name);
    if (value !== undefined) checks[name](`option '${name}'`, value);
  }
}

function isOption(name: string): name is keyof KaleidoscopeJITOptions {
  return Object.hasOwn(checks, name);
}

function expectLimits(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw invalid(what, 'an object', value);
  for (const [name, most] of Object.entries(value)) {
    if (!limitNames.includes(name)) {
      throw new InvalidArgumentError(
        `unknown limit ${quote(name)}; there are ${limitNames.join(', ')}`,
      );
    }
    if (most !== undefined) expectCount(`limit '${name}'`, most, Number.POSITIVE_INFINITY);
  }
}

function expectPasses(what: string, value: unknown): void {
  if (!Array.isArray(value)) throw invalid(what, 'an array of names', value);
  for (const name of value) checkPassName(String(name));
}

function unknownOption(name: string): InvalidArgumentError {
  const known = Object.keys(checks);
  const close = nearest(name, known);
  const help = close === undefined ? `there are ${known.join(', ')}` : `did you mean '${close}'?`;
  return new InvalidArgumentError(`unknown option ${quote(name)}; ${help}`);
}
