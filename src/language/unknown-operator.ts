/** Runs of operator characters where an operator of the program is missing. */
import { NO_OPERATOR, type Operator, type OperatorTable } from './operators.ts';
import { operatorRunEnd } from './tokens.ts';

/** Whether the run of operator characters at `start` is made of unary operators. */
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
 * The end of the unknown operator at `start`: of the run of operator characters, without the unary
 * operators of the operand after it. `a&&!b` is about `&&` where `!` is defined.
 */
export function unknownOperatorEnd(text: string, start: number, operators: OperatorTable): number {
  let end = operatorRunEnd(text, start);
  while (end > start + 1 && operators.isUserUnary(text.charCodeAt(end - 1) as Operator)) end--;
  return end;
}
