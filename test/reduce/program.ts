/**
 * Makes programs smaller: items go, expressions become `0` or a part of themselves, parameters and
 * variables go, lines go. All of it happens in the text, by the places that the parser gives: comments
 * and layout stay, and a program that does not parse loses lines at least.
 */
import {
  endOf,
  type FunctionAST,
  type Item,
  kindOf,
  NodeKind,
  nodeCount,
  OperatorTable,
  Parser,
  startOf,
} from '../../src/language/index.ts';
import { SourceFile } from '../../src/source/index.ts';
import { firstInteresting, minimize, type Test, untilStable } from './minimize.ts';
import { withoutNames } from './names.ts';

/** The smallest program found for which `isInteresting` holds, as it must for `text`. */
export function reduceProgram(text: string, isInteresting: Test<string>): Promise<string> {
  return untilStable(text, [
    (program) => reduceParts(itemsOf(program), isInteresting),
    (program) => reduceExpressions(program, isInteresting),
    (program) => reduceNames(program, isInteresting),
    (program) => reduceParts(linesOf(program), isInteresting),
  ]);
}

/** A text as its lines, each with its line end. */
export function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** Leaves parts of a text out. */
export async function reduceParts(
  parts: readonly string[],
  isInteresting: Test<string>,
): Promise<string> {
  return (await minimize(parts, (rest) => isInteresting(rest.join('')))).join('');
}

/** The text up to the end of each item, and what follows the last one. */
function itemsOf(text: string): string[] {
  let start = 0;
  const parts = itemsIn(text).map((item) => {
    const part = text.slice(start, endOfItem(text, item));
    start += part.length;
    return part;
  });
  return [...parts, text.slice(start)];
}

/** The items that a program is read as; mistakes are passed over. */
export function itemsIn(text: string): Item[] {
  const parser = new Parser(new SourceFile('reduced.ks', text), new OperatorTable(), () => {});
  const items: Item[] = [];
  for (let item = parser.next(); item !== undefined; item = parser.next()) items.push(item);
  return items;
}

/** The bodies of malformed items count as what follows them. */
function endOfItem(text: string, item: Item): number {
  if ('ast' in item) return item.ast.nodes.at(-1)!; // the last word is the end of the last node
  return text.indexOf(')', item.prototype.end) + 1;
}

interface Subtree {
  readonly start: number;
  readonly end: number;
}

/** Outer expressions come before inner ones, and left ones before right ones. */
async function reduceExpressions(program: string, isInteresting: Test<string>): Promise<string> {
  let text = program;
  for (let at = 0; ; ) {
    const subtrees = subtreesOf(text);
    const subtree = subtrees[at];
    if (subtree === undefined) return text;
    const { start, end } = subtree;
    const before = text.slice(0, start);
    const after = text.slice(end);
    const shorter = replacements(text, subtree, subtrees.slice(at + 1))
      .filter((replacement) => isSimpler(replacement, text.slice(start, end)))
      .map((replacement) => before + replacement + after);
    const next = await firstInteresting(shorter, isInteresting);
    if (next === undefined) at++;
    else text = next;
  }
}

async function reduceNames(program: string, isInteresting: Test<string>): Promise<string> {
  let text = program;
  for (let at = 0; ; ) {
    const smaller = withoutNames(text, itemsIn(text))[at];
    if (smaller === undefined) return text;
    if (await isInteresting(smaller)) text = smaller;
    else at++;
  }
}

/** Whether a text is shorter, or a number in the place of a name of one letter. */
function isSimpler(text: string, than: string): boolean {
  return text.length < than.length || (text === '0' && /^[a-z]$/i.test(than));
}

/** What may stand for an expression: nothing much, or one of the expressions directly in it. */
function replacements(text: string, { end }: Subtree, later: readonly Subtree[]): string[] {
  const texts = ['0'];
  let last = 0;
  for (const inner of later) {
    if (inner.start >= end) break;
    if (inner.start < last) continue; // in one that came before
    last = inner.end;
    const part = text.slice(inner.start, inner.end);
    texts.push(part, `(${part})`);
  }
  return texts;
}

function subtreesOf(text: string): Subtree[] {
  return itemsIn(text)
    .flatMap((item) => ('ast' in item ? expressionsIn(item.ast) : []))
    .flatMap((subtree) => [...inParentheses(text, subtree), subtree])
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** An expression with the parentheses around it, if there are any but a call's. */
function inParentheses(text: string, { start, end }: Subtree): Subtree[] {
  const before = /(?<!\w)\(\s*$/.exec(text.slice(0, start));
  const after = /^\s*\)/.exec(text.slice(end));
  return before && after ? [{ start: before.index, end: end + after[0].length }] : [];
}

const EXPRESSIONS: ReadonlySet<NodeKind> = new Set([
  NodeKind.number,
  NodeKind.variable,
  NodeKind.unary,
  NodeKind.binary,
  NodeKind.call,
  NodeKind.endIf,
  NodeKind.endVar,
  NodeKind.endFor,
]);

function expressionsIn({ nodes }: FunctionAST): Subtree[] {
  return Array.from({ length: nodeCount(nodes) }, (_, node) => node)
    .filter((node) => EXPRESSIONS.has(kindOf(nodes, node)))
    .map((node) => ({ start: startOf(nodes, node), end: endOf(nodes, node) }));
}
