/**
 * Which bodies are copied into their callers: those of operators and small functions, also of ones
 * that were never called, and a function's own. What is copied is recorded as a dependency, so
 * that its redefinition makes the caller lazy again.
 */
import { externalsOf, functionOfDoubles, type IRFunction, type IRModule } from '../ir/index.ts';
import type { Lowered } from '../lowering/index.ts';
import type { JITDylib, MaterializationResponsibility } from '../orc/index.ts';
import { eliminateTailRecursion, inlineCalls, recognizeIntrinsics } from '../passes/index.ts';
import { FunctionUnit, referToCallees } from './function-unit.ts';

/**
 * Sizes of bodies that are copied: of operators and functions into themselves; of others, and of
 * others without loops into a loop, each until the caller has grown by so many values. So the first
 * call of a function that chooses among hundreds of small ones does not compile them all.
 */
const MAX_OPERATOR_NODES = 64;
const MAX_CALLEE_NODES = 24;
const MAX_GROWTH = 200;
const MAX_LOOP_CALLEE_NODES = 200;
const MAX_LOOP_GROWTH = 1000;

/**
 * Changes the functions of `module`, which call what `dylib` knows. `isFromRuntime` says whether a
 * name means the runtime's function of this name, which may be a single instruction.
 */
export function inlineFunctions(
  module: IRModule,
  dylib: JITDylib,
  isFromRuntime: (name: string) => boolean,
  responsibility?: MaterializationResponsibility,
): void {
  for (const fn of module.functions) {
    const assumptions = new Set<string>();
    const names = inlineInto(fn, dylib, assumptions);
    if (responsibility !== undefined) noteCopies(names, fn.name, responsibility);
    if (names.size > 0) referToCallees({ functions: [fn] }, responsibility);
    for (const name of recognizeIntrinsics(fn, isFromRuntime)) {
      responsibility?.dependsOn(name, dylib.lookup(name)!.type); // found just now
    }
    for (const name of assumptions) responsibility?.dependsOn(name, functionOfDoubles(2));
  }
}

/** Records whose bodies `into` contains, and tells of them but its own. */
function noteCopies(
  names: ReadonlyMap<string, number>,
  into: string,
  responsibility: MaterializationResponsibility,
): void {
  const { events } = responsibility.dylib.session;
  for (const [name, arity] of names) {
    responsibility.dependsOn(name, functionOfDoubles(arity));
    if (name !== into && events.has('inlined')) events.emit('inlined', { name, into });
  }
}

/** Inlines calls in `fn`; gives the functions that it contains then, with their arities. */
function inlineInto(
  fn: IRFunction,
  dylib: JITDylib,
  assumptions: Set<string>,
): ReadonlyMap<string, number> {
  const own = fn.name;
  // What recurses in tail position becomes a loop; copying it would only unroll that.
  eliminateTailRecursion(fn);
  const levels = selfInliningLevels(fn, own);
  const size = fn.values.length;
  return inlineCalls(fn, (name, arity, { path, inLoop }) => {
    // A call of this function in another one's copy may become a loop: it stays.
    const isDirect = path.every((other) => other === own);
    const fits = name === own ? isDirect && path.length < levels : !path.includes(name);
    const unit = fits ? dylib.unitOf(name) : undefined;
    if (!(unit instanceof FunctionUnit) || unit.type.parameters.length !== arity) return undefined;
    const hasRoom = fn.values.length - size < (inLoop ? MAX_LOOP_GROWTH : MAX_GROWTH);
    if (!hasRoom && name !== own && !isOperator(name)) return undefined;
    const isHot = inLoop && hasRoom && !unit.hasLoop;
    const body = inlinableBody(unit, name === own, isHot);
    for (const assumption of body?.assumptions ?? []) assumptions.add(assumption);
    return body?.fn;
  });
}

/** What a function calls, of that which is small enough to be copied into it anywhere. */
export function inlinableCallees(name: string, dylib: JITDylib): string[] {
  const unit = dylib.unitOf(name);
  const body = unit instanceof FunctionUnit ? unit.body : undefined;
  if (body === undefined) return [];
  return [...externalsOf({ functions: [body.fn] }).keys()].filter((callee) => {
    const other = dylib.unitOf(callee);
    return other instanceof FunctionUnit && inlinableBody(other, false, false) !== undefined;
  });
}

function inlinableBody(unit: FunctionUnit, isOwn: boolean, isHot: boolean): Lowered | undefined {
  let limit = isOwn || isOperator(unit.name) ? MAX_OPERATOR_NODES : MAX_CALLEE_NODES;
  if (isHot && !isOwn) limit = MAX_LOOP_CALLEE_NODES;
  return unit.nodeCount > limit ? undefined : unit.body;
}

/**
 * How deep a function is copied into itself: recursion is bound by its calls, and each level of
 * copies makes them fewer, but the code grows with the number of calls in it.
 */
function selfInliningLevels(fn: IRFunction, own: string): number {
  let calls = 0;
  for (const { op, name } of fn.values) if (op === 'call' && name === own) calls++;
  return LEVELS_BY_CALLS[calls] ?? 1;
}

/** For functions with none, one, two and three calls of themselves; others are copied once. */
const LEVELS_BY_CALLS = [0, 3, 3, 2];

/** Operators have punctuation behind the word. The stack may be too full for a regular expression. */
function isOperator(name: string): boolean {
  const last = name.at(-1) ?? '';
  const isLetter = (last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z');
  return !isLetter && !(last >= '0' && last <= '9') && last !== '_';
}
