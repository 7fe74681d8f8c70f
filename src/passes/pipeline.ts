/** The order of passes, in plain sight. */
import { type IRFunction, printFunction, VerifierError, verifyFunction } from '../ir/index.ts';
import { InvalidArgumentError } from '../source/index.ts';
import { isPassName, type PassName, passes } from './passes.ts';

/** 0: as lowered. 1: what makes code smaller. 2: the default. 3: the same again while it helps. */
export type OptimizationLevel = 0 | 1 | 2 | 3;

/** Which passes run, and what is checked. */
export interface PipelineOptions {
  /** Default: 2. */
  readonly level?: OptimizationLevel;
  /** The passes to run, in order, in the place of those of the level. */
  readonly passes?: readonly string[];
  /** Whether the function is verified after every pass. Default: false. */
  readonly verify?: boolean;
  /** Told after every pass that ran whether it changed the function. */
  readonly onPass?: (name: string, changed: boolean, fn: IRFunction) => void;
}

const pipelines: Readonly<Record<0 | 1 | 2, readonly PassName[]>> = {
  0: [],
  1: ['simplify-cfg', 'simplify', 'eliminate-dead-code'],
  2: [
    'simplify-cfg', // blocks that inlining cut, and selects of truths, which …
    'eliminate-tail-recursion',
    'simplify', // … become logic,
    'simplify-cfg', // so that outer branches are short enough
    'simplify',
    'reassociate',
    'number-values',
    'simplify', // comparisons and constants that are one now
    'simplify-cfg', // branches on what is known
    'simplify',
    'hoist-invariants',
    'eliminate-dead-code',
    'mark-tail-calls',
  ],
};

/** Rounds of level 3. */
const MAX_ROUNDS = 4;

/**
 * Optimizes `fn` in place; says whether it changed. A pass that found nothing, or ran already, runs
 * again only after another one changed the function.
 *
 * @throws InvalidArgumentError for an unknown pass; PassError if `verify` is set and a pass breaks the IR.
 *
 * @example
 * optimizeFunction(fn, { level: 3 });
 * optimizeFunction(fn, { passes: ['simplify', 'eliminate-dead-code'] });
 */
export function optimizeFunction(fn: IRFunction, options: PipelineOptions = {}): boolean {
  const { level = 2 } = options;
  const names = options.passes?.map(checkName) ?? pipelines[level === 3 ? 2 : level];
  const rounds = level === 3 && options.passes === undefined ? MAX_ROUNDS : 1;
  let version = 0;
  const seen: Partial<Record<PassName, number>> = {};
  for (let round = 0; round < rounds; round++) {
    const before = version;
    for (const name of names) {
      if (options.passes === undefined && seen[name] === version) continue;
      if (runPass(fn, name, options)) version++;
      seen[name] = version;
    }
    if (version === before) break;
  }
  return version > 0;
}

function runPass(fn: IRFunction, name: PassName, options: PipelineOptions): boolean {
  const { verify = false, onPass } = options;
  const before = verify ? printFunction(fn) : '';
  const changed = passes[name].run(fn);
  if (verify) verifyAfter(fn, name, before);
  onPass?.(name, changed, fn);
  return changed;
}

/** A pass broke the IR: a bug of ours. The message names the pass and shows the function before it. */
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

function checkName(name: string): PassName {
  if (!isPassName(name)) {
    const known = Object.keys(passes).join(', ');
    throw new InvalidArgumentError(`unknown pass '${name}'; there are ${known}`);
  }
  return name;
}
