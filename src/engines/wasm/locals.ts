/**
 * Gives locals to the values of a region that need one, by linear scan over live intervals
 * (Poletto and Sarkar, "Linear Scan Register Allocation", 1999) in reverse postorder, where loops
 * are contiguous. A phi shares its local with what it takes from the end of a block wherever the
 * two are not needed at once, so that most edges copy nothing.
 */
import { encloses, type Loop } from '../../analysis/index.ts';
import { type Block, blockOf, type Instruction, instructionOf, opcodes, terminatorOf, type Value } from '../../ir/index.ts';
import { incoming, type OutlinedLoop, phisOf } from './loop-plan.ts';
import { innerLoop, isBackEdge, isInRegion, loopHeadedBy, type Region } from './region.ts';

/** Extra locals of a loop that runs on elsewhere. */
export interface LoopLocals {
  /** Iterations left. */
  readonly budget: number;
  readonly status: number;
  /** Where the results go, one for each slot; -1 where nothing needs the result. */
  readonly slots: readonly number[];
}

export interface Locals {
  /** The local of a value; -1 for values without. Valid for values of the region. */
  readonly of: (value: Value) => number;
  readonly inner: ReadonlyMap<OutlinedLoop, LoopLocals>;
  /** Iterations left, where the region is a loop. */
  readonly budget: number;
  /** Locals behind the parameters: first the doubles, then the integers. */
  readonly doubles: number;
  readonly integers: number;
}

interface Interval {
  readonly isDouble: boolean;
  start: number;
  end: number;
  /** Parameters have theirs from the start. */
  local: number;
  /** Values whose locals would make copies needless. */
  readonly hints: Value[];
}

/** Allocates the locals of a region: n log n in the number of its values. */
export function allocateLocals(region: Region): Locals {
  const lifetimes = new Lifetimes(region);
  const { intervals, values } = lifetimes;
  const scan = new LinearScan(region.parameters.length, intervals);
  scan.run(new Set(values.map((value) => intervals.get(value)!)));
  return finishLocals(region, intervals, scan);
}

class Lifetimes {
  readonly intervals = new Map<Value, Interval>();
  /** The values with intervals. */
  readonly values: Value[] = [];
  readonly #region: Region;
  /** Up to where each value is needed, but for its way round the loop and out of it. */
  readonly #lastUse = new Map<Value, number>();
  /** For each block number, the position behind its instructions. */
  readonly #ends: number[] = [];
  readonly #loopEnds = new Map<Loop, number>();
  readonly #starts = new Map<Value, number>();

  constructor(region: Region) {
    this.#region = region;
    this.#number();
    this.#begin();
    this.#use();
    this.#keepLoopValues();
    this.#coalesce();
  }

  /** Numbers positions: each instruction that is not inlined has one, and so has each block's end. */
  #number(): void {
    const { flow, blocks, facts } = this.#region;
    let position = 1;
    for (const node of flow.reversePostorder) {
      for (const value of blockOf(facts.fn, blocks[node]!).instructions) {
        if (facts.placement.inlined[value] === 0) this.#starts.set(value, position++);
      }
      this.#ends[node] = position++;
      let loop = facts.plan.loops.of[blocks[node]!];
      for (; loop !== undefined && isInRegion(this.#region, loop.header); loop = loop.parent) {
        this.#loopEnds.set(loop, position - 1);
      }
    }
  }

  #begin(): void {
    const { flow, blocks, facts, parameters } = this.#region;
    parameters.forEach((value, local) => this.#add(value, 0, local));
    for (const node of flow.reversePostorder) {
      const block = blocks[node]!;
      for (const value of blockOf(facts.fn, block).instructions) {
        const { op } = instructionOf(facts.fn, value);
        const isNeeded = facts.placement.uses[value]! > 0 && facts.placement.inlined[value] === 0;
        if (!isNeeded || opcodes[op].kind === 'terminator' || this.intervals.has(value)) continue;
        this.#add(value, op === 'phi' ? this.#phiStart(value) : this.#starts.get(value)!, -1);
      }
    }
  }

  #add(value: Value, start: number, local: number): void {
    const { type } = instructionOf(this.#region.facts.fn, value);
    this.intervals.set(value, { isDouble: type === 'double', start, end: start + 1, local, hints: [] });
    this.values.push(value);
  }

