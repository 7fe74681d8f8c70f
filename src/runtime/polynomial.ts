/** Horner's rule: `coefficients[0] + coefficients[1] x + …`. */
export function evaluatePolynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!;
  return sum;
}
