/** `:ast`, `:ir`, `:wat` and `:asm`: show a function, an operator or an expression. */
import { printModule } from '../../../ir/index.ts';
import { type FunctionAST, printAST } from '../../../language/index.ts';
import type { Definition } from '../definitions.ts';
import { assemblyOf, watOf } from './code.ts';
import type { CommandContext } from './command-context.ts';
import { CommandError, required } from './command-line.ts';
import { parseExpression } from './expression.ts';
import { namesFor } from './help.ts';

export function showTree(session: CommandContext, what: string): void {
  session.print(printAST(chosen(session, what), session.jit.operators));
}

/** @param stage As in `emit --ir` and `emit --ir=optimized`. */
export function showIR(session: CommandContext, what: string, stage: string): void {
  const isOptimized = stage === 'optimized';
  session.print(printModule(session.jit.lower(chosen(session, what), isOptimized)).trimEnd());
}

export function showWat(session: CommandContext, what: string): void {
  session.print(watOf(session.jit, chosen(session, what)));
}

export function showAssembly(session: CommandContext, what: string): void {
  session.print(assemblyOf(session.jit, chosen(session, what)));
}

/** The definition of a function or, by its characters, of an operator. */
export function definition({ definitions }: CommandContext, argument: string): Definition {
  const name = required(argument, 'the name of a function');
  const found = find({ definitions }, name);
  if (found !== undefined) return found;
  if (definitions.isKnown(name)) throw new CommandError(`'${name}' is not defined in Kaleidoscope`);
  const isOperator = /^[^\w\s()]+$/.test(name);
  throw new CommandError(`there is no ${isOperator ? 'operator' : 'function'} '${name}'`);
}

function chosen(session: CommandContext, argument: string): FunctionAST {
  const what = required(argument, 'a function or an expression');
  const found = find(session, what);
  if (found !== undefined) return found.ast;
  if (isName(what)) return definition(session, what).ast; // throws the error
  return parseExpression(session, what).ast;
}

/** Whether a text can only be the name of a function or operator. */
export function isName(text: string): boolean {
  return /^([A-Za-z]\w*|(binary|unary)?\s*(?!_$)[^\w\s();,]+)$/.test(text);
}

function find(
  { definitions }: Pick<CommandContext, 'definitions'>,
  argument: string,
): Definition | undefined {
  for (const name of namesFor(argument)) {
    const found = definitions.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
