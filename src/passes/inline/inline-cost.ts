/**
 * Which calls are worth a copy of the callee's body: those of operators and small functions, of
 * larger ones in loops, and a function's own (compare LLVM's InlineCost).
 */
import { calleeOf, type FunctionType, type IRFunction } from '../../ir/index.ts';
import type { InlineBudget, InlineCandidate, PassContext } from '../context.ts';

/** Where a call stands. */
export interface CallSite {
  /** The functions in whose copies it stands, outermost first. */
  readonly path: readonly string[];
  /** Whether it is in a loop of the function that is inlined into. */
  readonly inLoop: boolean;
}

/** Gives the body to copy for a call of `name`, or nothing where the call stays. */
export type BodyProvider = (
  name: string,
  type: FunctionType,
  site: CallSite,
) => IRFunction | undefined;

/**
 * A caller's growth is bounded so that the first call of a function that chooses among hundreds of
 * small ones does not compile them all.
 */
const defaultBudget: InlineBudget = {
  operatorSize: 64,
  calleeSize: 24,
  loopCalleeSize: 200,
  growth: 200,
  loopGrowth: 1000,
};

/** The bodies that are worth it for calls in `fn`, which grows meanwhile. */
export function chooseBodies(
  fn: IRFunction,
  { calleeOf, inlineBudget: budget = defaultBudget }: PassContext,
): BodyProvider {
  const own = fn.name;
  const levels = selfInliningLevels(fn);
  const size = fn.values.length;
  return (name, type, { path, inLoop }) => {
    // A call of this function in another one's copy may become a loop: it stays.
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

/** The body of a callee that is copied wherever its caller may still grow. */
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
 * How deep a function is copied into itself: recursion is bound by its calls, and each level of
 * copies makes them fewer, but the code grows with the number of calls in it.
 */
function selfInliningLevels(fn: IRFunction): number {
  let calls = 0;
  for (const value of fn.values) if (value.op === 'call' && calleeOf(value) === fn.name) calls++;
  return LEVELS_BY_CALLS[calls] ?? 1;
}

/** For functions with none, one, two and three calls of themselves; others are copied once. */
const LEVELS_BY_CALLS = [0, 3, 3, 2];
