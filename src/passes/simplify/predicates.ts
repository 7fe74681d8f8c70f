/**
 * Predicates of `fcmp` as sets of the four ways in which two doubles can compare, so that logic on
 * comparisons of the same operands is logic on sets, as in LLVM's `CmpInstAnalysis`.
 */
import { type Instruction, type Predicate, predicateOf } from '../../ir/index.ts';

/** A set of the ways below: 0 never holds, 15 always holds. */
export type Ways = number;

export const LESS = 1;
export const GREATER = 2;
export const EQUAL = 4;
export const UNORDERED = 8;
export const ALWAYS = 15;

/** The predicate that holds in exactly these ways; '' for none and for all of them. */
const predicateOfWays: readonly (Predicate | '')[] = [
  '', 'olt', 'ogt', 'one', 'oeq', 'ole', 'oge', 'ord',
  'uno', 'ult', 'ugt', 'une', 'ueq', 'ule', 'uge', '',
]; // biome-ignore format: a table

const ways = Object.fromEntries(
  predicateOfWays.map((predicate, set) => [predicate, set]),
) as Readonly<Record<Predicate, Ways>>;

/** The ways in which `predicate` holds. */
export function waysOf(predicate: Predicate): Ways {
  return ways[predicate];
}

/** The predicate that holds in exactly the given ways: neither none nor all of them. */
export function predicateFor(set: Ways): Predicate {
  return predicateOfWays[set] as Predicate;
}

/** The ways of `b` compared with `a`, from the ways of `a` compared with `b`. */
export function swapped(set: Ways): Ways {
  return (set & (EQUAL | UNORDERED)) | ((set & LESS) << 1) | ((set & GREATER) >> 1);
}

/** The predicate that holds exactly when a comparison does not. */
export function oppositeOf(comparison: Instruction): Predicate {
  return predicateFor(ALWAYS & ~waysOf(predicateOf(comparison)));
}
