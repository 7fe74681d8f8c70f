import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  doubleFromHexBits,
  formatConstant,
  formatDouble,
  hexBits,
} from '../../src/ir/text/format.ts';

describe('formatDouble', () => {
  test.each([
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
  ])('%d is %s', (value, text) => {
    expect(formatDouble(value)).toBe(text);
  });
});

describe('formatConstant', () => {
  test.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [-3, '-3.0'],
    [1.5, '1.5'],
    [-0.0625, '-0.0625'],
    [1 / 1024, '0.0009765625'],
    [1 / 2048, '0x3F40000000000000'],
    [999999999999999, '999999999999999.0'],
    [1e15, '0x430C6BF526340000'],
    [0.1, '0x3FB999999999999A'],
    [5e-324, '0x0000000000000001'],
    [Infinity, '0x7FF0000000000000'],
    [-Infinity, '0xFFF0000000000000'],
    [NaN, '0x7FF8000000000000'],
    [doubleFromHexBits('FFF8000000000001'), '0x7FF8000000000000'],
  ])('%d is %s', (value, text) => {
    expect(formatConstant({ type: 'double', value })).toBe(text);
  });

  test('a decimal constant is the exact value', () => {
    const multiples = fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).map((n) => n / 1024);
    return fc.assert(
      fc.property(fc.oneof(multiples, fc.double({ noNaN: true })), (value) => {
        const text = formatConstant({ type: 'double', value });
        if (text.startsWith('0x')) return doubleFromHexBits(text.slice(2)) === value;
        // Scaled by 2^10 the value is an integer, and so must the decimal be, digit by digit.
        const [whole, decimals] = text.replace('-', '').split('.') as [string, string];
        const scaled = BigInt(whole + decimals.padEnd(10, '0')) * 1024n;
        return scaled === BigInt(Math.abs(value) * 1024) * 10n ** 10n;
      }),
    );
  });

  test('bits come back', () => {
    return fc.assert(
      fc.property(fc.double(), (value) => Object.is(doubleFromHexBits(hexBits(value)), value)),
    );
  });
});
