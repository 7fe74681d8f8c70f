/** The expressions that commands take. */
import { type Item, Parser } from '../../../language/index.ts';
import { type Diagnostic, DiagnosticError } from '../../../source/index.ts';
import { type BoundExpression, bindLastValue } from '../last-value.ts';
import type { CommandContext } from './command-context.ts';

/** Parses one expression. Throws if `text` has errors, or is not exactly one expression. */
export function parseExpression(session: CommandContext, text: string): BoundExpression {
  const errors: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => errors.push(diagnostic);
  const parser = new Parser(session.sourceFile(text), session.jit.operators.copy(), report);
  const items: Item[] = [];
  for (let item = parser.next(); item !== undefined; item = parser.next()) items.push(item);
  if (errors.length > 0) throw new DiagnosticError(errors);
  const [item, ...others] = items;
  if (item?.kind !== 'expression' || others.length > 0) throw new Error('expected one expression');
  return bindLastValue(item.ast, session.lastValue);
}

/** Defines an expression for as long as `use` runs, and passes it the call. */
export function withCall<T>(
  { jit }: CommandContext,
  { ast, args }: BoundExpression,
  use: (call: () => number) => T,
): T {
  const handle = jit.addFunctionAST(ast);
  try {
    const call = jit.function(ast.prototype.name);
    return use(args.length === 0 ? call : () => call(...args));
  } finally {
    jit.removeModule(handle);
  }
}
