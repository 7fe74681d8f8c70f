/**
 * Rules of `simplify` for doubles. Where the two sides of a rule might differ, a comment says why
 * they do not.
 */
import { type Instruction, isSameValue, type Value } from '../../ir/index.ts';
import { isTruth, type Rewriter, truthOf } from './rewriter.ts';

/** Returns a simpler value for an instruction of type `double`, or `value`, maybe rewritten. */
export function simplifyArithmetic(
  rewriter: Rewriter,
  value: Value,
  instruction: Instruction,
): Value {
  const [a, b] = instruction.operands;
  switch (instruction.op) {
    case 'fadd':
      return simplifyAdd(rewriter, value, a!, b!);
    case 'fsub':
      return simplifySubtract(rewriter, value, a!, b!);
    case 'fmul':
      return simplifyMultiply(rewriter, value, a!, b!);
    case 'fdiv':
      return simplifyDivide(rewriter, value, a!, b!);
    case 'fneg':
      return simplifyNegate(rewriter, value, a!);
    case 'fabs':
      return simplifyAbsolute(rewriter, value, a!);
    case 'floor':
    case 'ceil':
    case 'trunc':
    case 'nearbyint':
      return isWhole(rewriter.at(a!)) ? a! : value;
    case 'copysign':
      return simplifyCopySign(rewriter, value, a!, b!);
    case 'minimum':
    case 'maximum':
      return simplifyExtreme(rewriter, value, instruction, a!, b!);
    default:
      return value;
  }
}

function simplifyAdd(rewriter: Rewriter, value: Value, a: Value, b: Value): Value {
  const left = rewriter.at(a);
  const right = rewriter.at(b);
  const [x, y] = [rewriter.doubleAt(a), rewriter.doubleAt(b)];
  // x + -0 → x. But x + 0 is 0 for x = -0: that rule needs an x that cannot be -0.
  if (Object.is(y, -0)) return a;
  if (Object.is(x, -0)) return b;
  if (y === 0 && isNeverNegativeZero(rewriter, a)) return a;
  if (x === 0 && isNeverNegativeZero(rewriter, b)) return b;
  if (Number.isNaN(y)) return b;
  if (Number.isNaN(x)) return a;
  // x + (-y) → x - y: IEEE 754 defines subtraction so.
  if (right.op === 'fneg') return rewriter.become(value, 'fsub', [a, right.operands[0]!]);
  if (left.op === 'fneg') return rewriter.become(value, 'fsub', [b, left.operands[0]!]);
  return value;
}

function simplifySubtract(rewriter: Rewriter, value: Value, a: Value, b: Value): Value {
  const right = rewriter.at(b);
  const [x, y] = [rewriter.doubleAt(a), rewriter.doubleAt(b)];
  // x - 0 → x, also for x = -0.
  if (Object.is(y, 0)) return a;
  if (Object.is(y, -0) && isNeverNegativeZero(rewriter, a)) return a;
  // -0 - x → -x. But 0 - x is 0 for x = 0.
  if (Object.is(x, -0)) return rewriter.become(value, 'fneg', [b]);
  if (Number.isNaN(y)) return b;
  if (Number.isNaN(x)) return a;
  if (right.op === 'fneg') return rewriter.become(value, 'fadd', [a, right.operands[0]!]);
  // 1 - uitofp b → uitofp (not b)
  if (x === 1 && right.op === 'uitofp') {
    return rewriter.become(value, 'uitofp', [rewriter.not(right.operands[0]!)]);
  }
  return value;
}

function simplifyMultiply(rewriter: Rewriter, value: Value, a: Value, b: Value): Value {
  const left = rewriter.at(a);
  const right = rewriter.at(b);
  if (left.op === 'const') {
    return right.op === 'const' ? value : simplifyMultiply(rewriter, value, b, a);
  }
  const number = rewriter.doubleAt(b);
  if (number !== undefined) {
    if (number === 1) return a;
    if (number === -1) return rewriter.become(value, 'fneg', [a]);
    if (Number.isNaN(number)) return b;
    // (x * 2^j) * 2^k → x * 2^(j+k) for j, k > 0: such a factor rounds nothing. It may overflow,
    // but then the product of both does too. Powers below 1 may round twice.
    if (number > 1 && hasExactReciprocal(number)) {
      const inner = scaled(rewriter, left);
      if (inner !== undefined && number * inner.scale < Infinity) {
        const operands = [inner.base, rewriter.double(number * inner.scale)];
        return rewriter.become(value, 'fmul', operands);
      }
    }
    // x * 2 → x + x: exact, and needs no constant in a register.
    if (number === 2) return rewriter.become(value, 'fadd', [a, a]);
    if (left.op === 'fneg') {
      return rewriter.become(value, 'fmul', [left.operands[0]!, rewriter.double(-number)]);
    }
    return value; // not x * 0 → 0: the product is -0 or NaN for some x
  }
  // -x * -y → x * y: the sign of a product is the exclusive or of the signs, for any operands.
  if (left.op === 'fneg' && right.op === 'fneg') {
    return rewriter.become(value, 'fmul', [left.operands[0]!, right.operands[0]!]);
  }
  // uitofp a * uitofp b → uitofp (a and b)
  if (left.op === 'uitofp' && right.op === 'uitofp') {
    const both = rewriter.insert('and', 'i1', [left.operands[0]!, right.operands[0]!]);
    return rewriter.become(value, 'uitofp', [both]);
  }
  return value;
}

