/**
 * Decides whether a `select` pays instead of a branch.
 *
 * A `select` of truths becomes logic without a branch, which measures twice as fast if the branch
 * is unpredictable. So arms that merge truths alone (`i1`, `uitofp`, 0, 1) may cost `MAX_COST`;
 * logic and comparisons count 1, arithmetic 2. Division, square roots and calls never fit, nor do
 * values that depend on a division or square root that the branch could skip. Engines turn a
 * `select` of other doubles into a branch again, and compute values that only one arm needs only
 * there; but passes can hoist and number it. So other arms may cost `MAX_DOUBLE_COST` and merge one
 * value.
 */
import { type IRFunction, instructionOf, type Opcode, type Value } from '../../ir/index.ts';
import { isTruth } from '../simplify/rewriter.ts';

/** Highest cost of both arms of a branch between truths. */
export const MAX_COST = 8;
/** Highest cost of both arms of a branch between other doubles. */
const MAX_DOUBLE_COST = 2;
/** Most values that a search for slow work visits. */
const MAX_SEARCHED = 64;

/** A branch that could be a `select`. */
export interface Choice {
  readonly condition: Value;
  /** The results of the arms, resolved, for each phi after them. */
  readonly pairs: readonly { readonly a: Value; readonly b: Value; readonly differ: boolean }[];
  /** The instructions of the arms. */
  readonly armValues: readonly Value[];
}

/** Returns the replacement of a value, or the value itself. */
type Resolve = (value: Value) => Value;

export function selectPays(fn: IRFunction, choice: Choice, resolve: Resolve): boolean {
  const isChosenTruth = (value: Value) =>
    instructionOf(fn, value).type === 'i1' || isTruthful(fn, value, resolve);
  const chosen = choice.pairs.filter(({ differ }) => differ);
  let cost = 0;
  for (const value of choice.armValues) cost += costs[instructionOf(fn, value).op] ?? Infinity;
  const isCheap = chosen.every(({ a, b }) => isChosenTruth(a) && isChosenTruth(b))
    ? cost + chosen.length <= MAX_COST
    : cost <= MAX_DOUBLE_COST && chosen.length <= 1;
  return isCheap && !savesSlowWork(fn, choice, resolve);
}

/**
 * Whether the branch decides if slow work is needed: the arms depend on a division or a square root
 * that the condition does not depend on. Engines compute such values as late as they can, so a
 * branch skips them, where logic would wait for them.
 */
function savesSlowWork(
  fn: IRFunction,
  { condition, pairs, armValues }: Choice,
  resolve: Resolve,
): boolean {
  const roots = [...pairs.flatMap(({ a, b }) => [a, b]), ...armValues];
  const slow = slowWork(fn, roots, resolve);
  if (slow.size === 0) return false;
  const needed = slowWork(fn, [condition], resolve);
  return [...slow].some((value) => !needed.has(value));
}

/** Slow instructions that `roots` depend on, among the first values that a search visits. */
function slowWork(fn: IRFunction, roots: readonly Value[], resolve: Resolve): Set<Value> {
  const slow = new Set<Value>();
  const seen = new Set(roots.map(resolve));
  for (const value of seen) {
    const { op, operands } = instructionOf(fn, value);
    if (op === 'call' || seen.size > MAX_SEARCHED) continue;
    if (op === 'fdiv' || op === 'sqrt') slow.add(value);
    for (const operand of operands) seen.add(resolve(operand));
  }
  return slow;
}

/** Whether a double is known to be 0 or 1. */
function isTruthful(fn: IRFunction, value: Value, resolve: Resolve): boolean {
  const { op, operands } = instructionOf(fn, resolve(value));
  // The `select` of an inner `if`, which `simplify` has not visited yet.
  if (op === 'select') return operands.slice(1).every((each) => isTruth(fn, resolve(each)));
  return isTruth(fn, resolve(value));
}

/** Cost of running an instruction of an arm in vain. Instructions without a cost never may. */
const costs: Partial<Readonly<Record<Opcode, number>>> = {
  br: 0,
  fcmp: 1,
  and: 1,
  or: 1,
  xor: 1,
  uitofp: 1,
  select: 1,
  fneg: 1,
  fabs: 1,
  fadd: 2,
  fsub: 2,
  fmul: 2,
};
