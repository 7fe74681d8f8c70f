import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFixed } from '../../src/runtime/index.ts';
import { anyFinite, exact } from './exact.ts';

describe('formatFixed', () => {
  it.each([
    [0, '0.000000'],
    [-0, '-0.000000'],
    [1, '1.000000'],
    [-1.5, '-1.500000'],
    [0.1, '0.100000'],
    [1 / 3, '0.333333'],
    [2 / 3, '0.666667'],
    [0.0078125, '0.007812'],
    [0.0234375, '0.023438'],
    [-0.0078125, '-0.007812'],
    [1.0078125, '1.007812'],
    [0.9999994999999999, '0.999999'],
    [0.9999995, '1.000000'],
    [5e-7, '0.000000'],
    [5.000000000000001e-7, '0.000001'],
    [-1e-9, '-0.000000'],
    [5e-324, '0.000000'],
    [123456789.12345679, '123456789.123457'],
    [4503599627370495.5, '4503599627370495.500000'],
    [2 ** 45 + 1 / 128, '35184372088832.007812'],
    [2 ** 53, '9007199254740992.000000'],
    [1e21 - 2 ** 17, '999999999999999868928.000000'],
    [1e21, '1000000000000000000000.000000'],
    [-1e22, '-10000000000000000000000.000000'],
    [2 ** 100, '1267650600228229401496703205376.000000'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [Number.NaN, 'nan'],
  ])('writes %d as %s', (x, text) => {
    expect(formatFixed(x)).toBe(text);
  });

  it('writes all digits of large values', () => {
    expect(formatFixed(1e300)).toMatch(
      /^1000000000000000052504760255204420248704468581108159\d{249}\.0{6}$/,
    );
    expect(formatFixed(Number.MAX_VALUE)).toHaveLength(309 + 7);
  });

  const isRounded = (x: number) => {
    expect(formatFixed(x)).toBe(reference(x));
  };

  it('rounds the exact value to even', () => {
    fc.assert(fc.property(anyFinite, isRounded));
  });

  it('rounds ties and their neighbours to even', () => {
    const nearTie = fc
      .tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 52 }), fc.constantFrom(-1, 0, 1))
      .map(([n, bits, step]) => ((Math.trunc(n / 2 ** bits) | 1) / 128) * (1 + step * 2 ** -52));
    fc.assert(fc.property(nearTie, isRounded));
  });
});

/** %f from the definition, in integers: |x| in millionths, halves to even. */
function reference(x: number): string {
  const { digits, exponent } = exact(Math.abs(x));
  const unit = 1n << BigInt(-exponent);
  const millionths = digits * 1_000_000n;
  const below = millionths / unit;
  const twice = 2n * (millionths - below * unit);
  const isUp = twice > unit || (twice === unit && below % 2n === 1n);
  const text = String(isUp ? below + 1n : below).padStart(7, '0');
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  return `${sign}${text.slice(0, -6)}.${text.slice(-6)}`;
}
