/**
 * Natural loops: a back edge goes to a header that dominates its source; the loop is the header and
 * all blocks that reach the edge without passing it (Aho, Lam, Sethi, Ullman, section 9.6).
 */
import { type Block, type IRFunction, terminatorOf } from '../ir/index.ts';
import type { FlowGraph } from './control-flow.ts';

export interface Loop {
  readonly header: Block;
  /** The innermost loop around this one. */
  parent: Loop | undefined;
  /** Number of loops around this one, itself included. */
  depth: number;
  /** The loops in it, itself included, have numbers from `first` up to but not including `end`. */
  first: number;
  end: number;
  /** A loop around this one, far enough out for searches to be logarithmic. */
  jump: Loop | undefined;
}

export interface Loops {
  /** The loops, outer ones before inner ones. */
  readonly all: readonly Loop[];
  /** The innermost loop of each block. */
  readonly of: readonly (Loop | undefined)[];
  /** Whether a cycle has two entries: control flow that no nesting of loops can express. */
  readonly irreducible: boolean;
}

const none: Loops = { all: [], of: [], irreducible: false };

/** Whether the function may have a cycle, which needs an edge to a block of no higher number. */
export function mayLoop(fn: IRFunction): boolean {
  for (let block = 0; block < fn.blocks.length; block++) {
    for (const target of terminatorOf(fn, block as Block).blocks) if (target <= block) return true;
  }
  return false;
}

/** Finds the loops of a function: n log n in its number of blocks. */
export function findLoops(flow: FlowGraph<Block>): Loops {
  const { reversePostorder, order, predecessors, dominance } = flow;
  if (reversePostorder.length === 1 && predecessors[0]!.length === 0) return none;
  const headers: Block[] = [];
  let irreducible = false;
  for (const block of reversePostorder) {
    const back = predecessors[block]!.filter((from) => order[from]! >= order[block]!);
    if (back.length === 0) continue;
    if (back.every((from) => dominance.dominates(block, from))) headers.push(block);
    else irreducible = true;
  }
  if (headers.length === 0) return irreducible ? { ...none, irreducible } : none;

  const of: (Loop | undefined)[] = new Array(order.length);
  // Inner headers come later in reverse postorder, so inner loops claim their blocks first.
  const all = headers.reverse().map((header) => {
    const loop: Loop = { header, parent: undefined, depth: 0, first: 0, end: 0, jump: undefined };
    claim(loop, flow, of);
    return loop;
  });
  all.reverse();
  numberLoops(all);
  return { all, of, irreducible };
}

/** Numbers the loops so that those in a loop directly follow it. */
function numberLoops(all: readonly Loop[]): void {
  for (const loop of all) loop.end = 1; // holds the size of the loop until the numbers are known
  for (const loop of all.toReversed()) if (loop.parent !== undefined) loop.parent.end += loop.end;
  const next = new Map<Loop | undefined, number>();
  for (const loop of all) {
    const { parent } = loop;
    loop.first = next.get(parent) ?? 0;
    loop.end += loop.first;
    next.set(parent, loop.end).set(loop, loop.first + 1);
    loop.depth = (parent?.depth ?? 0) + 1;
    loop.jump = jumpFrom(parent);
  }
}

/** Skew-binary jumps: Myers, "An Applicative Random-Access Stack" (1983). */
function jumpFrom(parent: Loop | undefined): Loop | undefined {
  const first = parent?.jump;
  const second = first?.jump;
  const depth = first?.depth ?? 0;
  return (parent?.depth ?? 0) - depth === depth - (second?.depth ?? 0) ? second : parent;
}

/** Walks backwards from the back edges, and steps over a loop found inside as one node. */
function claim(loop: Loop, flow: FlowGraph<Block>, of: (Loop | undefined)[]): void {
  const { predecessors, order } = flow;
  const { header } = loop;
  const work = predecessors[header]!.filter((from) => order[from]! >= order[header]!);
  of[header] = loop;
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    let outermost = of[block];
    if (outermost === undefined) {
      of[block] = loop;
      work.push(...predecessors[block]!);
      continue;
    }
    while (outermost.parent !== undefined) outermost = outermost.parent;
    if (outermost === loop) continue;
    outermost.parent = loop;
    work.push(...predecessors[outermost.header]!);
  }
}

/** Whether `outer` is `inner` or contains it. */
export function encloses(outer: Loop, inner: Loop | undefined): boolean {
  return inner !== undefined && outer.first <= inner.first && inner.first < outer.end;
}

/**
 * Returns the outermost loop around `loop`, itself included, for which `holds` is true. It must be
 * true for `loop`, and false outside of any loop for which it is false. Logarithmic in the depth.
 */
export function outermost(loop: Loop, holds: (loop: Loop) => boolean): Loop {
  for (let at = loop; ; ) {
    const { jump, parent } = at;
    if (jump !== undefined && holds(jump)) at = jump;
    else if (parent !== undefined && holds(parent)) at = parent;
    else return at;
  }
}
