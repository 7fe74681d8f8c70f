/**
 * Dominators by Lengauer and Tarjan, "A Fast Algorithm for Finding Dominators in a Flowgraph"
 * (TOPLAS 1979), with path compression only: O(m log n) whatever the graph, and nothing recurses.
 * The names `semi`, `ancestor`, `label` and `bucket` are the paper's.
 *
 * Everything below works on preorder numbers of a depth-first search; block 0 is number 0.
 */

/** Who dominates whom in a flow graph. */
export interface Dominance {
  /** Whether there is a way from block 0 to `block`. */
  reaches(block: number): boolean;
  /** Whether every way from block 0 to `b` leads through `a`; both must be reached. Constant time. */
  dominates(a: number, b: number): boolean;
}

/** The dominance of a graph of blocks `0` to `successors.length - 1`; there is at least one. */
export function dominanceOf(successors: readonly (readonly number[])[]): Dominance {
  const search = depthFirst(successors);
  const tree = intervals(immediateDominators(search, successors));
  const { numbers } = search;
  return {
    reaches: (block) => numbers[block]! >= 0,
    dominates: (a, b) => {
      const outer = numbers[a]!;
      const offset = tree.starts[numbers[b]!]! - tree.starts[outer]!;
      return offset >= 0 && offset < tree.sizes[outer]!;
    },
  };
}

interface Search {
  /** Preorder number of each block, or -1. */
  readonly numbers: Int32Array;
  /** The blocks in preorder. */
  readonly blocks: readonly number[];
  /** For each number, that of its parent in the search's tree. */
  readonly parents: readonly number[];
}

function depthFirst(successors: readonly (readonly number[])[]): Search {
  const numbers = new Int32Array(successors.length).fill(-1);
  const blocks: number[] = [];
  const parents: number[] = [];
  const stack: number[] = [0, 0]; // pairs: a block, and the number it was found from
  while (stack.length > 0) {
    const parent = stack.pop()!;
    const block = stack.pop()!;
    if (numbers[block]! >= 0) continue;
    const number = blocks.length;
    numbers[block] = number;
    blocks.push(block);
    parents.push(parent);
    for (const successor of successors[block]!) stack.push(successor, number);
  }
  return { numbers, blocks, parents };
}

/** For each number, the predecessors of its block as numbers. */
function predecessors({ numbers, blocks }: Search, successors: readonly (readonly number[])[]) {
  const lists: number[][] = blocks.map(() => []);
  blocks.forEach((block, number) => {
    for (const successor of successors[block]!) lists[numbers[successor]!]!.push(number);
  });
  return lists;
}

/** For each number, that of its block's immediate dominator, which is smaller; 0 for 0. */
function immediateDominators(
  search: Search,
  successors: readonly (readonly number[])[],
): Int32Array {
  const { parents } = search;
  const incoming = predecessors(search, successors);
  const count = parents.length;
  const idom = new Int32Array(count);
  const semi = Int32Array.from({ length: count }, (_, number) => number);
  const forest = new Forest(semi);
  const buckets: number[][] = parents.map(() => []);
  for (let w = count - 1; w > 0; w--) {
    for (const v of incoming[w]!) semi[w] = Math.min(semi[w]!, semi[forest.evaluate(v)]!);
    buckets[semi[w]!]!.push(w);
    const parent = parents[w]!;
    forest.link(parent, w);
    for (const v of buckets[parent]!.splice(0)) {
      const u = forest.evaluate(v);
      idom[v] = semi[u]! < semi[v]! ? u : parent;
    }
  }
  for (let w = 1; w < count; w++) if (idom[w] !== semi[w]) idom[w] = idom[idom[w]!]!;
  return idom;
}

/** The paper's forest: finds the vertex of least `semi` on the way up from a vertex. */
class Forest {
  readonly #semi: Int32Array;
  readonly #ancestor: Int32Array;
  readonly #label: Int32Array;

  constructor(semi: Int32Array) {
    this.#semi = semi;
    this.#ancestor = new Int32Array(semi.length).fill(-1);
    this.#label = semi.slice(); // at first every vertex is its own semidominator and label
  }

  link(parent: number, child: number): void {
    this.#ancestor[child] = parent;
  }

  evaluate(v: number): number {
    if (this.#ancestor[v]! >= 0) this.#compress(v);
    return this.#label[v]!;
  }

  #compress(v: number): void {
    const path: number[] = [];
    for (let x = v; this.#ancestor[this.#ancestor[x]!]! >= 0; x = this.#ancestor[x]!) path.push(x);
    for (let x = path.pop(); x !== undefined; x = path.pop()) {
      const above = this.#ancestor[x]!;
      const label = this.#label[above]!;
      if (this.#semi[label]! < this.#semi[this.#label[x]!]!) this.#label[x] = label;
      this.#ancestor[x] = this.#ancestor[above]!;
    }
  }
}

/**
 * Numbers the dominator tree so that a subtree is an interval: `a` dominates `b` if `b` starts
 * within `sizes[a]` of `a`.
 */
function intervals(idom: Int32Array): { starts: Int32Array; sizes: Int32Array } {
  const sizes = new Int32Array(idom.length).fill(1);
  for (let w = idom.length - 1; w > 0; w--) sizes[idom[w]!]! += sizes[w]!;
  const starts = new Int32Array(idom.length);
  const next = new Int32Array(idom.length).fill(1); // where the next child starts
  for (let w = 1; w < idom.length; w++) {
    const parent = idom[w]!;
    starts[w] = next[parent]!;
    next[parent] = starts[w]! + sizes[w]!;
    next[w] = starts[w]! + 1;
  }
  return { starts, sizes };
}
