/** Splits runs of operator characters that no operator of the program matches. */
import { NO_OPERATOR, type Operator, type OperatorTable } from './operators.ts';
import { operatorRunEnd } from './tokens.ts';

/** Whether the run of operator characters at `start` consists of unary operators. */
export function isUnaryRun(text: string, start: number, operators: OperatorTable): boolean {
  const end = operatorRunEnd(text, start);
  let at = start;
  while (at < end) {
    const operator = operators.unaryAt(text, at, text.charCodeAt(at));
    if (operator === NO_OPERATOR) return false;
    at += operators.text(operator).length;
  }
  return true;
}

/**
 * The end of the unknown operator at `start`: the run of operator characters without the unary
 * operators of the operand after it. In `a&&!b` the unknown operator is `&&` if `!` is defined.
 */
export function unknownOperatorEnd(text: string, start: number, operators: OperatorTable): number {
  let end = operatorRunEnd(text, start);
  while (end > start + 1 && operators.isUserUnary(text.charCodeAt(end - 1) as Operator)) end--;
  return end;
}
