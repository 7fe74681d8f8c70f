/**
 * The gamma function and its logarithm: power series around 1 and 2 and the recurrence for small
 * arguments, Stirling's series for large ones, reflection for negative ones. DLMF numbers refer to
 * formulas in the Digital Library of Mathematical Functions, chapter 5.
 */
import { evaluatePolynomial } from './polynomial.ts';

/** From here on, the terms of Stirling's series below are enough for 53 bits. */
const STIRLING_START = 10;
/** Up to this n, (n - 1)! is a double, and the recurrence computes it exactly. */
const EXACT_FACTORIALS_END = 23;
const OVERFLOW_START = 172;
const UNDERFLOW_END = -190;
const SQRT_TWO_PI = 2.5066282746310007;
/** (ln 2π - 1) / 2 */
const STIRLING_CONSTANT = 0.4189385332046727;

/** 1/Γ(1 + z) by powers of z (DLMF 5.7.1); enough for |z| ≤ 1/2. */
const RECIPROCAL_GAMMA: readonly number[] = [
  1, 0.5772156649015329, -0.6558780715202539, -0.04200263503409524, 0.16653861138229148,
  -0.04219773455554433, -0.009621971527876973, 0.0072189432466631, -0.0011651675918590652,
  -0.00021524167411495098, 0.0001280502823881162, -2.013485478078824e-5, -1.2504934821426706e-6,
  1.133027231981696e-6, -2.056338416977607e-7, 6.116095104481416e-9, 5.002007644469223e-9,
  -1.18127457048702e-9, 1.0434267116911005e-10, 7.782263439905071e-12,
];

/** lnΓ(2 + z) / z by powers of -z: 1 - γ, then (1 - ζ(k)) / k for k = 2, 3, … (DLMF 5.7.3). */
const LOG_GAMMA_AT_2: readonly number[] = [
  0.42278433509846713, -0.3224670334241132, -0.0673523010531981, -0.020580808427784546,
  -0.007385551028673986, -0.0028905103307415234, -0.001192753911703261, -0.0005096695247430425,
  -0.00022315475845357939, -9.945751278180853e-5, -4.492623673813314e-5, -2.050721277567069e-5,
  -9.439488275268397e-6, -4.374866789907488e-6, -2.039215753801366e-6, -9.55141213040742e-7,
  -4.492469198764566e-7, -2.1207184805554665e-7, -1.0043224823968099e-7, -4.7698101693639804e-8,
  -2.2711094608943164e-8, -1.0838659214896955e-8, -5.183475041970047e-9, -2.4836745438024785e-9,
  -1.1921401405860912e-9, -5.731367241678862e-10, -2.7595228851242334e-10,
];

/** B(2k) / (2k (2k - 1)) for k = 1, 2, … (DLMF 5.11.1). */
const STIRLING: readonly number[] = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];

/**
 * Γ(x), C's `tgamma`, within 8 ulp where the result is a normal number; exact for integers up to
 * 23. Infinite at a zero, with its sign; NaN at negative integers and at -∞. About 30 additions and
 * multiplications for small arguments, one `exp` and one power for large ones.
 */
export function tgamma(x: number): number {
  if (x === 0) return 1 / x;
  if (x === -Infinity || (x < 0 && Number.isInteger(x))) return Number.NaN;
  if (x > OVERFLOW_START) return Infinity;
  if (x < UNDERFLOW_END) return Math.floor(x) % 2 === 0 ? 0 : -0;
  const end = Number.isInteger(x) ? EXACT_FACTORIALS_END + 1 : STIRLING_START;
  if (Math.abs(x) < end) return gammaByRecurrence(x);
  const { root, factor } = stirling(Math.abs(x));
  // Two factors `root`, because their product may overflow although the result does not.
  return x > 0 ? root * factor * root : reflection(-x) / root / factor / root;
}

/**
 * ln |Γ(x)|, C's `lgamma`, within 8 ulp for x > -1/2. Below that the relative error is 1e-14, or
 * near the zeros between negative integers the absolute error 1e-15. Infinite at zero, at negative
 * integers and at both infinities. About two `log`s; below -1/2 also one `tgamma`.
 */
export function lgamma(x: number): number {
  if (!(Math.abs(x) < Infinity)) return Math.abs(x);
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (x < -100) return Math.log(Math.abs(reflection(-x))) - logStirling(-x);
  if (x < -0.5) return Math.log(Math.abs(tgamma(x)));
  if (x < 0.5) return logGammaNear1(x) - Math.log(Math.abs(x));
  if (x < 1.5) return logGammaNear1(x - 1);
  return x < STIRLING_START ? logGammaByRecurrence(x) : logStirling(x);
}

/** Γ(x + 1) = x Γ(x) from the nearest integer (DLMF 5.5.1); each factor is exact. */
function gammaByRecurrence(x: number): number {
  const nearest = Math.round(x);
  let product = 1;
  for (let k = 1; k < nearest; k++) product *= x - k;
  for (let k = 0; k <= -nearest; k++) product /= x + k;
  return product / evaluatePolynomial(RECIPROCAL_GAMMA, x - nearest);
}

function logGammaByRecurrence(x: number): number {
  const nearest = Math.round(x);
  let product = 1;
  for (let k = 1; k <= nearest - 2; k++) product *= x - k;
  return logGammaNear2(x - nearest) + Math.log(product);
}

/** lnΓ(1 + z) for |z| ≤ 1/2, relatively accurate around its zero. */
function logGammaNear1(z: number): number {
  return logGammaNear2(z) - Math.log1p(z);
}

/** lnΓ(2 + z) for |z| ≤ 1/2, relatively accurate around its zero. */
function logGammaNear2(z: number): number {
  return z * evaluatePolynomial(LOG_GAMMA_AT_2, -z);
}

/**
 * Γ(x) = root² · factor (DLMF 5.11.1). The base of the power is x itself: the exponent would
 * multiply the error of a shifted base.
 */
function stirling(x: number): { root: number; factor: number } {
  const root = x ** ((x - 0.5) / 2);
  return { root, factor: SQRT_TWO_PI * Math.exp(-x) * Math.exp(stirlingSeries(x)) };
}

function logStirling(x: number): number {
  return (x - 0.5) * (Math.log(x) - 1) + (STIRLING_CONSTANT + stirlingSeries(x));
}

function stirlingSeries(x: number): number {
  return evaluatePolynomial(STIRLING, 1 / (x * x)) / x;
}

/** Γ(-x) Γ(x), which is -π / (x sin πx) (DLMF 5.5.3). */
function reflection(x: number): number {
  const nearest = Math.round(x);
  // The reduction is exact; sin(π x) itself would lose all digits near integers.
  const sine = Math.sin(Math.PI * (x - nearest));
  return Math.PI / (nearest % 2 === 0 ? -x * sine : x * sine);
}
