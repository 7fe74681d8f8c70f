/**
 * The buffer that the parser writes nodes to. Functions keep views of its memory, so that nodes are
 * not copied. They share blocks, because an array buffer for each function would take most of the
 * parser's time; a block is freed with the last function in it.
 */
import { kindOf, NODE_WORDS, type NodeKind, type Nodes } from './ast.ts';

/**
 * Most nodes of an expression. Some payloads are indices of nodes and have 27 bits; half of that
 * range leaves room for the constructs that are still open when an expression reaches the limit.
 */
export const MAX_NODES = 2 ** 26;

/** Words of a block: small at first, for one line of a REPL, then doubled up to a fast size. */
const FIRST_BLOCK = 256 * NODE_WORDS;
const LARGEST_BLOCK = 4096 * NODE_WORDS;

/** Collects the nodes of one expression after another. */
export class NodeBuffer {
  #block: Nodes = new Int32Array(FIRST_BLOCK);
  #blockSize = FIRST_BLOCK;
  /** Bounds of the expression in hand, in words of the block. */
  #start = 0;
  #end = 0;

  /** Number of nodes of the expression. */
  get count(): number {
    return (this.#end - this.#start) / NODE_WORDS;
  }

  /** Drops the nodes appended since the last `take`. */
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

  /** Whether the last node has this kind and payload. */
  isLast(kind: NodeKind, payload: number): boolean {
    return this.#block[this.#end - NODE_WORDS] === (kind | (payload << 5));
  }

  /** Where the text of the last node starts. */
  lastStart(): number {
    return this.#block[this.#end - NODE_WORDS + 1]!;
  }

  /** Changes kind and payload of a node, and keeps its span. */
  patch(node: number, kind: NodeKind, payload: number): void {
    this.#block[this.#start + node * NODE_WORDS] = kind | (payload << 5);
  }

  /** Finishes the expression and returns its nodes. */
  take(): Nodes {
    const nodes = this.#block.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return nodes;
  }

  /** Moves the expression in hand to the start of a new block. */
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
