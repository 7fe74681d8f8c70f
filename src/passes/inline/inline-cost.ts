/**
 * Decides which calls are worth a copy of the callee's body: calls of operators and small
 * functions, of larger ones in loops, and of the function itself (compare LLVM's InlineCost).
 */
import { calleeOf, type FunctionType, type IRFunction } from '../../ir/index.ts';
import type { InlineBudget, InlineCandidate, PassContext } from '../context.ts';

/** The place of a call. */
export interface CallSite {
  /** The functions whose copies contain it, outermost first. */
  readonly path: readonly string[];
  /** Whether it is in a loop of the function that the copies go into. */
  readonly inLoop: boolean;
}

/** Returns the body to copy for a call of `name`, or undefined if the call stays. */
export type BodyProvider = (
  name: string,
  type: FunctionType,
  site: CallSite,
) => IRFunction | undefined;

/**
 * The budget bounds a caller's growth, so that the first call of a function with calls of hundreds
 * of small ones does not compile them all.
 */
const defaultBudget: InlineBudget = {
  operatorSize: 64,
  calleeSize: 24,
  loopCalleeSize: 200,
  growth: 200,
  loopGrowth: 1000,
};

/** Returns a provider of the bodies worth copying into `fn`, which grows meanwhile. */
export function chooseBodies(
  fn: IRFunction,
  { calleeOf, inlineBudget: budget = defaultBudget }: PassContext,
): BodyProvider {
  const own = fn.name;
  const levels = selfInliningLevels(fn);
  const size = fn.values.length;
  return (name, type, { path, inLoop }) => {
    // A call of `fn` in the copy of another function stays: it may become a loop.
    const isDirect = path.every((other) => other === own);
    const fits = name === own ? isDirect && path.length < levels : !path.includes(name);
    const callee = fits ? calleeOf?.(name, type) : undefined;
    if (callee === undefined) return undefined;
    if (name === own) return bodyUpTo(budget.operatorSize, callee);
    const hasRoom = fn.values.length - size < (inLoop ? budget.loopGrowth : budget.growth);
    if (!hasRoom && !callee.isOperator) return undefined;
    const isHot = inLoop && hasRoom && !callee.hasLoop;
    return isHot ? bodyUpTo(budget.loopCalleeSize, callee) : bodyIfSmall(callee, budget);
  };
}

/** The body of a callee that is small enough to copy outside of loops too. */
export function bodyIfSmall(
  callee: InlineCandidate,
  { operatorSize, calleeSize } = defaultBudget,
): IRFunction | undefined {
  return bodyUpTo(callee.isOperator ? operatorSize : calleeSize, callee);
}

function bodyUpTo(size: number, callee: InlineCandidate): IRFunction | undefined {
  return callee.size > size ? undefined : callee.body;
}

/**
 * How deep a function is copied into itself. Calls dominate the time of recursion, and each level
 * of copies saves some, but the code grows with the number of calls in it.
 */
function selfInliningLevels(fn: IRFunction): number {
  let calls = 0;
  for (const value of fn.values) if (value.op === 'call' && calleeOf(value) === fn.name) calls++;
  return LEVELS_BY_CALLS[calls] ?? 1;
}

/** Levels for functions with 0, 1, 2 and 3 calls of themselves; others have one. */
const LEVELS_BY_CALLS = [0, 3, 3, 2];
