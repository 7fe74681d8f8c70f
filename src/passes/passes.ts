/** The list of passes, which the pipeline, `--passes=` and `kaleidoscope passes` read. */
import type { IRFunction } from '../ir/index.ts';
import { InvalidArgumentError, nearest, quote, type Steps } from '../source/index.ts';
import type { PassContext } from './context.ts';
import { eliminateDeadCode } from './eliminate-dead-code.ts';
import { eliminateTailRecursion } from './eliminate-tail-recursion.ts';
import { hoistInvariants } from './hoist-invariants.ts';
import { inline } from './inline.ts';
import { markTailCalls } from './mark-tail-calls.ts';
import { numberValues } from './number-values.ts';
import { reassociate } from './reassociate.ts';
import { recognizeIntrinsics } from './recognize-intrinsics.ts';
import { simplify } from './simplify.ts';
import { simplifyCfg } from './simplify-cfg.ts';

/** A transformation of one function. */
export interface Pass {
  readonly name: string;
  /** The effect of the pass, as an imperative on one line. */
  readonly description: string;
  /** Changes a function in place and returns whether it did; in steps if that may take long. */
  readonly run: (fn: IRFunction, context: PassContext) => boolean | Steps<boolean>;
}

/** All passes by name. */
export const passes = {
  'eliminate-tail-recursion': {
    description: 'turn calls of a function to itself in tail position into jumps',
    run: eliminateTailRecursion,
  },
  inline: {
    description: 'copy the bodies of operators and small functions to where they are called',
    run: inline,
  },
  'recognize-intrinsics': {
    description: 'turn calls of C functions that are one instruction into that instruction',
    run: recognizeIntrinsics,
  },
  'simplify-cfg': {
    description: 'decide, merge and leave out blocks; turn short branches into selects',
    run: simplifyCfg,
  },
  simplify: {
    description: 'combine and fold instructions where no bit of a result changes',
    run: simplify,
  },
  reassociate: {
    description: 'regroup logical operations, minima and maxima: only these are associative',
    run: reassociate,
  },
  'number-values': {
    description: 'compute the same thing once (global value numbering)',
    run: numberValues,
  },
  'hoist-invariants': {
    description: 'compute before a loop what is the same in every iteration',
    run: hoistInvariants,
  },
  'eliminate-dead-code': {
    description: 'remove what nothing needs, cycles of phis included',
    run: eliminateDeadCode,
  },
  'mark-tail-calls': {
    description: 'make calls in tail position reuse the stack frame of their caller',
    run: markTailCalls,
  },
} satisfies Record<string, Omit<Pass, 'name'>>;

export type PassName = keyof typeof passes;

/** The passes in the order in which they first run. */
export function listPasses(): Pass[] {
  return Object.entries(passes).map(([name, pass]) => ({ name, ...pass }));
}

/** @throws InvalidArgumentError for a name that no pass has. */
export function checkPassName(name: string): PassName {
  if (Object.hasOwn(passes, name)) return name as PassName; // own keys are the names
  const names = Object.keys(passes);
  const close = nearest(name, names);
  const help = close === undefined ? `there are ${names.join(', ')}` : `did you mean '${close}'?`;
  throw new InvalidArgumentError(`unknown pass ${quote(name)}; ${help}`);
}
