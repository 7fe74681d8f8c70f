/**
 * Elementary functions for which JavaScript's `Math` differs from C, or is less accurate than C's
 * libraries. Special cases as in C's Annex F.
 */
import { twoProduct, twoSum } from './exact-sums.ts';

/** `x` to the power `y`. Unlike `Math.pow`, 1 to any power and -1 to an infinite one are 1. */
export function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return x ** y;
}

/** 2 to the power `x`. */
export function exp2(x: number): number {
  return 2 ** x;
}

/**
 * The length of `(x, y)` without needless overflow or underflow, within 1 ulp; infinite if either
 * is, even beside a NaN. `Math.hypot` divides by the larger of the two, and so may err by more.
 */
export function hypot(x: number, y: number): number {
  const large = Math.max(Math.abs(x), Math.abs(y));
  const small = Math.min(Math.abs(x), Math.abs(y));
  if (x === -Infinity || x === Infinity || y === -Infinity || y === Infinity) return Infinity;
  if (large === 0 || Number.isNaN(large)) return large;
  if (large > 2 ** 450) return length(large * 2 ** -600, small * 2 ** -600) * 2 ** 600;
  if (large < 2 ** -450) return length(large * 2 ** 600, small * 2 ** 600) * 2 ** -600;
  return length(large, small);
}

/** The root of the sum of squares and one Newton step (Borges, "An improved algorithm for hypot"). */
function length(x: number, y: number): number {
  const estimate = Math.sqrt(x * x + y * y);
  const xx = twoProduct(x, x);
  const yy = twoProduct(y, y);
  const hh = twoProduct(estimate, estimate);
  const sum = twoSum(xx.high, yy.high);
  const residue = sum.high - hh.high + (sum.low + xx.low + yy.low - hh.low);
  return estimate + residue / (2 * estimate);
}
