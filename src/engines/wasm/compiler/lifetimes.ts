/**
 * Live intervals of the values of a region that need locals, in reverse postorder, where loops are
 * contiguous. A phi shares its interval, and so its local, with what it takes from the end of a block
 * wherever the two are not needed at once, so that most edges copy nothing.
 */
import { encloses, type Loop, outermost } from '../../../analysis/index.ts';
import {
  type Block,
  blockOf,
  type Instruction,
  incomingOf,
  instructionOf,
  opcodes,
  phisOf,
  terminatorOf,
  type Value,
} from '../../../ir/index.ts';
import { letterOf } from '../format/object.ts';
import type { Interval } from './interval.ts';
import type { OutlinedLoop } from './loop-plan.ts';
import { innerLoop, isBackEdge, isInRegion, loopHeadedBy, type Region } from './region.ts';

/** The values that share the local of a phi. */
interface Sharers {
  readonly interval: Interval;
  readonly values: Value[];
  /** Each value but the phi is needed in one block alone, and no two in the same one. */
  readonly blocks: Set<Block>;
  /** Whether some value leaves an outlined loop. */
  hasKept: boolean;
}

export class Lifetimes {
  /** By value. Shared by the regions of a function: valid for values of this one. */
  readonly intervals: (Interval | undefined)[];
  /** All intervals, each once. */
  distinct: Interval[] = [];
  readonly #region: Region;
  /** Position of each value's last use, ignoring uses by the back edge and by exits. */
  readonly #lastUse: number[];
  /** For each block number, the position after its instructions. */
  readonly #ends: number[] = [];
  /** For each loop of the region, where it ends. */
  readonly #loopEnds = new Map<Loop, number>();
  /** Where each value is computed. Shared like `intervals`. */
  readonly #starts: number[];
  #anyShared = false;
  /** Of phis that share with phis. */
  readonly #sharers = new Map<Interval, Sharers>();

