/**
 * Natural loops: a back edge goes to a block that dominates its source; the loop is what reaches
 * that edge without passing the header (Aho, Lam, Sethi, Ullman, section 9.6).
 */
import type { Block } from '../ir/index.ts';
import { dominates, type FlowGraph } from './control-flow.ts';

export interface Loop {
  readonly header: Block;
  /** The innermost loop around this one. */
  parent: Loop | undefined;
  /** Number of loops around this one, itself included. */
  depth: number;
}

export interface Loops {
  /** The loops, outer ones before inner ones. */
  readonly all: readonly Loop[];
  /** The innermost loop of each block. */
  readonly of: readonly (Loop | undefined)[];
  /** Whether some cycle has two entries: control flow that no nesting of loops can express. */
  readonly irreducible: boolean;
}

const none: Loops = { all: [], of: [], irreducible: false };

/** Finds the loops of a function. Linear in its blocks times the nesting depth of its loops. */
export function findLoops(flow: FlowGraph<Block>): Loops {
  const { reversePostorder, order, predecessors } = flow;
  if (reversePostorder.length === 1 && predecessors[0]!.length === 0) return none;
  const headers: Block[] = [];
  let irreducible = false;
  for (const block of reversePostorder) {
    const back = predecessors[block]!.filter((from) => order[from]! >= order[block]!);
    if (back.length === 0) continue;
    if (back.every((from) => dominates(flow, block, from))) headers.push(block);
    else irreducible = true;
  }
  if (headers.length === 0) return irreducible ? { ...none, irreducible } : none;

  const of: (Loop | undefined)[] = new Array(order.length);
  // Inner headers come later in reverse postorder, so inner loops claim their blocks first.
  const all = headers.reverse().map((header) => {
    const loop: Loop = { header, parent: undefined, depth: 0 };
    claim(loop, flow, of);
    return loop;
  });
  all.reverse();
  for (const loop of all) loop.depth = (loop.parent?.depth ?? 0) + 1;
  return { all, of, irreducible };
}

/** Walks backwards from the back edges; a loop found inside is stepped over as one node. */
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

/** Whether `outer` is `inner` or stands around it. Linear in the difference of their depths. */
export function encloses(outer: Loop, inner: Loop | undefined): boolean {
  let loop = inner;
  while (loop !== undefined && loop.depth > outer.depth) loop = loop.parent;
  return loop === outer;
}
