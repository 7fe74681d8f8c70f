/** Rules of `simplify` for `fcmp`. A comparison never sees the sign of a zero. */
import { compare, type Instruction, predicateOf, type Value } from '../../ir/index.ts';
import {
  ALWAYS,
  EQUAL,
  GREATER,
  LESS,
  predicateFor,
  swapped,
  UNORDERED,
  waysOf,
} from './predicates.ts';
import { isTruth, type Rewriter, truthOf } from './rewriter.ts';

/** Returns a simpler value for a comparison, or `value`. Not for two constant operands. */
export function simplifyComparison(
  rewriter: Rewriter,
  value: Value,
  instruction: Instruction,
): Value {
  const [a, b] = instruction.operands as [Value, Value];
  const left = rewriter.at(a);
  const right = rewriter.at(b);
  if (a === b) return compareWithItself(rewriter, value, instruction);
  const number = rewriter.doubleAt(b);
  if (number !== undefined) return compareWithConstant(rewriter, value, instruction, number);
  if (left.op === 'const') return turnAround(rewriter, value, instruction, b, a);
  // -x < -y → y < x
  if (left.op === 'fneg' && right.op === 'fneg') {
    const [x, y] = [left.operands[0]!, right.operands[0]!];
    return turnAround(rewriter, value, instruction, x, y);
  }
  if (left.op === 'uitofp' && right.op === 'uitofp') {
    return compareTruths(rewriter, value, instruction);
  }
  return value;
}

/** Turns a comparison into one of `a` with `b`, with less and greater exchanged. */
function turnAround(
  rewriter: Rewriter,
  value: Value,
  instruction: Instruction,
  a: Value,
  b: Value,
): Value {
  const predicate = predicateFor(swapped(waysOf(predicateOf(instruction))));
  return rewriter.becomeComparison(value, predicate, [a, b]);
}

/** x is either equal to x or unordered. */
function compareWithItself(rewriter: Rewriter, value: Value, instruction: Instruction): Value {
  const { operands } = instruction;
  const ways = waysOf(predicateOf(instruction)) & (EQUAL | UNORDERED);
  if (ways === (EQUAL | UNORDERED)) return rewriter.truth(true);
  if (ways === 0) return rewriter.truth(false);
  const predicate = ways === EQUAL ? 'ord' : 'uno';
  if (predicateOf(instruction) === predicate) return value;
  return rewriter.becomeComparison(value, predicate, operands);
}

function compareWithConstant(
  rewriter: Rewriter,
  value: Value,
  instruction: Instruction,
  number: number,
): Value {
  const [a, b] = instruction.operands as [Value, Value];
  const predicate = predicateOf(instruction);
  const ways = waysOf(predicate);
  if (Number.isNaN(number)) return rewriter.truth((ways & UNORDERED) !== 0);
  const left = rewriter.at(a);
  switch (left.op) {
    case 'uitofp': {
      // uitofp b is 1 or 0: the comparison is b, not b, or a constant.
      const results = [compare(predicate, 1, number), compare(predicate, 0, number)] as const;
      return chosen(rewriter, value, left.operands[0]!, ...results);
    }
    case 'select': {
      // (c ? 5 : 0) < 1 → not c
      const [condition, x, y] = left.operands as [Value, Value, Value];
      const [ifTrue, ifFalse] = [rewriter.doubleAt(x), rewriter.doubleAt(y)];
      if (ifTrue === undefined || ifFalse === undefined) return value;
      const results = [
        compare(predicate, ifTrue, number),
        compare(predicate, ifFalse, number),
      ] as const;
      return chosen(rewriter, value, condition, ...results);
    }
    case 'fneg':
      // -x < 3 → x > -3
      return turnAround(
        rewriter,
        value,
        instruction,
        left.operands[0]!,
        rewriter.double(0 - number),
      );
    case 'fabs':
      // |x| == 0 → x == 0, and |x| != 0 → x != 0
      if (number !== 0 || (ways & (LESS | GREATER)) % (LESS | GREATER) !== 0) return value;
      return rewriter.becomeComparison(value, predicate, [left.operands[0]!, b]);
    case 'fsub': {
      // 0 - x < 3 → x > -3: as for fneg; they differ in the sign of a zero, which no `fcmp` sees
      if (rewriter.doubleAt(left.operands[0]!) !== 0) return value;
      return turnAround(
        rewriter,
        value,
        instruction,
        left.operands[1]!,
        rewriter.double(0 - number),
      );
    }
    case 'fadd': {
      // uitofp a + uitofp b != 0 → a or b, where both are 0 or more
      const [x, y] = left.operands as [Value, Value];
      const isPositive =
        (ways | UNORDERED) === (GREATER | UNORDERED) ||
        (ways & (LESS | GREATER | EQUAL)) === (LESS | GREATER);
      if (number !== 0 || !isPositive) return value;
      if (!isTruth(rewriter.fn, x) || !isTruth(rewriter.fn, y)) return value;
      return rewriter.become(value, 'or', [truthOf(rewriter, x), truthOf(rewriter, y)]);
    }
    default:
      return value;
  }
}

/** Returns the truth that is `ifTrue` if `condition` holds, and `ifFalse` otherwise. */
function chosen(
  rewriter: Rewriter,
  value: Value,
  condition: Value,
  ifTrue: boolean,
  ifFalse: boolean,
): Value {
  if (ifTrue === ifFalse) return rewriter.truth(ifTrue);
  if (ifTrue) return condition;
  return rewriter.become(value, 'xor', [condition, rewriter.truth(true)]);
}

/** Turns a comparison of uitofp a with uitofp b into logic on a and b. */
function compareTruths(rewriter: Rewriter, value: Value, instruction: Instruction): Value {
  const a = rewriter.at(instruction.operands[0]!).operands[0]!;
  const b = rewriter.at(instruction.operands[1]!).operands[0]!;
  switch (waysOf(predicateOf(instruction)) & ~UNORDERED) {
    case 0:
      return rewriter.truth(false);
    case ALWAYS & ~UNORDERED:
      return rewriter.truth(true);
    case LESS:
      return rewriter.become(value, 'and', [rewriter.not(a), b]);
    case GREATER:
      return rewriter.become(value, 'and', [a, rewriter.not(b)]);
    case LESS | EQUAL:
      return rewriter.become(value, 'or', [rewriter.not(a), b]);
    case GREATER | EQUAL:
      return rewriter.become(value, 'or', [a, rewriter.not(b)]);
    case LESS | GREATER:
      return rewriter.become(value, 'xor', [a, b]);
    default:
      return rewriter.become(value, 'xor', [rewriter.not(a), b]);
  }
}
