/**
 * Control flow as a graph: predecessors, reverse postorder, and the dominator tree by Cooper,
 * Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001). Nothing recurses.
 */
import { type Block, type IRFunction, terminatorOf } from '../ir/index.ts';

/** A flow graph over nodes 0 … n-1, entered at node 0. Arrays are indexed by node. */
export interface FlowGraph<Node extends number = number> {
  /** The reachable nodes; each comes behind its dominators. */
  readonly reversePostorder: readonly Node[];
  /** Position of each node in `reversePostorder`, or -1 when it is unreachable. */
  readonly order: readonly number[];
  /** The reachable predecessors, each once. */
  readonly predecessors: readonly (readonly Node[])[];
  /** The immediate dominator; the entry is its own. */
  readonly immediateDominator: readonly number[];
}

/** The control flow of a function. Nearly linear in its number of blocks. */
export function analyzeControlFlow(fn: IRFunction): FlowGraph<Block> {
  if (fn.blocks.length === 1) return singleBlock;
  return analyzeGraph<Block>(fn.blocks.length, (block) => terminatorOf(fn, block).blocks);
}

/** The graph of every function without branches. */
const singleBlock: FlowGraph<Block> = {
  reversePostorder: [0 as Block],
  order: [0],
  predecessors: [[]],
  immediateDominator: [0],
};

/** The reachable blocks of a function; each comes behind its dominators. Linear. */
export function reversePostorder(fn: IRFunction): Block[] {
  if (fn.blocks.length === 1) return [0 as Block];
  return orderNodes<Block>(fn.blocks.length, (block) => terminatorOf(fn, block).blocks);
}

/**
 * Analyzes any graph. Of the successors of a node, those listed first come first in reverse
 * postorder, as far as the edges allow.
 */
export function analyzeGraph<Node extends number>(
  size: number,
  successors: (node: Node) => readonly Node[],
): FlowGraph<Node> {
  const reversePostorder = orderNodes(size, successors);
  const order = new Array<number>(size).fill(-1);
  for (let i = 0; i < reversePostorder.length; i++) order[reversePostorder[i]!] = i;
  const predecessors: Node[][] = Array.from({ length: size }, () => []);
  for (const node of reversePostorder) {
    for (const target of successors(node)) {
      const sources = predecessors[target]!;
      if (sources.at(-1) !== node) sources.push(node); // a node's edges are met in one go
    }
  }
  const immediateDominator = findDominators(reversePostorder, order, predecessors);
  return { reversePostorder, order, predecessors, immediateDominator };
}

/** Whether every path to `node` goes through `dominator`. Linear in the depth of the tree. */
export function dominates<Node extends number>(
  flow: FlowGraph<Node>,
  dominator: Node,
  node: Node,
): boolean {
  let at: number = node;
  while (flow.order[at]! > flow.order[dominator]!) at = flow.immediateDominator[at]!;
  return at === dominator;
}

/** Depth-first search with an explicit stack. */
function orderNodes<Node extends number>(
  size: number,
  successors: (node: Node) => readonly Node[],
): Node[] {
  const postorder: Node[] = [];
  const visited = new Array<number>(size).fill(0);
  const path: Node[] = [0 as Node];
  const targets: (readonly Node[])[] = [successors(0 as Node)];
  const left: number[] = [targets[0]!.length];
  visited[0] = 1;
  while (path.length > 0) {
    const top = path.length - 1;
    const next = --left[top]!;
    if (next < 0) {
      postorder.push(path.pop()!);
      targets.pop();
      left.pop();
      continue;
    }
    const target = targets[top]![next]!;
    if (visited[target] !== 0) continue;
    visited[target] = 1;
    const further = successors(target);
    path.push(target);
    targets.push(further);
    left.push(further.length);
  }
  return postorder.reverse();
}

function findDominators<Node extends number>(
  reversePostorder: readonly Node[],
  order: readonly number[],
  predecessors: readonly (readonly Node[])[],
): number[] {
  const dominator = new Array<number>(order.length).fill(-1);
  dominator[0] = 0;
  const intersect = (first: number, second: number): number => {
    let a = first;
    let b = second;
    while (a !== b) {
      while (order[a]! > order[b]!) a = dominator[a]!;
      while (order[b]! > order[a]!) b = dominator[b]!;
    }
    return a;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of reversePostorder) {
      if (node === 0) continue;
      let next = -1;
      for (const predecessor of predecessors[node]!) {
        if (dominator[predecessor] === -1) continue;
        next = next === -1 ? predecessor : intersect(predecessor, next);
      }
      if (dominator[node] !== next) {
        dominator[node] = next;
        changed = true;
      }
    }
  }
  return dominator;
}