  /** A phi is written at the ends of its predecessors. */
  #phiStart(phi: Value): number {
    const { facts } = this.#region;
    let start = Number.POSITIVE_INFINITY;
    for (const from of instructionOf(facts.fn, phi).blocks) {
      if (isInRegion(this.#region, from)) start = Math.min(start, this.#ends[facts.numberOf[from]!]!);
    }
    return start;
  }

  #use(): void {
    const { flow, blocks, facts } = this.#region;
    for (const node of flow.reversePostorder) {
      const block = blocks[node]!;
      for (const value of blockOf(facts.fn, block).instructions) {
        const instruction = instructionOf(facts.fn, value);
        if (instruction.op === 'phi' || facts.placement.inlined[value] === 1) continue;
        if (opcodes[instruction.op].kind === 'pure' && facts.placement.uses[value] === 0) continue;
        this.#useOperands(instruction, this.#starts.get(value)!, block);
      }
      for (const target of new Set(terminatorOf(facts.fn, block).blocks)) {
        for (const phi of phisOf(facts.fn, target)) {
          this.#useValue(incoming(facts.fn, phi, block), this.#ends[node]!, block);
        }
      }
    }
  }

  /** Operands that are computed in place pass the use on to theirs. Expressions are of bounded height. */
  #useOperands(instruction: Instruction, position: number, block: Block): void {
    for (const operand of instruction.operands) this.#useValue(operand, position, block);
  }

  #useValue(value: Value, position: number, block: Block): void {
    const { facts } = this.#region;
    if (facts.placement.inlined[value] === 1) {
      this.#useOperands(instructionOf(facts.fn, value), position, block);
      return;
    }
    const interval = this.intervals.get(value);
    if (interval === undefined) return;
    let end = position;
    const { plan } = facts;
    const home = plan.home[value]!;
    const defining = home >= 0 ? plan.loops.of[home] : undefined;
    for (let loop = plan.loops.of[block]; loop !== undefined; loop = loop.parent) {
      const loopEnd = this.#loopEnds.get(loop);
      if (loopEnd === undefined || encloses(loop, defining)) break;
      end = Math.max(end, loopEnd);
    }
    this.#lastUse.set(value, Math.max(this.#lastUse.get(value) ?? 0, end));
    interval.end = Math.max(interval.end, end);
  }

  /** Phis of a header are written again at the loop's end, and so is what leaves an outlined loop. */
  #keepLoopValues(): void {
    for (const [loop, end] of this.#loopEnds) {
      const phis = phisOf(this.#region.facts.fn, loop.header);
      const inner = innerLoop(this.#region, loop.header);
      for (const value of [...phis, ...(inner?.slots ?? [])]) {
        const interval = value === undefined ? undefined : this.intervals.get(value);
        if (interval !== undefined) interval.end = Math.max(interval.end, end);
      }
    }
    if (this.#region.outlined === undefined) return;
    const end = this.#ends[this.#region.flow.reversePostorder.at(-1)!]!;
    for (const value of this.#region.parameters) this.intervals.get(value)!.end = end;
    for (const value of this.#region.outlined.slots) {
      const interval = value === undefined ? undefined : this.intervals.get(value);
      if (interval !== undefined) interval.end = Math.max(interval.end, end);
    }
  }

  #coalesce(): void {
    const { flow, blocks, facts } = this.#region;
    for (const node of flow.reversePostorder) {
      const block = blocks[node]!;
      for (const phi of phisOf(facts.fn, block)) {
        const interval = this.intervals.get(phi);
        if (interval === undefined) continue;
        const sharing: Value[] = [];
        for (const from of instructionOf(facts.fn, phi).blocks) {
          if (!isInRegion(this.#region, from)) continue;
          const value = incoming(facts.fn, phi, from);
          const clashes = sharing.some((other) => this.#overlap(value, other));
          if (!clashes && this.#canShare(phi, value, from, block)) {
            this.#share(interval, value);
            sharing.push(value);
          } else interval.hints.push(value);
        }
      }
    }
  }

  /** Whether `phi` and `value`, computed at the end of `from`, are never needed at once. */
  #canShare(phi: Value, value: Value, from: Block, to: Block): boolean {
    const { facts } = this.#region;
    const interval = this.intervals.get(value);
    if (interval === undefined || interval.local >= 0 || !this.#starts.has(value)) return false;
    if (this.intervals.get(phi) === interval) return false;
    if (facts.plan.home[value] !== from) return false;
    if (instructionOf(facts.fn, value).op === 'phi') return false;
    if (isBackEdge(facts.plan, from, to)) {
      return (this.#lastUse.get(phi) ?? 0) <= this.#starts.get(value)!;
    }
    return interval.end <= this.#ends[facts.numberOf[from]!]!;
  }

  /** Whether two values from ends of blocks are needed at once: one loop may have both. */
  #overlap(a: Value, b: Value): boolean {
    const [startA = 0, startB = 0] = [this.#starts.get(a), this.#starts.get(b)];
    return startA < (this.#lastUse.get(b) ?? 0) && startB < (this.#lastUse.get(a) ?? 0);
  }

  #share(interval: Interval, value: Value): void {
    const other = this.intervals.get(value)!;
    interval.start = Math.min(interval.start, other.start);
    interval.end = Math.max(interval.end, other.end);
    this.intervals.set(value, interval);
  }
}

class LinearScan {
  doubles = 0;
  integers = 0;
  readonly #parameters: number;
  readonly #intervals: ReadonlyMap<Value, Interval>;
  /** Locals free at this point, for doubles and for integers. */
  readonly #free = { doubles: [] as number[], integers: [] as number[] };

  constructor(parameters: number, intervals: ReadonlyMap<Value, Interval>) {
    this.#parameters = parameters;
    this.#intervals = intervals;
  }

  /** Integers get negative numbers, from -2 down, until the number of doubles is known. */
  run(intervals: ReadonlySet<Interval>): void {
    const byStart = [...intervals].sort((a, b) => a.start - b.start);
    const byEnd = [...intervals].sort((a, b) => a.end - b.end);
    let ended = 0;
    for (const interval of byStart) {
      for (; byEnd[ended]!.end <= interval.start; ended++) {
        const { isDouble, local } = byEnd[ended]!;
        this.#free[isDouble ? 'doubles' : 'integers'].push(local);
      }
      if (interval.local === -1) interval.local = this.#take(interval);
    }
  }

  #take({ isDouble, hints }: Interval): number {
    const free = this.#free[isDouble ? 'doubles' : 'integers'];
    for (const hint of hints) {
      const at = free.lastIndexOf(this.#intervals.get(hint)?.local ?? -1);
      if (at >= 0) return free.splice(at, 1)[0]!;
    }
    const reused = free.pop();
    if (reused !== undefined) return reused;
    return isDouble ? this.#parameters + this.doubles++ : -2 - this.integers++;
  }
}

/** Numbers the integers behind the doubles and adds the locals of loops. */
function finishLocals(region: Region, intervals: ReadonlyMap<Value, Interval>, scan: LinearScan): Locals {
  const parameters = region.parameters.length;
  const loops = [...new Set(region.blocks.filter((block) => loopHeadedBy(region.facts.plan, block)))]
    .map((block) => innerLoop(region, block))
    .filter((loop) => loop !== undefined);
  let extraDoubles = 0;
  let extraIntegers = 0;
  const extras = loops.map((loop) => ({
    loop,
    slots: loop.slots.map((value, slot) => {
      const phi = loop.phis[slot];
      const isDead = phi !== undefined && !intervals.has(phi);
      if (phi !== undefined && !(isDead && value !== undefined)) return { phi };
      const isDouble = instructionOf(region.facts.fn, value!).type === 'double'; // slots without phis have values
      return { isDouble, number: isDouble ? extraDoubles++ : extraIntegers++ };
    }),
    integer: (extraIntegers += 2) - 2,
  }));
  const doubles = scan.doubles + extraDoubles;
  const firstInteger = parameters + doubles;
  const firstExtraInteger = firstInteger + scan.integers;
  const of = (value: Value): number => {
    const local = intervals.get(value)?.local ?? -1;
    return local < -1 ? firstInteger - 2 - local : local;
  };
  const inner = new Map<OutlinedLoop, LoopLocals>();
  for (const { loop, slots, integer } of extras) {
    inner.set(loop, {
      budget: firstExtraInteger + integer,
      status: firstExtraInteger + integer + 1,
      slots: slots.map((slot) => {
        if ('phi' in slot) return of(slot.phi);
        return slot.isDouble ? parameters + scan.doubles + slot.number : firstExtraInteger + slot.number;
      }),
    });
  }
  const own = region.outlined === undefined ? 0 : 1;
  return {
    of,
    inner,
    budget: firstExtraInteger + extraIntegers,
    doubles,
    integers: scan.integers + extraIntegers + own,
  };
}