  constructor(region: Region) {
    this.#region = region;
    const { intervals, lastUse, starts } = region.facts.scratch;
    this.intervals = intervals;
    this.#lastUse = lastUse;
    this.#starts = starts;
    this.#number();
    this.#begin();
    this.#use();
    this.#keepLoopValues();
    this.#coalesce();
    if (this.#anyShared) this.distinct = this.distinct.filter((interval) => interval.end >= 0);
  }

  /** Numbers positions: each instruction that is not inlined has one, and so has each block's end. */
  #number(): void {
    const { flow, blocks, facts } = this.#region;
    let position = 1;
    for (const node of flow.reversePostorder) {
      const { instructions } = blockOf(facts.fn, blocks[node]!);
      for (let i = 0; i < instructions.length; i++) {
        const value = instructions[i]!;
        this.intervals[value] = undefined;
        this.#lastUse[value] = 0;
        this.#starts[value] = facts.placement.inlined[value] === 0 ? position++ : -1;
      }
      this.#ends[node] = position++;
    }
    for (let i = flow.reversePostorder.length - 1; i >= 0; i--) {
      const node = flow.reversePostorder[i]!;
      let loop = facts.plan.loops.of[blocks[node]!];
      for (; loop !== undefined && isInRegion(this.#region, loop.header); loop = loop.parent) {
        if (this.#loopEnds.has(loop)) break; // and those around it end later
        this.#loopEnds.set(loop, this.#ends[node]!);
      }
    }
  }

  #begin(): void {
    const { flow, blocks, facts, parameters } = this.#region;
    parameters.forEach((value, local) => {
      this.#lastUse[value] = 0;
      this.#add(value, 0, local);
    });
    for (const node of flow.reversePostorder) {
      const block = blocks[node]!;
      const { instructions } = blockOf(facts.fn, block);
      for (let i = 0; i < instructions.length; i++) {
        const value = instructions[i]!;
        const { op } = instructionOf(facts.fn, value);
        const isNeeded = facts.placement.uses[value]! > 0 && facts.placement.inlined[value] === 0;
        if (!isNeeded || opcodes[op].kind === 'terminator' || this.intervals[value] !== undefined)
          continue;
        this.#add(value, op === 'phi' ? this.#phiStart(value) : this.#starts[value]!, -1);
      }
    }
  }

  #add(value: Value, start: number, local: number): void {
    const { type } = instructionOf(this.#region.facts.fn, value);
    const letter = letterOf[type];
    const interval = { letter, start, end: start + 1, local, hints: undefined, isShared: false };
    this.intervals[value] = interval;
    this.distinct.push(interval);
  }

  /** A phi is written at the ends of its predecessors. */
  #phiStart(phi: Value): number {
    const { facts } = this.#region;
    let start = Number.POSITIVE_INFINITY;
    for (const from of instructionOf(facts.fn, phi).blocks) {
      if (isInRegion(this.#region, from))
        start = Math.min(start, this.#ends[facts.numberOf[from]!]!);
    }
    return start;
  }

  #use(): void {
    const { flow, blocks, facts } = this.#region;
    for (const node of flow.reversePostorder) {
      const block = blocks[node]!;
      const { instructions } = blockOf(facts.fn, block);
      for (let i = 0; i < instructions.length; i++) {
        const value = instructions[i]!;
        const instruction = instructionOf(facts.fn, value);
        if (instruction.op === 'phi' || facts.placement.inlined[value] === 1) continue;
        if (opcodes[instruction.op].kind === 'pure' && facts.placement.uses[value] === 0) continue;
        this.#useOperands(instruction, this.#starts[value]!, block);
      }
      for (const target of terminatorOf(facts.fn, block).blocks) {
        if (!isInRegion(this.#region, target)) continue;
        for (const phi of phisOf(facts.fn, target)) {
          this.#useValue(incomingOf(instructionOf(facts.fn, phi), block), this.#ends[node]!, block);
        }
      }
    }
  }

  /** Operands that are computed in place pass the use on to theirs. Expressions are of bounded height. */
  #useOperands(instruction: Instruction, position: number, block: Block): void {
    const { operands } = instruction;
    for (let i = 0; i < operands.length; i++) this.#useValue(operands[i]!, position, block);
  }

  #useValue(value: Value, position: number, block: Block): void {
    const { facts } = this.#region;
    if (facts.placement.inlined[value] === 1) {
      this.#useOperands(instructionOf(facts.fn, value), position, block);
      return;
    }
    const interval = this.intervals[value];
    if (interval === undefined) return;
    let end = position;
    const { plan } = facts;
    const home = plan.home[value]!;
    const defining = home >= 0 ? plan.loops.of[home] : undefined;
    const isCrossed = (loop: Loop) => this.#loopEnds.has(loop) && !encloses(loop, defining);
    const around = plan.loops.of[block];
    if (around !== undefined && isCrossed(around)) {
      end = Math.max(end, this.#loopEnds.get(outermost(around, isCrossed))!); // it is in the map
    }
    this.#lastUse[value] = Math.max(this.#lastUse[value]!, end);
    interval.end = Math.max(interval.end, end);
  }

  /** Phis of a header are written again at the loop's end, and so is what leaves an outlined loop. */
  #keepLoopValues(): void {
    for (const [loop, end] of this.#loopEnds) {
      const phis = phisOf(this.#region.facts.fn, loop.header);
      const inner = innerLoop(this.#region, loop.header);
      for (const value of [...phis, ...(inner?.slots ?? [])]) {
        const interval = value === undefined ? undefined : this.intervals[value];
        if (interval !== undefined) interval.end = Math.max(interval.end, end);
      }
    }
    if (this.#region.outlined === undefined) return;
    const end = this.#ends[this.#region.flow.reversePostorder.at(-1)!]!;
    for (const value of this.#region.parameters) this.intervals[value]!.end = end;
    const leftAt = this.#lastExit(this.#region.outlined);
    for (const value of this.#region.outlined.slots) {
      const interval = value === undefined ? undefined : this.intervals[value];
      if (interval === undefined) continue;
      interval.end = Math.max(interval.end, end);
      this.#lastUse[value!] = Math.max(this.#lastUse[value!]!, leftAt); // it has an interval
    }
  }

  /** Last position at which the region may be left. */
  #lastExit({ loop: own, exits }: OutlinedLoop): number {
    const { plan, numberOf } = this.#region.facts;
    let last = 0;
    for (const { from } of exits) {
      last = Math.max(last, this.#ends[numberOf[from]!]!);
      let loop = plan.loops.of[from];
      for (; loop !== undefined && loop !== own; loop = loop.parent) {
        last = Math.max(last, this.#loopEnds.get(loop)!); // inner loops have ends
      }
    }
    return last;
  }

  /** Of the values that leave an outlined loop together, no two share a local. */
  #coalesce(): void {
    const { flow, blocks, facts } = this.#region;
    const { kept } = facts.plan;
    for (const node of flow.reversePostorder) {
      const block = blocks[node]!;
      for (const phi of phisOf(facts.fn, block)) {
        let interval = this.intervals[phi];
        if (interval === undefined) continue;
        let hasKept = kept.has(phi);
        let neededTo = this.#lastUse[phi]!;
        for (const from of instructionOf(facts.fn, phi).blocks) {
          if (!isInRegion(this.#region, from)) continue;
          const value = incomingOf(instructionOf(facts.fn, phi), from);
          const clashes = hasKept && kept.has(value);
          const isTaken = this.#sharers.get(interval)?.blocks.has(from) ?? false;
          if (!clashes && !isTaken && this.#isFree(value, from, block, neededTo)) {
            this.#share(interval, value, from);
            hasKept ||= kept.has(value);
            if (isBackEdge(facts.plan, from, block)) neededTo = this.#lastUse[value]!;
          } else if (!hasKept && this.#isJoin(value, from, block) && this.#join(phi, value)) {
            interval = this.intervals[phi]!; // the two have one now
          } else if (interval.hints === undefined) interval.hints = [value];
          else interval.hints.push(value);
        }
      }
    }
  }

  /**
   * Whether `value`, computed at the end of `from`, is never needed at once with a phi of `to` and
   * what shares its local. In the loop, those are needed up to `neededTo`.
   */
  #isFree(value: Value, from: Block, to: Block, neededTo: number): boolean {
    const { facts } = this.#region;
    const interval = this.intervals[value];
    if (interval === undefined || interval.local >= 0 || interval.isShared) return false;
    if (facts.plan.home[value] !== from || instructionOf(facts.fn, value).op === 'phi')
      return false;
    if (isBackEdge(facts.plan, from, to)) return neededTo <= this.#starts[value]!;
    return interval.end <= this.#ends[facts.numberOf[from]!]!;
  }

  /**
   * Whether `value` is a phi of `from` that only phis after it take, as where the ways out of an
   * `else if` chain join one after the other. Behind headers of loops it may be needed again.
   */
  #isJoin(value: Value, from: Block, to: Block): boolean {
    const { fn, plan } = this.#region.facts;
    const interval = this.intervals[value];
    if (interval === undefined || interval.local >= 0 || instructionOf(fn, value).op !== 'phi')
      return false;
    if (plan.home[value] !== from || interval.end > this.#ends[this.#region.facts.numberOf[from]!]!)
      return false;
    return loopHeadedBy(plan, from) === undefined && loopHeadedBy(plan, to) === undefined;
  }

  /** Lets two phis share their locals with all that share them, if that is never needed at once. */
  #join(phi: Value, value: Value): boolean {
    const into = this.#sharersOf(phi);
    const from = this.#sharersOf(value);
    const [large, small] = into.blocks.size < from.blocks.size ? [from, into] : [into, from];
    if (into.hasKept || from.hasKept) return false;
    for (const block of small.blocks) if (large.blocks.has(block)) return false;
    const { interval } = large;
    interval.start = Math.min(interval.start, small.interval.start);
    interval.end = Math.max(interval.end, small.interval.end);
    interval.isShared = true;
    interval.hints ??= small.interval.hints; // hints of both would do no more
    for (const other of small.values) {
      this.intervals[other] = interval;
      large.values.push(other);
    }
    for (const block of small.blocks) large.blocks.add(block);
    small.interval.end = -1; // not an interval any more
    this.#sharers.set(interval, large);
    this.#anyShared = true;
    return true;
  }

  #sharersOf(phi: Value): Sharers {
    const interval = this.intervals[phi]!; // only those with intervals share
    const known = this.#sharers.get(interval);
    if (known !== undefined) return known;
    const { fn, plan } = this.#region.facts;
    const values = instructionOf(fn, phi).operands.filter((v) => this.intervals[v] === interval);
    if (!values.includes(phi)) values.push(phi);
    const blocks = new Set(values.map((value) => plan.home[value] as Block));
    const hasKept = values.some((value) => plan.kept.has(value));
    return { interval, values, blocks, hasKept };
  }

  #share(interval: Interval, value: Value, from: Block): void {
    const sharers = this.#sharers.get(interval);
    if (sharers !== undefined) {
      sharers.values.push(value);
      sharers.blocks.add(from);
      sharers.hasKept ||= this.#region.facts.plan.kept.has(value);
    }
    const other = this.intervals[value]!;
    interval.start = Math.min(interval.start, other.start);
    interval.end = Math.max(interval.end, other.end);
    interval.isShared = true;
    this.intervals[value] = interval;
    other.end = -1; // not an interval any more
    this.#anyShared = true;
  }
}
