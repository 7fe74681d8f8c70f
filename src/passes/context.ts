/** The context of passes: functions that they may copy, and listeners for the copies. */
import { mayLoop } from '../analysis/index.ts';
import type { FunctionType, IRFunction, IRModule } from '../ir/index.ts';

/** A function whose body may be copied into its callers. */
export interface InlineCandidate {
  /** Its size: nodes of its syntax tree, or values of its IR. */
  readonly size: number;
  readonly hasLoop: boolean;
  /** Whether it defines an operator; those may be larger. */
  readonly isOperator: boolean;
  /**
   * The body, which nobody changes; undefined if it has errors. Read only after the size check, as
   * the read may lower the body.
   */
  readonly body: IRFunction | undefined;
}

/** Limits of inlining: sizes of bodies, and values by which a caller may grow. */
export interface InlineBudget {
  /** Largest body of an operator, or of a function that is copied into itself. */
  readonly operatorSize: number;
  /** Largest body of another function. */
  readonly calleeSize: number;
  /** Largest body of another function without loops, for calls in a loop. */
  readonly loopCalleeSize: number;
  /** Growth from which on other functions are not copied. */
  readonly growth: number;
  /** The same for calls in a loop. */
  readonly loopGrowth: number;
}

/**
 * The surroundings of a function. Without any member the passes know that function alone, and leave
 * all calls of others.
 */
export interface PassContext {
  /** The function that calls of `name` with this type reach, if its body may be copied. */
  readonly calleeOf?: (name: string, type: FunctionType) => InlineCandidate | undefined;
  /** How much is copied. Tests make the numbers small. */
  readonly inlineBudget?: InlineBudget;
  /** Whether a name means the function of this name in the C library. */
  readonly isLibraryFunction?: (name: string) => boolean;
  /**
   * Told which functions `fn` contains copies of, with their types, before any call in the copies
   * is removed: when one of these functions changes, the code of `fn` is invalid.
   */
  readonly onInlined?: (fn: IRFunction, callees: ReadonlyMap<string, FunctionType>) => void;
  /** Told which functions of the C library became instructions of `fn`. */
  readonly onBuiltIn?: (fn: IRFunction, names: ReadonlySet<string>) => void;
}

/** Larger functions are no candidates: the default budget never copies them. */
const MAX_SIZE = 200;

/**
 * Returns a context in which calls reach copies of the module's own functions, taken now. Other
 * names mean what they mean `outside`.
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

/** Blocks that a pass visits between pauses: a few milliseconds' work before V8 optimizes it. */
export const BLOCKS_PER_STEP = 256;
