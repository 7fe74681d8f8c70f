/**
 * Which calls are worth a copy of the callee's body: those of operators and small functions, of
 * larger ones in loops, and a function's own (compare LLVM's InlineCost).
 */
import { calleeOf, type FunctionType, type IRFunction } from '../../ir/index.ts';
import type { InlineCandidate, PassContext } from '../context.ts';

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
 * Sizes of bodies that are copied: of operators and functions into themselves; of others, and of
 * others without loops into a loop, each until the caller has grown by so many values. So the first
 * call of a function that chooses among hundreds of small ones does not compile them all.
 */
const MAX_OPERATOR_SIZE = 64;
const MAX_CALLEE_SIZE = 24;
const MAX_GROWTH = 200;
const MAX_LOOP_CALLEE_SIZE = 200;
const MAX_LOOP_GROWTH = 1000;

/** The bodies that are worth it for calls in `fn`, which grows meanwhile. */
export function chooseBodies(fn: IRFunction, { calleeOf }: PassContext): BodyProvider {
  const own = fn.name;
  const levels = selfInliningLevels(fn);
  const size = fn.values.length;
  return (name, type, { path, inLoop }) => {
    // A call of this function in another one's copy may become a loop: it stays.
    const isDirect = path.every((other) => other === own);
    const fits = name === own ? isDirect && path.length < levels : !path.includes(name);
    const callee = fits ? calleeOf?.(name, type) : undefined;
    if (callee === undefined) return undefined;
    if (name === own) return bodyUpTo(MAX_OPERATOR_SIZE, callee);
    const hasRoom = fn.values.length - size < (inLoop ? MAX_LOOP_GROWTH : MAX_GROWTH);
    if (!hasRoom && !callee.isOperator) return undefined;
    const isHot = inLoop && hasRoom && !callee.hasLoop;
    return isHot ? bodyUpTo(MAX_LOOP_CALLEE_SIZE, callee) : bodyIfSmall(callee);
  };
}

/** The body of a callee that is copied wherever its caller may still grow. */
export function bodyIfSmall(callee: InlineCandidate): IRFunction | undefined {
  return bodyUpTo(callee.isOperator ? MAX_OPERATOR_SIZE : MAX_CALLEE_SIZE, callee);
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
