import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mathFunctions } from '../../src/runtime/index.ts';
import { anyFinite, exact, exactProduct, exactSum, toNumber } from './exact.ts';

const fma = mathFunctions().get('fma')!.call;
const { EPSILON, MAX_VALUE, MIN_VALUE, NaN: nan } = Number;

describe('fma', () => {
  it.each([
    [2, 3, 4, 10],
    [1 + EPSILON, 1 + EPSILON, -1 - 2 * EPSILON, EPSILON ** 2],
    [0.1, 10, -1, 2 ** -54],
    [MAX_VALUE, 2, -MAX_VALUE, MAX_VALUE],
    [MAX_VALUE, 2, 0, Infinity],
    [MAX_VALUE, MAX_VALUE, -Infinity, -Infinity],
    [MIN_VALUE, 0.5, MIN_VALUE, 2 * MIN_VALUE],
    [MIN_VALUE, 0.5, 0, 0],
    [MIN_VALUE, -0.5, 0, -0],
    [MIN_VALUE, 0.75, 0, MIN_VALUE],
    [1, 1, -1, 0],
    [-1, 1, 1, 0],
    [0, -1, -0, -0],
    [0, 1, -0, 0],
    [Infinity, 1, -Infinity, nan],
    [Infinity, 0, 1, nan],
    [1, 1, nan, nan],
    [(1 + EPSILON) * 2 ** -200, 1.5, -(2 ** -1000), (1.5 + EPSILON) * 2 ** -200],
    [2 ** 1000, 2 ** 24, -MAX_VALUE, 2 ** 971],
  ])('fma(%d, %d, %d) is %d', (a, b, c, result) => {
    expect(fma(a, b, c)).toBe(result);
  });

  const isRounded = (a: number, b: number, c: number) => {
    const sum = exactSum(exactProduct(exact(a), exact(b)), exact(c));
    expect(fma(a, b, c)).toBe(sum.digits === 0n ? a * b + c : toNumber(sum));
  };

  it('rounds the exact value once', () => {
    fc.assert(fc.property(anyFinite, anyFinite, anyFinite, isRounded), { numRuns: 500 });
  });

  it('rounds once where the sum cancels or comes near a tie', () => {
    const step = fc.integer({ min: -9, max: 9 });
    const scale = fc.integer({ min: -56, max: 56 });
    const near = fc.tuple(fc.constantFrom(1, -1, 1.5, 3), step, fc.integer({ min: -52, max: 0 }));
    const value = near.map(([base, k, e]) => base + k * 2 ** e);
    fc.assert(
      fc.property(value, value, value, scale, (a, b, c, e) => isRounded(a, b, c * 2 ** e)),
      { numRuns: 2000 },
    );
  });

  it('rounds once where results are subnormal', () => {
    const value = fc.maxSafeInteger();
    const scale = fc.integer({ min: -80, max: 80 });
    fc.assert(
      fc.property(value, value, value, scale, (a, b, c, e) =>
        isRounded(a * 2 ** -564, b * 2 ** (-564 + e), c * MIN_VALUE),
      ),
    );
  });
});
