import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mathFunctions } from '../../src/runtime/index.ts';
import { anyFinite, type Exact, exact, scaled, toNumber } from './exact.ts';

const functions = mathFunctions();
const call = (name: string, ...args: number[]) => functions.get(name)!.call(...args);

const { MAX_VALUE, MIN_VALUE, NaN: nan } = Number;
const inf = Infinity;

describe('rounding and remainders', () => {
  it.each([
    ['round', [0.5], 1],
    ['round', [-0.5], -1],
    ['round', [2.5], 3],
    ['round', [-2.5], -3],
    ['round', [0.49999999999999994], 0],
    ['round', [-0.3], -0],
    ['round', [-0], -0],
    ['round', [4503599627370497], 4503599627370497],
    ['round', [-inf], -inf],
    ['round', [nan], nan],
    ['rint', [0.5], 0],
    ['rint', [-0.5], -0],
    ['rint', [1.5], 2],
    ['nearbyint', [2.5], 2],
    ['nearbyint', [-2.5], -2],
    ['nearbyint', [-0], -0],
    ['nearbyint', [4503599627370495.5], 4503599627370496],
    ['nearbyint', [-9007199254740991], -9007199254740991],
    ['nearbyint', [inf], inf],
    ['nearbyint', [nan], nan],
    ['floor', [-0.5], -1],
    ['ceil', [-0.5], -0],
    ['trunc', [-0.5], -0],
    ['fmod', [-5, 3], -2],
    ['fmod', [-6, 3], -0],
    ['fmod', [5, inf], 5],
    ['fmod', [5, 0], nan],
    ['fmod', [inf, 2], nan],
    ['remainder', [5, 3], -1],
    ['remainder', [5, 2], 1],
    ['remainder', [7, 2], -1],
    ['remainder', [-6, 3], -0],
    ['remainder', [MAX_VALUE, inf], MAX_VALUE],
    ['remainder', [MIN_VALUE * 3, MIN_VALUE * 2], -MIN_VALUE],
    ['remainder', [5, 0], nan],
    ['remainder', [inf, 2], nan],
    ['remainder', [1, nan], nan],
    ['fmin', [nan, 1], 1],
    ['fmin', [1, nan], 1],
    ['fmin', [nan, nan], nan],
    ['fmin', [2, -inf], -inf],
    ['fmax', [nan, -1], -1],
    ['fmax', [-1, nan], -1],
    ['fmax', [nan, nan], nan],
    ['fmax', [2, inf], inf],
    ['fdim', [3, 1], 2],
    ['fdim', [1, 3], 0],
    ['fdim', [inf, inf], 0],
    ['fdim', [inf, -inf], inf],
    ['fdim', [1, nan], nan],
    ['copysign', [3, -0], -3],
    ['copysign', [-3, 0], 3],
    ['copysign', [0, -1], -0],
    ['copysign', [-inf, 1], inf],
    ['fabs', [-0], 0],
    ['logb', [8], 3],
    ['logb', [-7.999999999999999], 2],
    ['logb', [MIN_VALUE], -1074],
    ['logb', [MAX_VALUE], 1023],
    ['logb', [-0], -inf],
    ['logb', [-inf], inf],
    ['logb', [nan], nan],
    ['nextafter', [1, 2], 1 + Number.EPSILON],
    ['nextafter', [1, 0], 1 - Number.EPSILON / 2],
    ['nextafter', [-1, 0], -1 + Number.EPSILON / 2],
    ['nextafter', [0, -1], -MIN_VALUE],
    ['nextafter', [-MIN_VALUE, 1], -0],
    ['nextafter', [MIN_VALUE, -1], 0],
    ['nextafter', [0, -0], -0],
    ['nextafter', [MAX_VALUE, inf], inf],
    ['nextafter', [-inf, 0], -MAX_VALUE],
    ['nextafter', [2 ** -1022, 0], 2 ** -1022 - MIN_VALUE],
    ['nextafter', [nan, 0], nan],
    ['nextafter', [0, nan], nan],
  ] as [string, number[], number][])('%s(%j) is %d', (name, args, result) => {
    expect(call(name, ...args)).toBe(result);
  });

  it('nextafter steps to the neighbour in the bits', () => {
    fc.assert(
      fc.property(anyFinite, (x) => {
        expect(call('nextafter', x, inf)).toBe(neighbour(x));
        expect(call('nextafter', x, -inf)).toBe(-neighbour(-x));
      }),
    );
  });

  it('remainder is exact', () => {
    fc.assert(
      fc.property(anyFinite, anyFinite, (x, y) => {
        fc.pre(y !== 0);
        const expected = exactRemainder(x, y);
        expect(call('remainder', x, y)).toBe(expected === 0 ? Math.sign(x) * 0 || x * 0 : expected);
      }),
    );
  });

  it('logb is the exponent that normalizes', () => {
    fc.assert(
      fc.property(anyFinite, (x) => {
        fc.pre(x !== 0);
        const half = call('logb', x) / 2;
        const significand = Math.abs(x) / 2 ** Math.ceil(half) / 2 ** Math.floor(half);
        expect(significand >= 1 && significand < 2).toBe(true);
      }),
    );
  });
});

function neighbour(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x === 0 ? 0 : x); // C steps from either zero to the same neighbour
  view.setBigInt64(0, view.getBigInt64(0) + (x < 0 ? -1n : 1n));
  return view.getFloat64(0);
}

function exactRemainder(x: number, y: number): number {
  const a = exact(x);
  const b = exact(Math.abs(y));
  const exponent = Math.min(a.exponent, b.exponent);
  const [n, d] = [scaled(a, exponent), scaled(b, exponent)];
  let rest = n % d;
  let quotient = n / d;
  if (rest < 0n) {
    rest += d;
    quotient -= 1n;
  }
  const isUp = 2n * rest > d || (2n * rest === d && quotient % 2n !== 0n);
  const result: Exact = { digits: isUp ? rest - d : rest, exponent };
  return toNumber(result);
}
