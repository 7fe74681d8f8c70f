/**
 * Where the parser writes nodes: straight into the memory that functions keep them in. Functions
 * share blocks, because an array buffer for each of them would take most of the parser's time; a
 * block is freed with the last function in it.
 */
import { kindOf, NODE_WORDS, type NodeKind, type Nodes } from './ast.ts';

/**
 * How many nodes an expression may have. Some payloads are indices of nodes and have 27 bits; half
 * of that leaves room for the constructs that are still open when the limit is met.
 */
export const MAX_NODES = 2 ** 26;

/** Blocks start small, for the line of a REPL, and double up to the size that is fast. */
const FIRST_BLOCK = 256 * NODE_WORDS;
const LARGEST_BLOCK = 4096 * NODE_WORDS;

/** Appends nodes to the expression in hand, and hands it out. */
export class NodeBuffer {
  #block: Nodes = new Int32Array(FIRST_BLOCK);
  #blockSize = FIRST_BLOCK;
  /** The expression in hand, in words of the block. */
  #start = 0;
  #end = 0;

  /** Number of nodes of the expression. */
  get count(): number {
    return (this.#end - this.#start) / NODE_WORDS;
  }

  /** Drops what has been appended since the last expression was taken. */
  clear(): void {
    this.#end = this.#start;
  }

  emit(kind: NodeKind, payload: number, start: number, end: number): void {
    const at = this.#end;
    if (at === this.#block.length) {
      this.#grow();
      this.emit(kind, payload, start, end);
      return;
    }
    const block = this.#block;
    block[at] = kind | (payload << 5);
    block[at + 1] = start;
    block[at + 2] = end;
    this.#end = at + NODE_WORDS;
  }

  /** The kind of the last node. */
  lastKind(): NodeKind {
    return kindOf(this.#block, this.#end / NODE_WORDS - 1);
  }

  /** Whether the last node is this. */
  isLast(kind: NodeKind, payload: number): boolean {
    return this.#block[this.#end - NODE_WORDS] === (kind | (payload << 5));
  }

  /** Where the text of the last node starts. */
  lastStart(): number {
    return this.#block[this.#end - NODE_WORDS + 1]!;
  }

  /** Changes a node that is there, and leaves its span. */
  patch(node: number, kind: NodeKind, payload: number): void {
    this.#block[this.#start + node * NODE_WORDS] = kind | (payload << 5);
  }

  /** The nodes of the expression, which is finished. */
  take(): Nodes {
    const nodes = this.#block.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return nodes;
  }

  /** Goes on in another block, with the expression in hand at its start. */
  #grow(): void {
    const length = this.#end - this.#start;
    this.#blockSize = Math.min(this.#blockSize * 2, LARGEST_BLOCK);
    const block = new Int32Array(Math.max(this.#blockSize, length * 2));
    block.set(this.#block.subarray(this.#start, this.#end));
    this.#block = block;
    this.#start = 0;
    this.#end = length;
  }
}
