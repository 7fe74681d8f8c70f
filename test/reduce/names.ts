/**
 * Takes names out of programs that nothing needs any more: parameters, with the arguments that calls
 * have for them, and variables of `var`. Whether something still needs a name is left to the test.
 */
import {
  type FunctionAST,
  type Item,
  identifierAt,
  kindOf,
  NodeKind,
  nodeCount,
  type Prototype,
  payloadOf,
  startOf,
} from '../../src/language/index.ts';

/** A piece of the text. */
interface Cut {
  readonly start: number;
  readonly end: number;
}

/** The programs that lack one name each. */
export function withoutNames(text: string, items: readonly Item[]): string[] {
  const prototypes = items.flatMap((item) => ('ast' in item ? item.ast.prototype : item.prototype));
  const asts = items.flatMap((item) => ('ast' in item ? item.ast : []));
  const edits = [...withoutParameters(text, prototypes, asts), ...asts.flatMap(variablesIn)];
  return edits.map((cuts) => without(text, cuts));
}

/** The text without these pieces; some may be inside others. */
function without(text: string, cuts: readonly Cut[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of cuts.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue;
    result += text.slice(at, start);
    at = end;
  }
  return result + text.slice(at);
}

/** For each parameter of each name, what goes with it. Operators need theirs. */
function withoutParameters(
  text: string,
  prototypes: readonly Prototype[],
  asts: readonly FunctionAST[],
): Cut[][] {
  const arities = new Map(prototypes.map(({ name, parameters }) => [name, parameters.length]));
  return [...arities]
    .filter(([name]) => /^\w+$/.test(name))
    .flatMap(([name, arity]) =>
      Array.from({ length: arity }, (_, at) => [
        ...prototypes
          .filter((prototype) => prototype.name === name)
          .flatMap((prototype) => parametersIn(text, prototype)[at] ?? []),
        ...asts
          .flatMap((ast) => callsIn(ast, name))
          .flatMap((call) => argumentsIn(text, call)[at] ?? []),
      ]),
    );
}

/** The parameters of a prototype, each with what stands before it, and the first with what follows. */
function parametersIn(text: string, { end, parameters }: Prototype): Cut[] {
  if (parameters.length === 0) return [];
  const start = text.indexOf('(', end) + 1;
  const names = [...text.slice(start, text.indexOf(')', start)).matchAll(/\w+/g)];
  const starts = names.map(({ index }) => start + index);
  const ends = names.map(([name], at) => starts[at]! + name.length);
  return names.map((_, at) =>
    at === 0
      ? { start: starts[0]!, end: starts[1] ?? ends[0]! }
      : { start: ends[at - 1]!, end: ends[at]! },
  );
}

/** Where the calls of a name start. */
function callsIn({ nodes, prototype }: FunctionAST, name: string): number[] {
  const { text } = prototype.source;
  return Array.from({ length: nodeCount(nodes) }, (_, node) => node)
    .filter((node) => kindOf(nodes, node) === NodeKind.call)
    .map((node) => startOf(nodes, node))
    .filter((start) => identifierAt(text, start) === name);
}

/** The arguments of the call that starts here, each with the comma before it, the first with the one after it. */
function argumentsIn(text: string, call: number): Cut[] {
  const bounds: number[] = [];
  let depth = 0;
  for (const { 0: sign, index } of text.slice(call).matchAll(/#.*|[(),]/g)) {
    if (sign === '(') depth++;
    if (depth === 1 && !sign.startsWith('#')) bounds.push(call + index);
    if (sign === ')') depth--;
    if (depth === 0) break;
  }
  return bounds.slice(1).map((end, at) => {
    if (at > 0) return { start: bounds[at]!, end };
    const isAlone = bounds.length === 2;
    return {
      start: bounds[0]! + 1,
      end: isAlone ? end : end + /^,\s*/.exec(text.slice(end))![0].length,
    };
  });
}

/** For each variable of a `var`, its binding; that of the only one with the `var`. */
function variablesIn({ nodes, prototype }: FunctionAST): Cut[][] {
  const { text } = prototype.source;
  const open: number[] = [];
  const cuts: Cut[][] = [];
  for (let node = 0; node < nodeCount(nodes); node++) {
    const kind = kindOf(nodes, node);
    if (kind === NodeKind.bind || kind === NodeKind.bindZero) open.push(startOf(nodes, node));
    if (kind !== NodeKind.endVar) continue;
    const starts = open.splice(-payloadOf(nodes, node));
    const head = text.slice(0, startOf(nodes, node - 1)); // the body stands right before the node
    const end = /\s*\bin\b(?:[\s(]|#.*\n)*$/.exec(head)!.index; // where the bindings end
    starts.forEach((start, at) => {
      const next = starts[at + 1];
      if (starts.length === 1)
        cuts.push([{ start: startOf(nodes, node), end: head.lastIndexOf('in') + 2 }]);
      else if (next !== undefined) cuts.push([{ start, end: next }]);
      else cuts.push([{ start: text.lastIndexOf(',', start), end }]);
    });
  }
  return cuts;
}
