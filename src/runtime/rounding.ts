/**
 * The functions of <math.h> that choose, round or take apart, all exact. Special cases as in C's
 * Annex F. JavaScript cannot see the sign of a NaN, so a NaN counts as positive.
 */

const MIN_SUBNORMAL = Number.MIN_VALUE;
const MIN_NORMAL = 2 ** -1022;
/** From here on all doubles are integers. */
const TWO_52 = 2 ** 52;

/** `x` with the sign of `y`. */
export function copysign(x: number, y: number): number {
  return isNegative(x) === isNegative(y) ? x : -x;
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

/** Nearest integer, halves away from zero. */
export function round(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

/** Nearest integer, halves to even; keeps the sign of a zero. C's `rint` and `nearbyint`. */
export function roundToEven(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < TWO_52)) return x;
  // The addition rounds to an integer, ties to even, which is C's default mode.
  const rounded = magnitude + TWO_52 - TWO_52;
  return isNegative(x) ? -rounded : rounded;
}

/** The remainder of truncating division, with the sign of `x`. */
export function fmod(x: number, y: number): number {
  return x % y;
}

/** IEEE 754's remainder: `x - n y` with `n` the integer nearest `x / y`, ties to even. Exact. */
export function remainder(x: number, y: number): number {
  const divisor = Math.abs(y);
  // Modulo 2|y| keeps the parity of n. If doubling overflows, |x| is less than 2|y|.
  let rest = Math.abs(x) % (2 * divisor);
  if (rest + rest > divisor) {
    rest -= divisor;
    if (rest + rest >= divisor) rest -= divisor;
  }
  return isNegative(x) ? -rest : rest;
}

/** The smaller number; NaN only if both are NaN. */
export function fmin(x: number, y: number): number {
  if (Number.isNaN(x)) return y;
  return Number.isNaN(y) ? x : Math.min(x, y);
}

/** The larger number; NaN only if both are NaN. */
export function fmax(x: number, y: number): number {
  if (Number.isNaN(x)) return y;
  return Number.isNaN(y) ? x : Math.max(x, y);
}

/** `x - y` if `x` is larger, else 0; NaN if either is NaN. */
export function fdim(x: number, y: number): number {
  return x <= y ? 0 : x - y;
}

/** The exponent of `x` as a number: `floor(log2(|x|))`, exactly, subnormals included. */
export function logb(x: number): number {
  const magnitude = Math.abs(x);
  const estimate = Math.floor(Math.log2(magnitude)); // 0, infinities and NaN are right already
  // Near a power of two the logarithm may round to the wrong side of an integer.
  if (2 ** estimate > magnitude) return estimate - 1;
  return 2 ** (estimate + 1) <= magnitude && magnitude < Infinity ? estimate + 1 : estimate;
}

/** The next double after `x` towards `y`. */
export function nextafter(x: number, y: number): number {
  if (x === y) return y;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  return y > x ? nextUp(x) : -nextUp(-x);
}

/**
 * The next larger double, by arithmetic alone (Rump, Zimmermann, Boldo, Melquiond, "Computing
 * predecessor and successor in rounding to nearest", BIT 49, 2009): adding a little more than half
 * the spacing rounds to it.
 */
function nextUp(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude === Infinity) return x < 0 ? -Number.MAX_VALUE : x;
  if (magnitude < 2 * MIN_NORMAL) return negativeZero(x, x + MIN_SUBNORMAL);
  // Near the subnormals the addend would lose bits; scaling by a power of two is exact.
  if (magnitude < 2 ** -900) return nextUp(x * TWO_52) / TWO_52;
  return x + magnitude * (2 ** -53 * (1 + 2 ** -52));
}

/** Returns `to`, but -0 for a step from a negative number to zero. */
function negativeZero(from: number, to: number): number {
  return to === 0 && from < 0 ? -0 : to;
}
