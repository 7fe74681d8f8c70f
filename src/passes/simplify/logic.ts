/** Rules of `simplify` for truths, and for choices between values. */
import { type Instruction, isSameValue, predicateOf, type Value } from '../../ir/index.ts';
import { ALWAYS, oppositeOf, predicateFor, swapped, type Ways, waysOf } from './predicates.ts';
import { isTruth, type Rewriter, truthOf } from './rewriter.ts';

/** Returns a simpler value for `and`, `or` or `xor`, or `value`. Not for two constant operands. */
export function simplifyLogic(rewriter: Rewriter, value: Value, instruction: Instruction): Value {
  const [a, b] = instruction.operands as [Value, Value];
  const op = instruction.op as 'and' | 'or' | 'xor';
  if (a === b) return op === 'xor' ? rewriter.truth(false) : a;
  const left = rewriter.at(a);
  const right = rewriter.at(b);
  if (left.op === 'const') return rewriter.become(value, op, [b, a]);
  const known = rewriter.truthAt(b);
  if (known !== undefined) {
    if (op === 'xor') return known ? simplifyNot(rewriter, value, a) : a;
    return known === (op === 'and') ? a : b;
  }
  if (left.op === 'fcmp' && right.op === 'fcmp') return combine(rewriter, value, op, left, right);
  // x and not x → false, x or not x → true, x xor not x → true
  if (rewriter.negated(left) === b || rewriter.negated(right) === a) {
    return rewriter.truth(op !== 'and');
  }
  return value;
}

/** not not x → x; not (x < y) → the opposite comparison. */
function simplifyNot(rewriter: Rewriter, value: Value, a: Value): Value {
  const operand = rewriter.at(a);
  const inner = rewriter.negated(operand);
  if (inner !== undefined) return inner;
  if (operand.op !== 'fcmp') return value;
  return rewriter.becomeComparison(value, oppositeOf(operand), [...operand.operands]);
}

/** x < y or y < x → x != y: merges two comparisons of the same operands. */
function combine(
  rewriter: Rewriter,
  value: Value,
  op: 'and' | 'or' | 'xor',
  left: Instruction,
  right: Instruction,
): Value {
  const [x, y] = left.operands as [Value, Value];
  const [u, v] = right.operands as [Value, Value];
  const first = waysOf(predicateOf(left));
  let second = waysOf(predicateOf(right));
  if (x === v && y === u) second = swapped(second);
  else if (x !== u || !isSameValue(rewriter.fn, y, v)) return value;
  const ways: Ways = op === 'and' ? first & second : op === 'or' ? first | second : first ^ second;
  if (ways === 0 || ways === ALWAYS) return rewriter.truth(ways === ALWAYS);
  return rewriter.becomeComparison(value, predicateFor(ways), [x, y]);
}

/** Returns a simpler value for a `select`, or `value`. */
export function simplifySelect(rewriter: Rewriter, value: Value, instruction: Instruction): Value {
  const [condition, a, b] = instruction.operands as [Value, Value, Value];
  const known = rewriter.truthAt(condition);
  if (known !== undefined) return known ? a : b;
  if (isSameValue(rewriter.fn, a, b)) return a;
  const opposite = rewriter.negated(rewriter.at(condition));
  if (opposite !== undefined) return rewriter.become(value, 'select', [opposite, b, a]);
  // c ? (c ? x : y) : z → c ? x : z
  const [left, right] = [rewriter.at(a), rewriter.at(b)];
  if (left.op === 'select' && left.operands[0] === condition) {
    return rewriter.become(value, 'select', [condition, left.operands[1]!, b]);
  }
  if (right.op === 'select' && right.operands[0] === condition) {
    return rewriter.become(value, 'select', [condition, a, right.operands[2]!]);
  }
  if (instruction.type === 'i1') {
    const logic = selectTruth(rewriter, condition, a, b);
    if (logic === undefined || typeof logic === 'number') return logic ?? value;
    return rewriter.become(value, logic.op, logic.operands);
  }
  // c ? uitofp x : 0 → uitofp (c and x), and so on
  if (!isTruth(rewriter.fn, a) || !isTruth(rewriter.fn, b)) return value;
  const [x, y] = [truthOf(rewriter, a), truthOf(rewriter, b)];
  const logic = selectTruth(rewriter, condition, x, y) ?? {
    op: 'select',
    operands: [condition, x, y],
  };
  const choice =
    typeof logic === 'number' ? logic : rewriter.insert(logic.op, 'i1', logic.operands);
  return rewriter.become(value, 'uitofp', [choice]);
}

interface Logic {
  readonly op: 'and' | 'or' | 'xor' | 'select';
  readonly operands: Value[];
}

/** The logic of a choice between truths, if one is constant or the condition; else undefined. */
function selectTruth(
  rewriter: Rewriter,
  condition: Value,
  a: Value,
  b: Value,
): Logic | Value | undefined {
  const [left, right] = [rewriter.truthAt(a), rewriter.truthAt(b)];
  if (left !== undefined && right !== undefined) {
    return left ? condition : rewriter.not(condition); // the two differ
  }
  if (left !== undefined) {
    if (left) return { op: 'or', operands: [condition, b] };
    return { op: 'and', operands: [rewriter.not(condition), b] };
  }
  if (right !== undefined) {
    if (!right) return { op: 'and', operands: [condition, a] };
    return { op: 'or', operands: [rewriter.not(condition), a] };
  }
  if (condition === a) return { op: 'or', operands: [condition, b] };
  if (condition === b) return { op: 'and', operands: [condition, a] };
  return undefined;
}
