/**
 * Gives locals to the values of a region that need one, and to the loops in it that run on elsewhere.
 */
import { instructionOf, type Value } from '../../../ir/index.ts';
import { letterOf, type ValueLetter } from '../format/object.ts';
import type { Interval } from './interval.ts';
import { Lifetimes } from './lifetimes.ts';
import { LinearScan } from './linear-scan.ts';
import type { OutlinedLoop } from './loop-plan.ts';
import { burnsFuel, innerLoop, parameterCount, type Region } from './region.ts';

/** Extra locals of a loop that runs on elsewhere. */
export interface LoopLocals {
  /** Iterations left. */
  readonly budget: number;
  readonly status: number;
  /** Locals of the results, one for each slot; -1 where nothing needs the result. */
  readonly slots: readonly number[];
}

export interface Locals {
  /** The local of a value; -1 for values without. Valid for values of the region. */
  readonly of: (value: Value) => number;
  readonly inner: ReadonlyMap<OutlinedLoop, LoopLocals>;
  /** Iterations left, where the region is a loop. */
  readonly budget: number;
  /** Holds the fuel for a moment, where the region burns any. */
  readonly fuel: number;
  /** How many locals of each type there are after the parameters, in the order of `valueLetters`. */
  readonly counts: Readonly<Record<ValueLetter, number>>;
}

/** Allocates the locals of a region: n log n in the number of its values. */
export function allocateLocals(region: Region): Locals {
  const { intervals, distinct } = new Lifetimes(region);
  const scan = new LinearScan(intervals);
  scan.run(distinct);
  return finishLocals(region, intervals, scan);
}

/** Adds the locals of loops, and numbers all of them. */
function finishLocals(
  region: Region,
  intervals: readonly (Interval | undefined)[],
  scan: LinearScan,
): Locals {
  const { fn } = region.facts;
  const inner = new Map<OutlinedLoop, LoopLocals>();
  const shared = new SharedLocals(scan);
  for (const header of region.blocks) {
    const loop = innerLoop(region, header);
    if (loop === undefined) continue;
    shared.restart();
    const slots = loop.slots.map((value, slot) => {
      const phi = loop.phis[slot];
      const local = phi === undefined ? -1 : (intervals[phi]?.local ?? -1);
      if (local !== -1 || value === undefined) return local;
      return shared.next(letterOf[instructionOf(fn, value).type]);
    });
    inner.set(loop, { slots, budget: shared.budget(loop.loop.depth), status: shared.status() });
  }
  const budget = region.outlined === undefined ? -1 : scan.fresh('i');
  const fuel = burnsFuel(region) ? scan.fresh('i') : -1;
  const number = scan.numbering(parameterCount(region));
  for (const [loop, locals] of inner) {
    inner.set(loop, {
      slots: locals.slots.map(number),
      budget: number(locals.budget),
      status: number(locals.status),
    });
  }
  return {
    of: (value) => number(intervals[value]?.local ?? -1),
    inner,
    budget: number(budget),
    fuel: number(fuel),
    counts: scan.counts,
  };
}

/**
 * The extra locals of loops that run on elsewhere. What comes back from there is moved on at once,
 * so all loops take the same locals for it; loops share their budgets with loops beside them. Time
 * in V8's baseline compiler is proportional to the number of locals times that of blocks.
 */
class SharedLocals {
  readonly #scan: LinearScan;
  readonly #locals: Readonly<Record<ValueLetter, number[]>> = { d: [], i: [] };
  /** How many of these the loop at hand has taken. */
  #taken: Record<ValueLetter, number> = { d: 0, i: 0 };
  readonly #budgets = new Map<number, number>();
  #status: number | undefined;

  constructor(scan: LinearScan) {
    this.#scan = scan;
  }

  /** Lets `next` begin with the first local again. */
  restart(): void {
    this.#taken = { d: 0, i: 0 };
  }

  next(letter: ValueLetter): number {
    const locals = this.#locals[letter];
    const at = this.#taken[letter]++;
    locals[at] ??= this.#scan.fresh(letter);
    return locals[at];
  }

  budget(depth: number): number {
    const budget = this.#budgets.get(depth) ?? this.#scan.fresh('i');
    this.#budgets.set(depth, budget);
    return budget;
  }

  status(): number {
    this.#status ??= this.#scan.fresh('i');
    return this.#status;
  }
}
