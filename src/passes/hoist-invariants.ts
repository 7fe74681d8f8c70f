/**
 * Loop-invariant code motion: moves an instruction out of a loop if it computes the same in every
 * iteration (Aho, Lam, Sethi, Ullman, section 9.5; compare LLVM's LICM).
 *
 *     br label %loop                                   %1 = fdiv double %a, %b
 *   loop:                                              br label %loop
 *     %i = phi double [ 0.0, %entry ], …         →   loop:
 *     %1 = fdiv double %a, %b                          %i = phi double [ 0.0, %entry ], …
 *     %2 = fadd double %i, %1                          %2 = fadd double %i, %1
 *
 * Pure instructions cannot fail, so all may move to the end of the only block that enters the loop,
 * if it leads nowhere else; without such a block the pass skips the loop. Instructions leave as
 * many loops at once as they can. They move even if not every iteration runs them, because loops
 * tend to run often. Division and square root cost more than many iterations of a short loop save,
 * so they move only if every full iteration runs them.
 *
 * Each value that crosses a loop takes a register in it. So at most `MAX_HOISTED` values leave a
 * loop, and cheap instructions only while fewer than `CHEAP_LIMIT` have left. Linear in the size of
 * the function times the nesting of its loops.
 */
import {
  analyzeControlFlow,
  encloses,
  type FlowGraph,
  findLoops,
  type Loop,
  mayLoop,
  outermost,
} from '../analysis/index.ts';
import {
  type Block,
  blockOf,
  type Instruction,
  type IRFunction,
  instructionOf,
  type Opcode,
  opcodes,
  terminatorOf,
  type Value,
} from '../ir/index.ts';

/** Most values that move out of one loop: each takes a register in it. */
const MAX_HOISTED = 16;
/** Values that have left a loop when cheap instructions, as cheap as a spill, stop moving. */
const CHEAP_LIMIT = 6;

const isCheap: Partial<Readonly<Record<Opcode, true>>> = {
  fneg: true,
  fabs: true,
  copysign: true,
  uitofp: true,
  fcmp: true,
  and: true,
  or: true,
  xor: true,
};

/** Moves invariant code out of the loops of `fn`; returns whether there was any. */
export function hoistInvariants(fn: IRFunction): boolean {
  if (!mayLoop(fn)) return false;
  const flow = analyzeControlFlow(fn);
  const { all, of } = findLoops(flow);
  return all.length > 0 && new Hoisting(fn, flow, of).run();
}

interface Destination {
  /** The block that invariants move to. */
  readonly block: Block;
  readonly latches: readonly Block[];
  hoisted: number;
}

class Hoisting {
  readonly #fn: IRFunction;
  readonly #flow: FlowGraph<Block>;
  readonly #loopOf: readonly (Loop | undefined)[];
  readonly #destinations = new Map<Loop, Destination | undefined>();
  /** For each value, the innermost loop that it is computed in. */
  readonly #homes: (Loop | undefined)[];
  #changed = false;

  constructor(fn: IRFunction, flow: FlowGraph<Block>, loopOf: readonly (Loop | undefined)[]) {
    this.#fn = fn;
    this.#flow = flow;
    this.#loopOf = loopOf;
    this.#homes = new Array<Loop | undefined>(fn.values.length).fill(undefined);
  }

  run(): boolean {
    for (const block of this.#flow.reversePostorder) {
      const loop = this.#loopOf[block];
      if (loop !== undefined) this.#visit(block, loop);
    }
    return this.#changed;
  }

  #visit(block: Block, loop: Loop): void {
    const data = blockOf(this.#fn, block);
    const { instructions } = data;
    let kept: Value[] | undefined;
    for (let i = 0; i < instructions.length; i++) {
      const value = instructions[i]!;
      const instruction = instructionOf(this.#fn, value);
      this.#homes[value] = loop;
      const destination =
        opcodes[instruction.op].kind === 'pure'
          ? this.#destination(block, loop, instruction)
          : undefined;
      if (destination === undefined) {
        kept?.push(value);
        continue;
      }
      kept ??= instructions.slice(0, i);
      const { instructions: before } = blockOf(this.#fn, destination.block);
      before.push(value, before.pop()!); // before the terminator
      this.#homes[value] = this.#loopOf[destination.block];
      destination.hoisted++;
    }
    if (kept === undefined) return;
    data.instructions = kept;
    this.#changed = true;
  }

  /** The place farthest out that an instruction can and should move to. */
  #destination(block: Block, loop: Loop, { op, operands }: Instruction): Destination | undefined {
    let depth = 0; // of the innermost loop that an operand depends on
    for (const operand of operands) depth = Math.max(depth, this.#commonDepth(loop, operand));
    let best: Destination | undefined;
    for (let from: Loop | undefined = loop; from !== undefined && from.depth > depth; ) {
      const destination = this.#destinationOf(from);
      if (destination === undefined || !this.#pays(destination, block, op)) break;
      best = destination;
      from = from.parent;
    }
    return best;
  }

  /** The depth of the innermost loop that contains both `loop` and the definition of `value`. */
  #commonDepth(loop: Loop, value: Value): number {
    const home = this.#homes[value];
    if (encloses(loop, home)) return loop.depth;
    return outermost(loop, (around) => !encloses(around, home)).depth - 1;
  }

  #pays({ hoisted, latches }: Destination, block: Block, op: Opcode): boolean {
    if (hoisted >= MAX_HOISTED) return false;
    if (isCheap[op] === true) return hoisted < CHEAP_LIMIT;
    if (op !== 'fdiv' && op !== 'sqrt') return true;
    return latches.every((latch) => this.#flow.dominance.dominates(block, latch));
  }

  #destinationOf(loop: Loop): Destination | undefined {
    if (this.#destinations.has(loop)) return this.#destinations.get(loop);
    const { predecessors, order } = this.#flow;
    const { header } = loop;
    const isLatch = (from: Block) => order[from]! >= order[header]!;
    const latches = predecessors[header]!.filter(isLatch);
    const outside = predecessors[header]!.filter((from) => !isLatch(from));
    const [block] = outside;
    const isPreheader = outside.length === 1 && terminatorOf(this.#fn, block!).op === 'br';
    const destination = isPreheader ? { block: block!, latches, hoisted: 0 } : undefined;
    this.#destinations.set(loop, destination);
    return destination;
  }
}
