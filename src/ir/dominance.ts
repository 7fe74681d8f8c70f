/**
 * Dominators by Lengauer and Tarjan, "A Fast Algorithm for Finding Dominators in a Flowgraph"
 * (TOPLAS 1979), with path compression only: O(m log n) for any graph, without recursion. The
 * names `semi`, `ancestor`, `label` and `bucket` are the paper's.
 *
 * The algorithm works on preorder numbers of a depth-first search; block 0 is number 0. It uses
 * ordinary arrays: for the handful of blocks of most graphs, typed arrays cost more to make than to
 * use.
 */

/** A depth-first search of a flow graph from block 0. */
export interface DepthFirstSearch<Node extends number = number> {
  /** The reached blocks in postorder. */
  readonly postorder: readonly Node[];
  /** The reached blocks in preorder. */
  readonly preorder: readonly Node[];
  /** Index of each block in `preorder`, or -1 for a block that is not reached. */
  readonly numbers: readonly number[];
  /** For each number, the number of the block from which the search found it. */
  readonly parents: readonly number[];
}

/**
 * Searches the graph of blocks `0` to `size - 1`; `size` is at least 1. Visits the last successor
 * of a block first.
 */
export function searchDepthFirst<Node extends number>(
  size: number,
  successors: (node: Node) => readonly Node[],
): DepthFirstSearch<Node> {
  const postorder: Node[] = [];
  const preorder: Node[] = [0 as Node];
  const numbers = new Array<number>(size).fill(-1);
  const parents: number[] = [0];
  const path: Node[] = [0 as Node];
  const targets: (readonly Node[])[] = [successors(0 as Node)];
  const left: number[] = [targets[0]!.length];
  numbers[0] = 0;
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
    if (numbers[target] !== -1) continue;
    numbers[target] = preorder.length;
    preorder.push(target);
    parents.push(numbers[path[top]!]!);
    const further = successors(target);
    path.push(target);
    targets.push(further);
    left.push(further.length);
  }
  return { postorder, preorder, numbers, parents };
}

/** The dominator tree of the blocks that a search reaches. */
export class Dominance {
  readonly #numbers: readonly number[];
  readonly #preorder: readonly number[];
  /** The number of the immediate dominator, by number. */
  readonly #dominators: readonly number[];
  #tree: Intervals | undefined;

  /** `predecessors` lists those of each block; unreached ones are ignored. */
  constructor(search: DepthFirstSearch, predecessors: readonly (readonly number[])[]) {
    this.#numbers = search.numbers;
    this.#preorder = search.preorder;
    this.#dominators = findDominators(search, predecessors);
  }

  /** The immediate dominator of each block: block 0 for itself, -1 for an unreached block. */
  immediateDominators(): number[] {
    return this.#numbers.map((number) =>
      number < 0 ? -1 : this.#preorder[this.#dominators[number]!]!,
    );
  }

  /** Whether every path from block 0 to `b` leads through `a`; both are reached. Constant time. */
  dominates(a: number, b: number): boolean {
    this.#tree ??= numberTree(this.#dominators);
    const outer = this.#numbers[a]!;
    const offset = this.#tree.starts[this.#numbers[b]!]! - this.#tree.starts[outer]!;
    return offset >= 0 && offset < this.#tree.sizes[outer]!;
  }
}

/** For each number, the number of the immediate dominator, which is smaller; 0 for 0. */
function findDominators(
  { numbers, preorder, parents }: DepthFirstSearch,
  predecessors: readonly (readonly number[])[],
): number[] {
  const count = parents.length;
  const dominators = new Array<number>(count).fill(0);
  const semi = preorder.map((_, number) => number);
  const forest = new Forest(semi);
  const buckets = new Array<number[] | undefined>(count).fill(undefined);
  for (let w = count - 1; w > 0; w--) {
    const sources = predecessors[preorder[w]!]!;
    for (let i = 0; i < sources.length; i++) {
      const v = numbers[sources[i]!]!;
      if (v >= 0) semi[w] = Math.min(semi[w]!, semi[forest.evaluate(v)]!);
    }
    const bucket = buckets[semi[w]!];
    if (bucket === undefined) buckets[semi[w]!] = [w];
    else bucket.push(w);
    const parent = parents[w]!;
    forest.link(parent, w);
    const settled = buckets[parent];
    if (settled === undefined) continue;
    buckets[parent] = undefined;
    for (let i = 0; i < settled.length; i++) {
      const u = forest.evaluate(settled[i]!);
      dominators[settled[i]!] = semi[u]! < semi[settled[i]!]! ? u : parent;
    }
  }
  for (let w = 1; w < count; w++) {
    if (dominators[w] !== semi[w]) dominators[w] = dominators[dominators[w]!]!;
  }
  return dominators;
}

/** The paper's forest: finds the vertex of least `semi` on the way up from a vertex. */
class Forest {
  readonly #semi: readonly number[];
  readonly #ancestor: number[];
  readonly #label: number[];

  constructor(semi: readonly number[]) {
    this.#semi = semi;
    this.#ancestor = new Array<number>(semi.length).fill(-1);
    this.#label = semi.slice(); // at first every vertex is its own semidominator and label
  }

  link(parent: number, child: number): void {
    this.#ancestor[child] = parent;
  }

  evaluate(v: number): number {
    const above = this.#ancestor[v]!;
    if (above >= 0 && this.#ancestor[above]! >= 0) this.#compress(v);
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

/** A tree whose subtrees are intervals: `b` is below `a` if it starts within `sizes[a]` of `a`. */
interface Intervals {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
}

function numberTree(dominators: readonly number[]): Intervals {
  const sizes = new Array<number>(dominators.length).fill(1);
  for (let w = dominators.length - 1; w > 0; w--) sizes[dominators[w]!]! += sizes[w]!;
  const starts = new Array<number>(dominators.length).fill(0);
  const next = new Array<number>(dominators.length).fill(1); // where the next child starts
  for (let w = 1; w < dominators.length; w++) {
    const parent = dominators[w]!;
    starts[w] = next[parent]!;
    next[parent] = starts[w]! + sizes[w]!;
    next[w] = starts[w]! + 1;
  }
  return { starts, sizes };
}
