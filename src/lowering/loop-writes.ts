/**
 * Finds the names that each loop of a function writes. A variable that a loop does not write needs
 * no phi in its header, and most loops write few of the variables that they read.
 */
import {
  endOf,
  kindOf,
  NodeKind,
  type Nodes,
  nodeCount,
  payloadOf,
  startOf,
} from '../language/index.ts';

export class LoopWrites {
  /** The nodes that write a variable of each name, in order. */
  readonly #writers = new Map<string, number[]>();
  /** The `endFor` of each `for`. */
  readonly #ends = new Map<number, number>();

  /** Cost: linear in the number of nodes. */
  constructor(nodes: Nodes, text: string) {
    const count = nodeCount(nodes);
    for (let node = 0; node < count; node++) {
      const kind = kindOf(nodes, node);
      if (kind === NodeKind.endFor) this.#ends.set(payloadOf(nodes, node), node);
      if (kind !== NodeKind.for && kind !== NodeKind.target) continue;
      const name = text.slice(startOf(nodes, node), endOf(nodes, node));
      const writers = this.#writers.get(name);
      if (writers === undefined) this.#writers.set(name, [node]);
      else writers.push(node);
    }
  }

  /**
   * Whether the loop that starts at this `for` writes any variable of this name, maybe another one
   * than the caller means. Cost: logarithmic in the number of writes.
   */
  mayWrite(loop: number, name: string): boolean {
    const writers = this.#writers.get(name);
    if (writers === undefined) return false;
    let first = 0; // will be the first writer that is not before the loop
    for (let end = writers.length; first < end; ) {
      const middle = (first + end) >> 1;
      if (writers[middle]! < loop) first = middle + 1;
      else end = middle;
    }
    return first < writers.length && writers[first]! < this.#ends.get(loop)!; // each `for` has its end
  }
}
