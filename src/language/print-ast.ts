/**
 * Prints syntax trees: one node per line, operands indented below the node that uses them:
 *
 *     def half(x)
 *       binary /
 *         variable x
 *         number 2
 *
 * One loop rebuilds the tree from the postorder, another walks it. Beyond a depth of
 * {@link MAX_INDENT} it prints the depth as a number, so that the text of a tree with n nodes stays
 * proportional to n.
 */
import {
  endOf,
  type FunctionAST,
  kindOf,
  NodeKind,
  type Nodes,
  nodeCount,
  operatorOf,
  payloadOf,
  startOf,
} from './ast.ts';
import { identifierAt } from './literals.ts';
import type { OperatorTable } from './operators.ts';

const MAX_INDENT = 40;

interface Tree {
  readonly label: string;
  readonly children: readonly Tree[];
}

/**
 * Returns a function's tree as text.
 *
 * @param operators Tells the program's own operators, which are printed as `call binary|`.
 */
export function printAST(ast: FunctionAST, operators: OperatorTable): string {
  const { name, parameters } = ast.prototype;
  const lines = [`def ${name}(${parameters.join(' ')})`];
  const rest = [{ tree: buildTree(ast, operators), depth: 1 }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { tree, depth } = next;
    lines.push(indentation(depth) + tree.label);
    for (const child of tree.children.toReversed()) rest.push({ tree: child, depth: depth + 1 });
  }
  return lines.join('\n');
}

function indentation(depth: number): string {
  return depth <= MAX_INDENT ? '  '.repeat(depth) : `${'  '.repeat(MAX_INDENT)}[${depth}] `;
}

function buildTree(ast: FunctionAST, operators: OperatorTable): Tree {
  const { nodes } = ast;
  const { text } = ast.prototype.source;
  const done: Tree[] = [];
  for (let node = 0; node < nodeCount(nodes); node++) {
    const count = operandCount(nodes, node);
    if (count === undefined) continue;
    const children = done.splice(done.length - count, count);
    done.push({ label: labelOf(nodes, node, text, operators), children });
  }
  return done[0]!;
}

/** Number of preceding trees that become children of a node; undefined for a marker. */
function operandCount(nodes: Nodes, node: number): number | undefined {
  const kind = kindOf(nodes, node);
  switch (kind) {
    case NodeKind.number:
    case NodeKind.variable:
    case NodeKind.target:
    case NodeKind.bindZero:
      return 0;
    case NodeKind.unary:
    case NodeKind.bind:
    case NodeKind.for:
    case NodeKind.while:
      return 1;
    case NodeKind.binary:
      return 2;
    case NodeKind.call:
      return payloadOf(nodes, node);
    case NodeKind.endIf:
      return 3;
    case NodeKind.endVar:
      return payloadOf(nodes, node) + 1;
    case NodeKind.body:
      return payloadOf(nodes, node) === node - 1 ? undefined : 1;
    case NodeKind.endFor:
      return hasStep(nodes, payloadOf(nodes, node)) ? 4 : 3;
    case NodeKind.then:
    case NodeKind.else:
      return undefined;
  }
}

function hasStep(nodes: Nodes, loop: number): boolean {
  const body = payloadOf(nodes, loop);
  return payloadOf(nodes, body) !== body - 1;
}

function labelOf(nodes: Nodes, node: number, text: string, operators: OperatorTable): string {
  const start = startOf(nodes, node);
  const kind = kindOf(nodes, node);
  switch (kind) {
    case NodeKind.number:
      return `number ${text.slice(start, endOf(nodes, node))}`;
    case NodeKind.variable:
      return `variable ${identifierAt(text, start)}`;
    case NodeKind.target:
      return `target ${identifierAt(text, start)}`;
    case NodeKind.unary:
      return `call unary${operators.text(operatorOf(nodes, node))}`;
    case NodeKind.binary: {
      const operator = operatorOf(nodes, node);
      const isCall = operators.isUserBinary(operator);
      return `${isCall ? 'call binary' : 'binary '}${operators.text(operator)}`;
    }
    case NodeKind.call:
      return `call ${identifierAt(text, start)}`;
    case NodeKind.endIf:
      return 'if';
    case NodeKind.bind:
    case NodeKind.bindZero:
    case NodeKind.for:
      return `bind ${identifierAt(text, start)}`;
    case NodeKind.endVar:
      return 'var';
    case NodeKind.while:
      return 'while';
    case NodeKind.body:
      return 'step';
    case NodeKind.endFor:
      return 'for';
    case NodeKind.then:
    case NodeKind.else:
      return '';
  }
}
