/** The order in which passes run. */
import {
  type IRFunction,
  type IRModule,
  printFunction,
  VerifierError,
  verifyFunction,
  verifyModule,
} from '../ir/index.ts';
import { finishSteps, measureSteps, type Steps } from '../source/index.ts';
import type { PassContext } from './context.ts';
import { checkPassName, type PassName, passes } from './passes.ts';

/** 0: no passes. 1: passes that make code smaller. 2: all. 3: all, repeated while they help. */
export type OptimizationLevel = 0 | 1 | 2 | 3;

/** Which passes run, and whether the verifier checks their results. */
export interface PipelineOptions {
  /** Default: 2. */
  readonly level?: OptimizationLevel;
  /** The passes to run, in order, instead of those of the level. */
  readonly passes?: readonly string[];
  /** Whether IR is verified before the first and after every pass. Default: false. */
  readonly verify?: boolean;
  /** Told after every run of a pass. */
  readonly onPass?: (run: PassRun) => void;
}

/** One run of a pass over one function. Times are in milliseconds. */
export interface PassRun {
  /** The function's name. */
  readonly name: string;
  readonly pass: string;
  /** The function after the pass. */
  readonly fn: IRFunction;
  readonly changed: boolean;
  readonly start: number;
  readonly duration: number;
}

/** Most rounds of level 3. */
const MAX_ROUNDS = 4;

/**
 * Optimizes the functions of a module in place, one after the other; returns whether any changed.
 *
 * @throws InvalidArgumentError for an unknown pass; if `verify` is set, VerifierError for IR that is
 * broken from the start, and PassError if a pass breaks it.
 *
 * @example
 * optimize(module, moduleContext(module), { level: 3 });
 * optimize(module, {}, { passes: ['simplify', 'eliminate-dead-code'] });
 */
export function optimize(
  module: IRModule,
  context: PassContext = {},
  options: PipelineOptions = {},
): boolean {
  return finishSteps(optimizeInSteps(module, context, options));
}

/** Does the same, but pauses after every pass and within long ones, so that hosts can respond. */
export function* optimizeInSteps(
  module: IRModule,
  context: PassContext = {},
  options: PipelineOptions = {},
): Steps<boolean> {
  if (options.verify) verifyModule(module);
  let changed = false;
  for (const fn of module.functions) {
    changed = (yield* stepsOf(fn, context, options)) || changed;
  }
  return changed;
}

/** Does the same for one function, but does not verify it beforehand. */
export function optimizeFunction(
  fn: IRFunction,
  context: PassContext = {},
  options: PipelineOptions = {},
): boolean {
  return finishSteps(stepsOf(fn, context, options));
}

function* stepsOf(fn: IRFunction, context: PassContext, options: PipelineOptions): Steps<boolean> {
  const { level = 2, passes } = options;
  const pipeline = new Pipeline(fn, context, options);
  if (passes !== undefined)
    for (const name of passes.map(checkPassName)) yield* pipeline.repeat(name);
  else if (level !== 0) yield* runLevel(pipeline, level);
  return pipeline.version > 0;
}

function* runLevel(pipeline: Pipeline, level: 1 | 2 | 3): Steps<void> {
  yield* pipeline.run('eliminate-tail-recursion'); // or `inline` would unroll the recursion
  yield* pipeline.run('inline');
  yield* pipeline.run('recognize-intrinsics'); // after `inline`, for calls in copies

  if (level === 1) {
    yield* pipeline.run('simplify-cfg');
    yield* pipeline.run('simplify');
    yield* pipeline.run('eliminate-dead-code');
    return;
  }
  for (let round = 0; round < (level === 3 ? MAX_ROUNDS : 1); round++) {
    const before = pipeline.version;
    yield* pipeline.run('simplify-cfg'); // joins blocks cut by inlining, makes selects of truths, …
    yield* pipeline.run('eliminate-tail-recursion');
    yield* pipeline.run('simplify'); // … which become logic,
    yield* pipeline.run('simplify-cfg'); // so that outer branches are short enough for selects
    yield* pipeline.run('simplify');
    yield* pipeline.run('reassociate');
    yield* pipeline.run('number-values');
    yield* pipeline.run('simplify'); // uses that equal values and constants are one
    yield* pipeline.run('simplify-cfg'); // decides branches on constants
    yield* pipeline.run('simplify');
    yield* pipeline.run('hoist-invariants');
    yield* pipeline.run('eliminate-dead-code');
    yield* pipeline.run('mark-tail-calls');
    if (pipeline.version === before) return;
  }
}

/** Runs passes over one function, and counts its changes. */
class Pipeline {
  /** Number of runs that changed the function. */
  version = 0;
  readonly #fn: IRFunction;
  readonly #context: PassContext;
  readonly #options: PipelineOptions;
  /** The version after the last run of each pass. */
  readonly #seen: Partial<Record<PassName, number>> = {};

  constructor(fn: IRFunction, context: PassContext, options: PipelineOptions) {
    this.#fn = fn;
    this.#context = context;
    this.#options = options;
  }

  /** Runs a pass, unless the function is unchanged since its last run. */
  *run(name: PassName): Steps<void> {
    if (this.#seen[name] !== this.version) yield* this.repeat(name);
  }

  /** Runs a pass in any case. */
  *repeat(pass: PassName): Steps<void> {
    const { verify = false, onPass } = this.#options;
    const fn = this.#fn;
    const before = verify ? printFunction(fn) : '';
    const start = onPass === undefined ? 0 : performance.now();
    const steps = runPass(pass, fn, this.#context);
    const measured = onPass === undefined ? undefined : yield* measureSteps(steps);
    const changed = measured === undefined ? yield* steps : measured.value;
    if (verify) verifyAfter(fn, pass, before);
    if (changed) this.version++;
    this.#seen[pass] = this.version;
    onPass?.({ name: fn.name, pass, fn, changed, start, duration: measured?.duration ?? 0 });
    yield;
  }
}

function* runPass(pass: PassName, fn: IRFunction, context: PassContext): Steps<boolean> {
  const changed = passes[pass].run(fn, context);
  return typeof changed === 'boolean' ? changed : yield* changed;
}

/** A pass broke the IR: our bug. The message names the pass and shows the function before it. */
export class PassError extends Error {
  readonly code = 'ERR_PASS';
  override readonly name = 'PassError';
  readonly pass: string;

  constructor(pass: string, before: string, cause: VerifierError) {
    super(`pass ${pass}: ${cause.message}\nbefore it:\n\n${before}`, { cause });
    this.pass = pass;
  }
}

function verifyAfter(fn: IRFunction, pass: string, before: string): void {
  try {
    verifyFunction(fn);
  } catch (error) {
    if (error instanceof VerifierError) throw new PassError(pass, before, error);
    throw error;
  }
}
