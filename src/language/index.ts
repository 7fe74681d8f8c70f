/** From source text to syntax trees. */
export * from './ast.ts';
export { MAX_NESTING } from './expression-parser.ts';
export { identifierAt, numberAt } from './literals.ts';
export {
  DEFAULT_PRECEDENCE,
  isFixedOperator,
  MAX_PRECEDENCE,
  type Operator,
  OperatorTable,
  parseOperatorName,
} from './operators.ts';
export { Parser } from './parser.ts';
export { printAST } from './print-ast.ts';
