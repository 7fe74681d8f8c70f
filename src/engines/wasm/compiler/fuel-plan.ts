/**
 * Plans where code asks whether it may go on, so that it does every few milliseconds. Work is counted
 * in IR instructions; fuel is the work that may be done before the next question. Code burns fuel on
 * its way to calls, before it enters an outlined loop, and at the back edges of loops that are not
 * outlined. The work between two of these places is bounded: a loop that is outlined runs in place
 * for a budget of iterations in each call of the region around it, and goes on elsewhere when that is
 * used up.
 */
import { encloses, type FlowGraph, type Loop } from '../../../analysis/index.ts';
import { type Block, blockOf, type IRFunction, instructionOf } from '../../../ir/index.ts';
import type { LoopLimits, LoopPlan } from './loop-plan.ts';

/** The most work of an outlined loop in one call: up to 2.5 ms where each instruction takes 10 ns. */
const MOST_WORK = 250_000;

/** The work of a call: host functions take 10 to 20 ns, and compiled ones burn fuel themselves. */
const CALL = 16;

/** Work of a function without calls that is too little for burning fuel. */
const NEGLIGIBLE = 128;

/** How many times longer a loop runs in place for each loop around it. */
const PER_LEVEL = 10;

/** The budgets of a region: of a whole function, or of a loop outlined from it. */
export interface Budgets {
  /** Iterations of the outlined loop in each call. */
  readonly perCall: number;
  /** Iterations in place of the loops of this depth, in each call of the region. */
  inPlace(depth: number): number;
  /** The most work that a call of the region does before it burns fuel again, up to `MOST_WORK`. */
  readonly work: number;
}

/** Where a function burns fuel for its own work, and how much. */
export interface Checkpoint {
  readonly block: Block;
  readonly work: number;
}

export interface FuelPlan {
  /** Whether code burns fuel at all. */
  readonly isBurnt: boolean;
  /** Budgets of each outlined loop's region, and of the whole function by `undefined`. */
  readonly budgets: ReadonlyMap<Loop | undefined, Budgets>;
  /** Nothing where the function does little and calls nothing. */
  readonly checkpoint: Checkpoint | undefined;
  /** The work of an iteration of each loop, without the loops in it. */
  readonly iterations: ReadonlyMap<Loop, number>;
}

/** The plan of a function that has no loops and burns no fuel. */
const nothing: FuelPlan = {
  isBurnt: false,
  budgets: new Map([[undefined, { perCall: 1, inPlace: () => 1, work: 0 }]]),
  checkpoint: undefined,
  iterations: new Map(),
};

/** Plans the fuel of a function. Linear in its size, but for the dominators. */
export function planFuel(
  fn: IRFunction,
  flow: FlowGraph<Block>,
  plan: LoopPlan,
  limits: LoopLimits,
  isBurnt: boolean,
): FuelPlan {
  if (!isBurnt && plan.loops.all.length === 0) return nothing;
  const planner = new FuelPlanner(fn, flow, plan, limits);
  const whole = planner.planRegion(undefined, flow.reversePostorder);
  const budgets = new Map<Loop | undefined, Budgets>([[undefined, whole]]);
  for (const [loop, { blocks }] of plan.outlined) {
    budgets.set(loop, planner.planRegion(loop, blocks));
  }
  const { iterations } = planner;
  return { isBurnt, budgets, checkpoint: planner.planCheckpoint(whole), iterations };
}

class FuelPlanner {
  readonly iterations = new Map<Loop, number>();
  readonly #flow: FlowGraph<Block>;
  readonly #plan: LoopPlan;
  readonly #limits: LoopLimits;
  /** The work of one run through each block. */
  readonly #work: readonly number[];
  readonly #calling: Block[] = [];

  constructor(fn: IRFunction, flow: FlowGraph<Block>, plan: LoopPlan, limits: LoopLimits) {
    this.#flow = flow;
    this.#plan = plan;
    this.#limits = limits;
    this.#work = fn.blocks.map((_, index) => {
      const block = index as Block;
      const { instructions } = blockOf(fn, block);
      const calls = instructions.filter((value) => instructionOf(fn, value).op === 'call').length;
      if (calls > 0) this.#calling.push(block);
      const work = instructions.length + (CALL - 1) * calls;
      const loop = plan.loops.of[block];
      if (loop !== undefined) {
        this.iterations.set(loop, Math.min(MOST_WORK, work + (this.iterations.get(loop) ?? 0)));
      }
      return work;
    });
  }

  /** The budgets of a region of these blocks: of the loop `own`, or of the whole function. */
  planRegion(own: Loop | undefined, blocks: readonly Block[]): Budgets {
    const { iterationsInPlace, iterationsPerCall } = this.#limits;
    const affordable = Math.max(1, Math.floor(MOST_WORK / this.#once(blocks)));
    const most = Math.min(Math.max(iterationsInPlace, iterationsPerCall), affordable);
    const perCall = Math.min(iterationsPerCall, affordable);
    const first = own?.depth ?? 1; // the depth of the region's outermost loops
    const inPlace = (depth: number) =>
      Math.min(iterationsInPlace * PER_LEVEL ** (depth - first), most);

    let work = 0;
    for (const block of blocks) {
      let loop = this.#plan.loops.of[block];
      // Loops that are not outlined burn fuel themselves.
      while (loop !== undefined && !this.#plan.outlined.has(loop)) loop = loop.parent;
      const iterations = loop === own ? perCall : inPlace(loop?.depth ?? 0);
      work += this.#work[block]! * (loop === undefined ? 1 : iterations);
    }
    return { perCall, inPlace, work: Math.min(work, MOST_WORK) };
  }

  /**
   * A function burns fuel on the way to all its calls, as late as it can: what returns without a call
   * pays nothing. It pays at its entry if it calls nothing, or has loops that do not come that way.
   */
  planCheckpoint({ work }: Budgets): Checkpoint | undefined {
    const { reversePostorder } = this.#flow;
    const block = this.#commonDominator();
    if (block === undefined && work <= NEGLIGIBLE) return undefined;
    if (block !== undefined && this.#plan.loops.all.every((loop) => this.#passes(loop, block))) {
      return { block, work: Math.min(this.#once(reversePostorder), MOST_WORK) };
    }
    return { block: reversePostorder[0]!, work };
  }

  /** The work of one run through each of these blocks. */
  #once(blocks: readonly Block[]): number {
    return blocks.reduce((sum, block) => sum + this.#work[block]!, 0);
  }

  /** The last block on all ways to calls. */
  #commonDominator(): Block | undefined {
    const { order, dominance } = this.#flow;
    const [first, ...others] = this.#calling.filter((block) => order[block]! >= 0);
    if (first === undefined || others.length === 0) return first;
    const dominators = dominance.immediateDominators();
    return others.reduce((common, block) => {
      let [a, b] = [common, block];
      while (a !== b) {
        if (order[a]! > order[b]!) a = dominators[a] as Block;
        else b = dominators[b] as Block;
      }
      return a;
    }, first);
  }

  /** Whether each iteration of the loop comes through `block`. */
  #passes(loop: Loop, block: Block): boolean {
    const { of } = this.#plan.loops;
    if (!encloses(loop, of[block])) return false;
    return this.#flow.predecessors[loop.header]!.filter((from) => encloses(loop, of[from])).every(
      (from) => this.#flow.dominance.dominates(block, from),
    );
  }
}
