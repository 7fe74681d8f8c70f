/**
 * The syntax tree, stored as one array of nodes in postorder, as in Zig's and Carbon's compilers:
 * operands come before the node that uses them. One loop with a stack reads a tree of any depth or
 * length, without recursion. A tree holds no strings (readers take names and numbers from the
 * source text by their spans), and an uncalled function costs about 300 bytes.
 *
 * A node takes three 32-bit words: `kind | payload << 5`, the start of its text and the end of it.
 * The span of a node covers its operands. Constructs that do not evaluate their parts in the order
 * of postorder carry markers between the parts:
 *
 *     if C then A else B            C… then A… else B… endIf
 *     var a = X, b in B             X… bind(a) bindZero(b) B… endVar(2)
 *     for i = S, E, T in B          S… for(i, →body) E… while T… body(→while) B… endFor(→for)
 *     for i = S, E in B             S… for(i, →body) E… while body(→while) B… endFor(→for)
 *
 * where (→x) is a payload: the index of that node in the same array. `body` directly follows
 * `while` if the loop has no step.
 */
import type { SourceFile, Span } from '../source/index.ts';
import type { Operator } from './operators.ts';

/** The kinds of nodes. The payload is 0 unless a comment names one. */
export const NodeKind = {
  /** A numeric literal. */
  number: 0,
  /** A variable that is read. */
  variable: 1,
  /** A variable directly left of `=`: as an operand it stands for the variable, not its value. */
  target: 2,
  /** Payload: the operator. One operand. */
  unary: 3,
  /** Payload: the operator. Two operands; `=` has a `target` or a misplaced value first. */
  binary: 4,
  /** Payload: the number of arguments. The text starts with the callee's name. */
  call: 5,
  // biome-ignore lint/suspicious/noThenProperty: a keyword, and never awaited
  then: 6,
  else: 7,
  endIf: 8,
  /** Text: the variable's name. Binds the value before it. */
  bind: 9,
  /** Text: the variable's name. Binds 0. */
  bindZero: 10,
  /** Payload: how many variables go out of scope. */
  endVar: 11,
  /** Text: the loop variable's name. Payload: index of its `body`. */
  for: 12,
  while: 13,
  /** Payload: index of its `while`. */
  body: 14,
  /** Payload: index of its `for`. */
  endFor: 15,
} as const;

export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];

/** Words per node. */
export const NODE_WORDS = 3;

/** The nodes of one expression; see the head of this file. */
export type Nodes = Int32Array;

/** Number of nodes. */
export function nodeCount(nodes: Nodes): number {
  return nodes.length / NODE_WORDS;
}

/** The kind of a node. */
export function kindOf(nodes: Nodes, node: number): NodeKind {
  return (nodes[node * NODE_WORDS]! & 31) as NodeKind;
}

/** The number that a node carries; its meaning depends on the kind. */
export function payloadOf(nodes: Nodes, node: number): number {
  return nodes[node * NODE_WORDS]! >>> 5;
}

/** The operator of a `unary` or `binary` node. */
export function operatorOf(nodes: Nodes, node: number): Operator {
  return payloadOf(nodes, node) as Operator;
}

/** Where the text of a node starts. */
export function startOf(nodes: Nodes, node: number): number {
  return nodes[node * NODE_WORDS + 1]!;
}

/** Where the text of a node ends. */
export function endOf(nodes: Nodes, node: number): number {
  return nodes[node * NODE_WORDS + 2]!;
}

/** The name and parameters of a function. */
export interface Prototype {
  /** `f`, `unary!`, `binary==`, or `__anon_expr` for a top-level expression. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly source: SourceFile;
  /** Place of the name (`binary|` as a whole); for an expression, all of it. */
  readonly start: number;
  readonly end: number;
}

/** A function with its body, as parsed: names in the body are not looked up yet. */
export interface FunctionAST {
  readonly prototype: Prototype;
  readonly nodes: Nodes;
  /** Whether the body has a `for`. */
  readonly hasLoop: boolean;
}

/** One top-level item of a program. */
export type Item =
  | { readonly kind: 'definition'; readonly ast: FunctionAST }
  | { readonly kind: 'extern'; readonly prototype: Prototype }
  /** A definition with a mistake, of a function whose parameters are known. */
  | { readonly kind: 'malformed'; readonly prototype: Prototype }
  | { readonly kind: 'expression'; readonly ast: FunctionAST };

/** Name of the function that wraps a top-level expression. */
export const ANONYMOUS = '__anon_expr';

/** Place of a prototype's name. */
export function prototypeSpan(prototype: Prototype): Span {
  return { source: prototype.source, start: prototype.start, end: prototype.end };
}
