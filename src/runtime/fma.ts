/** The fused multiply-add: `a b + c` rounded once. */
import { twoProduct, twoSum } from './exact-sums.ts';

/**
 * `a b + c`, correctly rounded over the whole range. Takes about 20 floating-point operations, or,
 * for operands near overflow or underflow, a few microseconds with exact integers.
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  // With a factor that is zero, infinite or NaN the plain operations are exact.
  if (a === 0 || b === 0 || !Number.isFinite(a) || !Number.isFinite(b)) return product + c;
  if (!Number.isFinite(c)) return c; // the product may overflow to the other infinity
  return isSafe(a, b, product, c) ? fmaInRange(a, b, c) : fmaExact(a, b, c);
}

/** Whether no step of `fmaInRange` overflows, and none of its products underflows. */
function isSafe(a: number, b: number, product: number, c: number): boolean {
  const size = Math.abs(product);
  const largest = Math.max(Math.abs(a), Math.abs(b), Math.abs(c), size);
  return size > 2 ** -900 && largest < 2 ** 900;
}

/**
 * Adds the exact product's two parts to c as Boldo and Melquiond do ("Emulation of FMA and correctly
 * rounded sums: proved algorithms using rounding to odd", IEEE Trans. Computers 57, 2008). Where
 * they round the last addend to odd, this corrects the one case that needs it: the rounded addend
 * makes the sum a tie, which the addend's own error then decides.
 */
function fmaInRange(a: number, b: number, c: number): number {
  const product = twoProduct(a, b);
  const small = twoSum(c, product.low);
  const large = twoSum(product.high, small.high);
  const rest = twoSum(large.low, small.low);
  const sum = twoSum(large.high, rest.high);
  const { high, low } = sum;
  const across = high + 2 * low;
  const isTie = low !== 0 && across - high === 2 * low;
  return isTie && Math.sign(low) === Math.sign(rest.low) ? across : high;
}

function fmaExact(a: number, b: number, c: number): number {
  const x = decompose(a);
  const y = decompose(b);
  const z = decompose(c);
  const exponent = Math.min(x.exponent + y.exponent, z.exponent);
  const product = (x.digits * y.digits) << BigInt(x.exponent + y.exponent - exponent);
  const sum = product + (z.digits << BigInt(z.exponent - exponent));
  // A zero sum is an exact cancellation, for which the plain operations return the right zero.
  return sum === 0n ? a * b + c : compose(sum, exponent);
}

interface Scaled {
  /** The value is `digits * 2 ** exponent`. */
  readonly digits: bigint;
  readonly exponent: number;
}

function decompose(x: number): Scaled {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & (2n ** 52n - 1n);
  const digits = biased === 0 ? fraction : fraction | (1n << 52n);
  return { digits: x < 0 ? -digits : digits, exponent: Math.max(biased, 1) - 1075 };
}

/** Rounds `digits * 2 ** exponent` to the nearest double, ties to even. */
function compose(digits: bigint, exponent: number): number {
  const magnitude = digits < 0n ? -digits : digits;
  const excess = magnitude.toString(2).length - 53;
  const shift = Math.max(excess, -1074 - exponent, 0);
  const value = Number(shiftToEven(magnitude, BigInt(shift))) * 2 ** (exponent + shift);
  return digits < 0n ? -value : value;
}

function shiftToEven(magnitude: bigint, shift: bigint): bigint {
  if (shift === 0n) return magnitude;
  const quotient = magnitude >> shift;
  const rest = magnitude - (quotient << shift);
  const half = 1n << (shift - 1n);
  const isUp = rest > half || (rest === half && (quotient & 1n) === 1n);
  return isUp ? quotient + 1n : quotient;
}
