/** Formats numbers as C's `printf` does. */

/** `Number.prototype.toFixed` writes larger numbers with exponents. */
const TO_FIXED_LIMIT = 1e21;

/**
 * Writes a number as C's `%f`: six decimals of the exact binary value, ties to even, all digits of
 * large values; `inf`, `-inf` and `nan` (never `-nan`: JavaScript cannot see a NaN's sign).
 *
 * Never throws. Costs about one `toFixed`; from 1e21 on, one `BigInt` conversion.
 *
 * @example formatFixed(0.0078125) // '0.007812'
 */
export function formatFixed(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (Math.abs(x) >= TO_FIXED_LIMIT) return formatLarge(x);
  if (x === 0) return Object.is(x, -0) ? '-0.000000' : '0.000000';
  return isTie(x) ? formatTie(x) : x.toFixed(6);
}

/**
 * Whether x lies half way between two numbers of six decimals. Then x = (2n + 1) / (2^7 5^6), and
 * as x is a binary fraction, 5^6 divides 2n + 1 and x is odd / 2^7. Scaling by 2^7 is exact here.
 */
function isTie(x: number): boolean {
  return Math.abs((x * 128) % 2) === 1;
}

/** Rounds a tie to even: `toFixed` rounds it away from zero. A tie has only seven decimals. */
function formatTie(x: number): string {
  const exact = x.toFixed(7);
  const lastKept = Number(exact.at(-2));
  return lastKept % 2 === 0 ? exact.slice(0, -1) : x.toFixed(6);
}

function formatLarge(x: number): string {
  if (!Number.isFinite(x)) return x < 0 ? '-inf' : 'inf';
  return `${BigInt(x)}.000000`;
}
