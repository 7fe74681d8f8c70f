/**
 * Finds expressions that use a function which the program redefines after them. A session calls the
 * earlier definition; compiled code has only the last one, so its result would differ.
 */
import {
  type FunctionAST,
  identifierAt,
  kindOf,
  NodeKind,
  nodeCount,
  type OperatorTable,
  operatorOf,
  prototypeSpan,
  startOf,
} from '../language/index.ts';
import { type Diagnostic, error, note, quote } from '../source/index.ts';

/** An item of a program, in the order of the text. */
export type ProgramItem =
  | { readonly kind: 'definition' | 'expression'; readonly ast: FunctionAST }
  | { readonly kind: 'extern'; readonly prototype: FunctionAST['prototype'] };

const DIVISION = 'binary/';

/** One error for each name that an expression uses before its last definition. */
export function changedMeanings(
  items: readonly ProgramItem[],
  operators: OperatorTable,
): Diagnostic[] {
  const last = new Map<string, FunctionAST>();
  for (const item of items) {
    if (item.kind === 'definition') last.set(item.ast.prototype.name, item.ast);
  }
  const found = new Map<string, Diagnostic>();
  const now = new Map<string, FunctionAST | undefined>([[DIVISION, undefined]]);
  const callees = new Map<FunctionAST, ReadonlySet<string>>();
  for (const item of items) {
    if (item.kind === 'definition') now.set(item.ast.prototype.name, item.ast);
    else if (item.kind === 'extern') declare(now, item.prototype.name);
    else {
      for (const name of usedBy(item.ast, now, operators, callees)) {
        const redefinition = last.get(name);
        if (redefinition === undefined || redefinition === now.get(name) || found.has(name))
          continue;
        found.set(name, changes(item.ast, redefinition));
      }
    }
  }
  return [...found.values()];
}

/** Notes an `extern`, which does not change a function that is defined. */
function declare(now: Map<string, FunctionAST | undefined>, name: string): void {
  if (!now.has(name)) now.set(name, undefined);
}

function changes(expression: FunctionAST, { prototype }: FunctionAST): Diagnostic {
  const message = `this uses ${quote(prototype.name)}, which is redefined after it`;
  const reason = note(prototypeSpan(prototype), 'compiled code has only this definition');
  const help = 'define it once, or before all expressions';
  return error(prototypeSpan(expression.prototype), message, [reason], help);
}

/** The known names that an expression uses, directly or through the functions that it calls. */
function usedBy(
  expression: FunctionAST,
  now: ReadonlyMap<string, FunctionAST | undefined>,
  operators: OperatorTable,
  callees: Map<FunctionAST, ReadonlySet<string>>,
): ReadonlySet<string> {
  const used = new Set<string>();
  const pending = [expression];
  for (let ast = pending.pop(); ast !== undefined; ast = pending.pop()) {
    const names = callees.get(ast) ?? calleesOf(ast, operators);
    callees.set(ast, names);
    for (const name of names) {
      if (used.has(name) || !now.has(name)) continue;
      used.add(name);
      const callee = now.get(name);
      if (callee !== undefined) pending.push(callee);
    }
  }
  return used;
}

function calleesOf({ nodes, prototype }: FunctionAST, operators: OperatorTable): Set<string> {
  const names = new Set<string>();
  for (let node = 0; node < nodeCount(nodes); node++) {
    const kind = kindOf(nodes, node);
    if (kind === NodeKind.call) {
      names.add(identifierAt(prototype.source.text, startOf(nodes, node)));
    } else if (kind === NodeKind.unary || kind === NodeKind.binary) {
      const arity = kind === NodeKind.unary ? 'unary' : 'binary';
      names.add(`${arity}${operators.text(operatorOf(nodes, node))}`);
    }
  }
  return names;
}
