/** `_`, the last value: a parameter of the expressions that read it. */
import { type FunctionAST, kindOf, NodeKind, nodeCount, startOf } from '../../language/index.ts';

const LAST_VALUE = '_';

/** An expression and its arguments. */
export interface BoundExpression {
  readonly ast: FunctionAST;
  readonly args: readonly number[];
}

/** Passes the last value to an expression, if there is one and the expression reads `_`. */
export function bindLastValue(ast: FunctionAST, lastValue: number | undefined): BoundExpression {
  if (lastValue === undefined || !readsLastValue(ast)) return { ast, args: [] };
  const prototype = { ...ast.prototype, parameters: [LAST_VALUE] };
  return { ast: { ...ast, prototype }, args: [lastValue] };
}

/** Names begin with letters, so a variable that begins with `_` is `_`. */
function readsLastValue({ nodes, prototype }: FunctionAST): boolean {
  const { text } = prototype.source;
  for (let node = 0; node < nodeCount(nodes); node++) {
    const kind = kindOf(nodes, node);
    const isVariable = kind === NodeKind.variable || kind === NodeKind.target;
    if (isVariable && text.startsWith(LAST_VALUE, startOf(nodes, node))) return true;
  }
  return false;
}
