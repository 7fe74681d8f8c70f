/** Writes constants: for people and test cases, and in LLVM's assembly. */
import type { Constant } from '../ir.ts';

/**
 * The shortest text that reads back as `value`, with `-0`, `inf`, `-inf` and `nan` explicit.
 *
 * @example
 * formatDouble(-0); // '-0'
 */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return String(value);
}

/**
 * A constant in LLVM's assembly. A `double` is decimal if a short decimal is its exact value, as
 * LangRef ("Simple Constants") demands; otherwise it is the sixteen hexadecimal digits of its bits.
 * All NaNs are written as the positive quiet one.
 *
 * @example
 * formatConstant({ type: 'double', value: 1.5 }); // '1.5'
 * formatConstant({ type: 'double', value: 0.1 }); // '0x3FB999999999999A'
 * formatConstant({ type: 'i1', value: true }); // 'true'
 */
export function formatConstant(constant: Constant): string {
  switch (constant.type) {
    case 'double':
      return doubleText(constant.value);
    case 'i1':
      return String(constant.value);
  }
}

function doubleText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${value}.0`;
  // Multiples of 1/1024 have at most ten decimals, so `toFixed` is exact.
  if (Number.isInteger(value * 1024) && Math.abs(value) < 1e6) {
    return value.toFixed(10).replace(/0+$/, '');
  }
  return `0x${hexBits(value)}`;
}

/** The bits of `value` as sixteen upper-case hexadecimal digits, the same for all NaNs. */
export function hexBits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = Number.isNaN(value) ? 0x7ff8000000000000n : view.getBigUint64(0);
  return bits.toString(16).toUpperCase().padStart(16, '0');
}

/** The double whose bits are the given hexadecimal digits, at most sixteen. */
export function doubleFromHexBits(digits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${digits}`));
  return view.getFloat64(0);
}
