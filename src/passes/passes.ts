/** The one list of passes: the pipeline, `--passes=` and `kaleidoscope passes` read it. */
import type { IRFunction } from '../ir/index.ts';
import { eliminateDeadCode } from './eliminate-dead-code.ts';
import { eliminateTailRecursion } from './eliminate-tail-recursion.ts';
import { hoistInvariants } from './hoist-invariants.ts';
import { markTailCalls } from './mark-tail-calls.ts';
import { numberValues } from './number-values.ts';
import { reassociate } from './reassociate.ts';
import { simplify } from './simplify.ts';
import { simplifyCfg } from './simplify-cfg.ts';

/** A transformation of one function. */
export interface Pass {
  readonly name: string;
  /** What it does, on one line. */
  readonly description: string;
  /** Changes a function in place and says whether it did. */
  readonly run: (fn: IRFunction) => boolean;
}

/** All passes that change one function, by name. */
export const passes = {
  'simplify-cfg': {
    description: 'decide, merge and leave out blocks; turn short branches into selects',
    run: simplifyCfg,
  },
  'eliminate-tail-recursion': {
    description: 'turn calls of a function to itself in tail position into jumps',
    run: eliminateTailRecursion,
  },
  simplify: {
    description: 'combine and fold instructions where no bit of a result changes',
    run: simplify,
  },
  reassociate: {
    description: 'regroup chains of truths, minima and maxima, which alone are associative',
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
    description: 'return at once what a call in tail position gives, in the place of its caller',
    run: markTailCalls,
  },
} satisfies Record<string, Omit<Pass, 'name'>>;

export type PassName = keyof typeof passes;

/** The passes in the order in which they first run. */
export function listPasses(): Pass[] {
  return Object.entries(passes).map(([name, pass]) => ({ name, ...pass }));
}

/** Whether there is a pass of this name. */
export function isPassName(name: string): name is PassName {
  return Object.hasOwn(passes, name);
}
