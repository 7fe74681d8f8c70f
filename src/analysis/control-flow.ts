/** The control-flow graph: predecessors, reverse postorder, and the dominator tree. */
import {
  type Block,
  Dominance,
  type IRFunction,
  searchDepthFirst,
  terminatorOf,
} from '../ir/index.ts';

/** A flow graph over nodes 0 … n-1, entered at node 0. Arrays are indexed by node. */
export interface FlowGraph<Node extends number = number> {
  /** The reachable nodes; each comes after its dominators. */
  readonly reversePostorder: readonly Node[];
  /** Position of each node in `reversePostorder`, or -1 for an unreachable node. */
  readonly order: readonly number[];
  /** The reachable predecessors, each once. */
  readonly predecessors: readonly (readonly Node[])[];
  readonly dominance: Dominance;
}

/** Analyzes the control flow of a function: n log n in its number of blocks. */
export function analyzeControlFlow(fn: IRFunction): FlowGraph<Block> {
  if (fn.blocks.length === 1) return singleBlock;
  return analyzeGraph<Block>(fn.blocks.length, (block) => terminatorOf(fn, block).blocks);
}

/** The graph of every function of one block. */
const singleBlock: FlowGraph<Block> = {
  reversePostorder: [0 as Block],
  order: [0],
  predecessors: [[]],
  dominance: new Dominance({ postorder: [0], preorder: [0], numbers: [0], parents: [0] }, [[]]),
};

/** The reachable blocks of a function; each comes after its dominators. Linear. */
export function reversePostorder(fn: IRFunction): Block[] {
  if (fn.blocks.length === 1) return [0 as Block];
  return searchDepthFirst<Block>(
    fn.blocks.length,
    (block) => terminatorOf(fn, block).blocks,
  ).postorder.toReversed();
}

/**
 * Analyzes any graph of at least one node: n log n. Earlier successors of a node come earlier in
 * reverse postorder, unless an edge forces another order.
 */
export function analyzeGraph<Node extends number>(
  size: number,
  successors: (node: Node) => readonly Node[],
): FlowGraph<Node> {
  const search = searchDepthFirst(size, successors);
  const reversePostorder = search.postorder.toReversed();
  const order = new Array<number>(size).fill(-1);
  for (let i = 0; i < reversePostorder.length; i++) order[reversePostorder[i]!] = i;
  const predecessors: Node[][] = Array.from({ length: size }, () => []);
  for (const node of reversePostorder) {
    for (const target of successors(node)) {
      const sources = predecessors[target]!;
      if (sources.at(-1) !== node) sources.push(node); // all edges of a node come in a row
    }
  }
  return { reversePostorder, order, predecessors, dominance: new Dominance(search, predecessors) };
}
