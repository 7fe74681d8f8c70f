/** `:save`: the definitions of a session as a program. */
import { endOf, type FunctionAST, nodeCount, type Prototype } from '../../../language/index.ts';
import { Lexer } from '../../../language/lexer.ts';
import { Char, Token } from '../../../language/tokens.ts';

/** A program that repeats definitions and declarations in their original texts. */
export function programOf(items: readonly (FunctionAST | Prototype)[]): string {
  return items.map((item) => `${sourceOf(item)}\n`).join('');
}

/** The original text of a definition or declaration. */
export function sourceOf(item: FunctionAST | Prototype): string {
  if (!('nodes' in item)) return `extern ${textOf(item, item.end)}`;
  const { nodes, prototype } = item;
  return `def ${textOf(prototype, endOf(nodes, nodeCount(nodes) - 1))}`;
}

/** The text from the name to `end`, plus the closing parentheses, which trees do not record. */
function textOf({ source, start }: Prototype, end: number): string {
  const text = source.text.slice(start);
  const lexer = new Lexer(text);
  let depth = 0;
  let hasParameters = false;
  for (; lexer.kind !== Token.end; lexer.advance()) {
    if (lexer.kind === Char.open) depth++;
    if (lexer.kind === Char.close) depth--;
    hasParameters ||= lexer.kind === Char.close;
    if (depth === 0 && hasParameters && lexer.end >= end - start) break;
  }
  return text.slice(0, lexer.end);
}
