/** What passes know beyond the function that they change, and whom they tell what they build in. */
import { mayLoop } from '../analysis/index.ts';
import type { FunctionType, IRFunction, IRModule } from '../ir/index.ts';

/** A function whose body may be copied into its callers. */
export interface InlineCandidate {
  /** How large it is: nodes of its syntax tree, or values of its IR. */
  readonly size: number;
  readonly hasLoop: boolean;
  /** Whether it stands for an operator of its language, for which it may be larger. */
  readonly isOperator: boolean;
  /**
   * The body, which nobody changes; nothing if it has errors. It is asked for only if the size is
   * right, and may be lowered just then.
   */
  readonly body: IRFunction | undefined;
}

/** How much is copied into callers, in sizes of bodies, and in values that a caller grows by. */
export interface InlineBudget {
  /** Of operators, and of functions into themselves. */
  readonly operatorSize: number;
  /** Of other functions. */
  readonly calleeSize: number;
  /** Of other functions without loops, where a loop calls them. */
  readonly loopCalleeSize: number;
  /** Until then other functions are copied. */
  readonly growth: number;
  /** Likewise where a loop calls them. */
  readonly loopGrowth: number;
}

/**
 * The surroundings of a function. With none of the members the passes know that function alone:
 * every other one is called.
 */
export interface PassContext {
  /** What calls of `name` as a function of this type reach, if its body may be copied. */
  readonly calleeOf?: (name: string, type: FunctionType) => InlineCandidate | undefined;
  /** How much of that is copied. Tests make the numbers small. */
  readonly inlineBudget?: InlineBudget;
  /** Whether a name means the function that the C library has under this name. */
  readonly isLibraryFunction?: (name: string) => boolean;
  /**
   * Told what `fn` has copies of now, names with their types, while all calls in them are still
   * there: when one of these functions changes, so must the code of `fn`.
   */
  readonly onInlined?: (fn: IRFunction, callees: ReadonlyMap<string, FunctionType>) => void;
  /** Told which functions of the C library became instructions of `fn`. */
  readonly onBuiltIn?: (fn: IRFunction, names: ReadonlySet<string>) => void;
}

/** No larger body is ever copied. */
const MAX_SIZE = 200;

/**
 * A context in which calls reach the module's own functions, as these are now. Other names mean
 * what they mean `outside`.
 *
 * @example
 * optimize(module, moduleContext(module, { isLibraryFunction: () => true }));
 */
export function moduleContext(module: IRModule, outside: PassContext = {}): PassContext {
  const own = new Map(module.functions.map((fn) => [fn.name, candidateOf(fn)]));
  return {
    calleeOf: (name, type) => (own.has(name) ? own.get(name) : outside.calleeOf?.(name, type)),
    isLibraryFunction: (name) => !own.has(name) && (outside.isLibraryFunction?.(name) ?? false),
    onInlined(fn, callees) {
      const others = new Map([...callees].filter(([name]) => !own.has(name)));
      if (others.size > 0) outside.onInlined?.(fn, others);
    },
    ...(outside.inlineBudget && { inlineBudget: outside.inlineBudget }),
    ...(outside.onBuiltIn && { onBuiltIn: outside.onBuiltIn }),
  };
}

function candidateOf(fn: IRFunction): InlineCandidate | undefined {
  const size = fn.values.length;
  if (size > MAX_SIZE) return undefined;
  return { size, hasLoop: mayLoop(fn), isOperator: false, body: structuredClone(fn) };
}

/** How many blocks a pass in steps visits without a pause: some milliseconds' work before V8 optimizes the pass. */
export const BLOCKS_PER_STEP = 256;