function simplifyDivide(rewriter: Rewriter, value: Value, a: Value, b: Value): Value {
  const left = rewriter.at(a);
  const right = rewriter.at(b);
  const [dividend, number] = [rewriter.doubleAt(a), rewriter.doubleAt(b)];
  if (number !== undefined) {
    if (number === 1) return a;
    if (number === -1) return rewriter.become(value, 'fneg', [a]);
    if (Number.isNaN(number)) return b;
    // x / 2^k → x * 2^-k: both are the rounded value of the same real number.
    if (hasExactReciprocal(number)) {
      return rewriter.become(value, 'fmul', [a, rewriter.double(1 / number)]);
    }
    if (left.op === 'fneg') {
      return rewriter.become(value, 'fdiv', [left.operands[0]!, rewriter.double(-number)]);
    }
  } else if (dividend !== undefined) {
    if (Number.isNaN(dividend)) return a;
    if (right.op === 'fneg') {
      return rewriter.become(value, 'fdiv', [rewriter.double(-dividend), right.operands[0]!]);
    }
  } else if (left.op === 'fneg' && right.op === 'fneg') {
    return rewriter.become(value, 'fdiv', [left.operands[0]!, right.operands[0]!]);
  }
  return value;
}

/** The value that an instruction multiplies by a power of two, at least 2, and that power. */
function scaled(rewriter: Rewriter, { op, operands }: Instruction) {
  const [a, b] = operands as [Value, Value];
  if (op === 'fadd') return a === b ? { base: a, scale: 2 } : undefined;
  if (op !== 'fmul') return undefined;
  const [left, right] = [rewriter.doubleAt(a), rewriter.doubleAt(b)];
  if (isScale(right)) return { base: a, scale: right };
  return isScale(left) ? { base: b, scale: left } : undefined;
}

function isScale(number: number | undefined): number is number {
  return number !== undefined && number > 1 && hasExactReciprocal(number);
}

/** Powers of two, positive or negative, whose reciprocals are doubles. */
function hasExactReciprocal(number: number): boolean {
  const reciprocal = 1 / number;
  if (!Number.isFinite(reciprocal) || !Number.isFinite(number)) return false;
  // Rounding and exponentiation restore only powers of two.
  const exponent = Math.round(Math.log2(Math.abs(number)));
  return Math.abs(number) === 2 ** exponent;
}

function simplifyNegate(rewriter: Rewriter, value: Value, a: Value): Value {
  const { op, operands } = rewriter.at(a);
  // Not -(x - y) → y - x: for x = y that is 0 instead of -0.
  return op === 'fneg' ? operands[0]! : value;
}

function simplifyAbsolute(rewriter: Rewriter, value: Value, a: Value): Value {
  const { op, operands } = rewriter.at(a);
  if (op === 'fabs' || op === 'uitofp') return a;
  if (op === 'fneg' || op === 'copysign') return rewriter.become(value, 'fabs', [operands[0]!]);
  // |±0 - x| → |x|: the operands differ only in sign.
  if (op === 'fsub' && rewriter.doubleAt(operands[0]!) === 0) {
    return rewriter.become(value, 'fabs', [operands[1]!]);
  }
  return value;
}

function simplifyCopySign(rewriter: Rewriter, value: Value, a: Value, b: Value): Value {
  const magnitude = rewriter.at(a);
  const sign = rewriter.at(b);
  if (a === b) return a;
  const known = rewriter.doubleAt(b);
  if (known !== undefined && !Number.isNaN(known) && !isNegative(known)) {
    return rewriter.become(value, 'fabs', [a]);
  }
  if (sign.op === 'uitofp' || sign.op === 'fabs') return rewriter.become(value, 'fabs', [a]);
  if (magnitude.op === 'fneg' || magnitude.op === 'fabs' || magnitude.op === 'copysign') {
    return rewriter.become(value, 'copysign', [magnitude.operands[0]!, b]);
  }
  return value;
}

/** `minimum` and `maximum` return NaN if an operand is NaN, and order -0 before 0. */
function simplifyExtreme(
  rewriter: Rewriter,
  value: Value,
  { op }: Instruction,
  a: Value,
  b: Value,
): Value {
  if (isSameValue(rewriter.fn, a, b)) return a;
  const neutral = op === 'minimum' ? Infinity : -Infinity;
  const [left, right] = [rewriter.doubleAt(a), rewriter.doubleAt(b)];
  if (right === neutral) return a;
  if (left === neutral) return b;
  if (Number.isNaN(left)) return a;
  if (Number.isNaN(right)) return b;
  // The smaller of two truths is their `and`, the larger their `or`.
  if (isTruth(rewriter.fn, a) && isTruth(rewriter.fn, b)) {
    const logic = op === 'minimum' ? 'and' : 'or';
    const both = rewriter.insert(logic, 'i1', [truthOf(rewriter, a), truthOf(rewriter, b)]);
    return rewriter.become(value, 'uitofp', [both]);
  }
  return value;
}

/** Whether a value is one that rounding does not change. */
function isWhole({ op }: Instruction): boolean {
  return op === 'floor' || op === 'ceil' || op === 'trunc' || op === 'nearbyint' || op === 'uitofp';
}

/** Whether a value cannot be -0: a sum is -0 only if both of its operands are. */
function isNeverNegativeZero(rewriter: Rewriter, value: Value): boolean {
  const { op, operands } = rewriter.at(value);
  if (op !== 'fadd') return isKnownNotNegativeZero(rewriter, value);
  return operands.some((operand) => isKnownNotNegativeZero(rewriter, operand));
}

function isKnownNotNegativeZero(rewriter: Rewriter, value: Value): boolean {
  const { op } = rewriter.at(value);
  if (op === 'const') return !Object.is(rewriter.doubleAt(value), -0);
  return op === 'uitofp' || op === 'fabs';
}

function isNegative(number: number): boolean {
  return number < 0 || Object.is(number, -0);
}
