/** Error-free transformations: a rounded result and its exact error, as two doubles. */

/** `high + low` is the exact value, and `high` is that value rounded to nearest. */
export interface ExactPair {
  readonly high: number;
  readonly low: number;
}

/** `a + b` exactly, if nothing overflows (Knuth, TAOCP 4.2.2). */
export function twoSum(a: number, b: number): ExactPair {
  const high = a + b;
  const bPart = high - a;
  return { high, low: a - (high - bPart) + (b - bPart) };
}

/**
 * `a b` exactly (Dekker, "A floating-point technique for extending the available precision", 1971).
 * Expects |a| and |b| below 2^990 and a product that is 0 or between 2^-960 and 2^1020.
 */
export function twoProduct(a: number, b: number): ExactPair {
  const high = a * b;
  const x = split(a);
  const y = split(b);
  const low = x.low * y.low - (high - x.high * y.high - x.low * y.high - x.high * y.low);
  return { high, low };
}

/** Veltkamp's splitting of 53 bits into 26 and 26, whose products are exact. */
function split(a: number): ExactPair {
  const scaled = a * (2 ** 27 + 1);
  const high = scaled - (scaled - a);
  return { high, low: a - high };
}
