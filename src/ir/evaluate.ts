/**
 * Computes the pure opcodes with LLVM's meanings for `double` and `i1`, which are IEEE 754's and
 * WebAssembly's. The interpreter and the constant folder share it. An `i1` is the number 0 or 1.
 *
 * `fneg`, `fabs` and `copysign` work on bits, so they handle the sign of a NaN if JavaScript keeps
 * it. As in LLVM and WebAssembly, arithmetic may return any NaN.
 */
import type { Predicate, PureOpcode } from './opcodes.ts';

/**
 * Returns the result of a pure instruction. Ignores operands that the opcode does not have, and
 * `predicate` unless `op` is `fcmp`.
 *
 * @example
 * evaluate('fadd', 'oeq', 1, 2); // 3
 * evaluate('fcmp', 'ult', NaN, 2); // 1
 */
export function evaluate(op: PureOpcode, predicate: Predicate, a: number, b = 0, c = 0): number {
  switch (op) {
    case 'fadd':
      return a + b;
    case 'fsub':
      return a - b;
    case 'fmul':
      return a * b;
    case 'fdiv':
      return a / b;
    case 'fneg':
      return withSign(a, isNegative(a) ? 0 : 1);
    case 'sqrt':
      return Math.sqrt(a);
    case 'floor':
      return Math.floor(a);
    case 'ceil':
      return Math.ceil(a);
    case 'trunc':
      return Math.trunc(a);
    case 'nearbyint':
      return roundTiesToEven(a);
    case 'fabs':
      return withSign(a, 0);
    case 'copysign':
      return withSign(a, isNegative(b) ? 1 : 0);
    case 'minimum':
      return Math.min(a, b); // min and max propagate NaN and order -0 before +0, as in LLVM
    case 'maximum':
      return Math.max(a, b);
    case 'fcmp':
      return compare(predicate, a, b) ? 1 : 0;
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'uitofp':
      return a;
    case 'select':
      return a !== 0 ? b : c;
  }
}

/** Whether `fcmp predicate a, b` holds (LangRef, "fcmp Instruction"). */
export function compare(predicate: Predicate, a: number, b: number): boolean {
  switch (predicate) {
    case 'oeq':
      return a === b;
    case 'ogt':
      return a > b;
    case 'oge':
      return a >= b;
    case 'olt':
      return a < b;
    case 'ole':
      return a <= b;
    case 'one':
      return a < b || a > b;
    case 'ord':
      return !Number.isNaN(a) && !Number.isNaN(b);
    case 'ueq':
      return !(a < b || a > b);
    case 'ugt':
      return !(a <= b);
    case 'uge':
      return !(a < b);
    case 'ult':
      return !(a >= b);
    case 'ule':
      return !(a > b);
    case 'une':
      return a !== b;
    case 'uno':
      return Number.isNaN(a) || Number.isNaN(b);
  }
}

/** Rounds to an integer, halves to the even one, and keeps the sign of zero. */
function roundTiesToEven(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 2 ** 52)) return x; // already an integer, or not a number
  // From 2^52 on all doubles are integers, so the addition rounds to an integer, ties to even.
  return withSign(magnitude + 2 ** 52 - 2 ** 52, isNegative(x) ? 1 : 0);
}

const double = new Float64Array(1);
const bytes = new Uint8Array(double.buffer);
double[0] = -0;
const signByte = bytes[7] === 0x80 ? 7 : 0; // index of the byte with the sign, by byte order

function isNegative(x: number): boolean {
  double[0] = x;
  return bytes[signByte]! >= 0x80;
}

function withSign(x: number, sign: 0 | 1): number {
  double[0] = x;
  bytes[signByte] = (bytes[signByte]! & 0x7f) | (sign << 7);
  return double[0];
}
