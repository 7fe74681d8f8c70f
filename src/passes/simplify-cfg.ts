/**
 * Simplification of the control-flow graph (compare LLVM's SimplifyCFG).
 *
 *     br i1 %c, label %then, label %else              →    %v = select i1 %c, i1 %a, i1 %b
 *   then:                                                  ret …
 *     %a = fcmp olt double %x, 1.0
 *     br label %endif
 *   else: …
 *
 * - A branch on a constant becomes a jump; blocks that cannot be reached disappear.
 * - A block whose only predecessor has no other successor is appended to that one.
 * - An empty block disappears, unless it leads to the header of a loop: there it receives hoisted
 *   instructions, or keeps back edges together.
 * - Phis of one operand, and phis that repeat another, are replaced.
 * - A branch whose arms have no effect and no result disappears with its arms.
 * - A branch becomes its two arms and a `select` of their results, where `select-cost.ts` says that
 *   this pays.
 *
 * Each change removes an edge or a block and revisits its surroundings, so the pass is linear but
 * for bounded lists. If it removes any block, it leaves the blocks in reverse postorder.
 */
import { reversePostorder } from '../analysis/index.ts';
import {
  addIncoming,
  addPure,
  type Block,
  blockOf,
  constantTruth,
  dropIncoming,
  eachPhi,
  type Instruction,
  type IRFunction,
  incomingOf,
  instructionOf,
  isSameValue,
  opcodes,
  replaceIncoming,
  takeIncoming,
  terminatorOf,
  turnIntoJump,
  type Value,
} from '../ir/index.ts';
import type { Steps } from '../source/index.ts';
import { BLOCKS_PER_STEP } from './context.ts';
import { type Choice, MAX_COST, selectPays } from './simplify-cfg/select-cost.ts';
import { keepBlocks, removeUnreachable } from './unreachable.ts';

/** Empty blocks with more predecessors, or before blocks with more, stay, to keep lists short. */
const MAX_FORWARDED = 8;
const MAX_PREDECESSORS = 64;
/** Most phis of a block that are compared with each other: the comparison is quadratic. */
const MAX_COMPARED = 16;

/** Simplifies the control flow of `fn`; returns whether it changed. */
export function* simplifyCfg(fn: IRFunction): Steps<boolean> {
  if (fn.blocks.length === 1) return false;
  return yield* new CfgSimplifier(fn).run();
}

class CfgSimplifier {
  readonly #fn: IRFunction;
  readonly #predecessors: Block[][] = [];
  readonly #isHeader: boolean[] = [];
  readonly #isGone: boolean[] = [];
  /** For each value, its replacement, if any. Made for the first replacement. */
  #replacements: (Value | undefined)[] | undefined;
  readonly #work: Block[] = [];
  #changed = false;

  constructor(fn: IRFunction) {
    this.#fn = fn;
  }

  *run(): Steps<boolean> {
    const fn = this.#fn;
    for (let block = 0; block < fn.blocks.length; block++) this.#decideBranch(block as Block);
    this.#analyze();
    yield;
    let visited = 0;
    for (let block = this.#work.pop(); block !== undefined; block = this.#work.pop()) {
      if (!this.#isGone[block]) this.#visit(block);
      if (++visited % BLOCKS_PER_STEP === 0) yield;
    }
    if (this.#replacements !== undefined) this.#replaceUses();
    if (this.#isGone.includes(true)) keepBlocks(fn, reversePostorder(fn));
    return this.#changed;
  }

  /** br true, x, y → br x */
  #decideBranch(block: Block): void {
    const terminator = terminatorOf(this.#fn, block);
    if (terminator.op !== 'condbr') return;
    const condition = constantTruth(this.#fn, terminator.operands[0]!);
    if (condition === undefined) return;
    const [taken, other] = condition ? [0, 1] : [1, 0];
    dropIncoming(this.#fn, terminator.blocks[other]!, block);
    turnIntoJump(terminator, terminator.blocks[taken]!);
    this.#changed = true;
  }

  #analyze(): void {
    const fn = this.#fn;
    if (this.#changed) removeUnreachable(fn);
    const count = fn.blocks.length;
    const blocks = reversePostorder(fn);
    const order = new Array<number>(count).fill(-1);
    for (let i = 0; i < count; i++) {
      order[blocks[i]!] = i;
      this.#predecessors.push([]);
      this.#isGone.push(false);
      this.#isHeader.push(false);
    }
    for (let i = 0; i < count; i++) {
      const block = blocks[i]!;
      this.#work.push(blocks[count - 1 - i]!); // the entry last, so that `pop` takes it first
      const targets = terminatorOf(fn, block).blocks;
      for (let j = 0; j < targets.length; j++) {
        const target = targets[j]!;
        this.#predecessors[target]!.push(block);
        if (order[target]! <= i) this.#isHeader[target] = true;
      }
    }
  }

  /** Simplifies the end of a block, again and again while that extends the block. */
  #visit(block: Block): void {
    let changed = this.#simplifyPhis(block);
    for (;;) {
      const terminator = terminatorOf(this.#fn, block);
      if (terminator.op === 'condbr') {
        if (!this.#selectArms(block, terminator)) break;
      } else if (terminator.op === 'br') {
        const target = terminator.blocks[0]!;
        if (this.#predecessors[target]!.length === 1 && target !== block) {
          this.#absorb(block, target);
        } else if (this.#leaveOut(block, target)) {
          return;
        } else break;
      } else break;
      changed = true;
    }
    // The block may now be short enough as an arm of its predecessor.
    const [before] = this.#predecessors[block]!;
    if (changed && before !== undefined && this.#predecessors[block]!.length === 1) {
      this.#work.push(before);
    }
  }

  /** Appends `next` to `block`, its only predecessor. */
  #absorb(block: Block, next: Block): void {
    const fn = this.#fn;
    const { instructions } = blockOf(fn, block);
    instructions.pop();
    for (const value of blockOf(fn, next).instructions) {
      const { op, operands } = instructionOf(fn, value);
      if (op === 'phi') this.#replace(value, operands[0]!);
      else instructions.push(value);
    }
    for (const target of terminatorOf(fn, block).blocks) this.#renameSource(target, next, block);
    this.#isGone[next] = true;
    this.#changed = true;
  }

  /** Sends the predecessors of an empty block to its target. */
  #leaveOut(block: Block, target: Block): boolean {
    const fn = this.#fn;
    const sources = this.#predecessors[block]!;
    const targets = this.#predecessors[target]!;
    if (blockOf(fn, block).instructions.length > 1 || block === 0 || this.#isHeader[target]) {
      return false;
    }
    if (sources.length > MAX_FORWARDED || targets.length > MAX_PREDECESSORS) return false;
    // A source with two edges to the target would have one: the phis must not tell them apart.
    if (sources.some((from) => targets.includes(from) && !this.#agree(target, from, block))) {
      return false;
    }
    eachPhi(fn, target, (phi) => {
      const value = takeIncoming(phi, block);
      for (const from of sources) {
        if (!phi.blocks.includes(from)) addIncoming(phi, value, from);
      }
    });
    targets.splice(targets.indexOf(block), 1);
    for (const from of sources) {
      const terminator = terminatorOf(fn, from);
      if (targets.includes(from)) turnIntoJump(terminator, target);
      else {
        terminator.blocks = terminator.blocks.map((each) => (each === block ? target : each));
        targets.push(from);
      }
      this.#work.push(from);
    }
    this.#isGone[block] = true;
    this.#changed = true;
    this.#work.push(target);
    return true;
  }

  /** Whether each phi of `block` has the same operand for `a` and `b`. */
  #agree(block: Block, a: Block, b: Block): boolean {
    let agree = true;
    eachPhi(this.#fn, block, (phi) => {
      agree &&= this.#isSame(incomingOf(phi, a), incomingOf(phi, b));
    });
    return agree;
  }

  /** br c, x, y; x: …; br z; y: …; br z  →  …; …; select c, …; br z. Also with `x` or `y` for `z`. */
  #selectArms(block: Block, terminator: Instruction): boolean {
    const fn = this.#fn;
    const [first, second] = terminator.blocks as [Block, Block];
    const afterFirst = this.#armTarget(first);
    const afterSecond = this.#armTarget(second);
    let join: Block;
    if (afterFirst !== undefined && (afterFirst === afterSecond || afterFirst === second)) {
      join = afterFirst;
    } else if (afterSecond === first) join = first;
    else return false;
    if (join === block) return false;
    const fromFirst = first === join ? block : first;
    const fromSecond = second === join ? block : second;
    const arms = [fromFirst, fromSecond].filter((arm) => arm !== block);
    const isNeeded = this.#isNeeded(join, fromFirst, fromSecond, arms);
    if (isNeeded) {
      const choice = this.#choice(terminator.operands[0]!, join, fromFirst, fromSecond, arms);
      if (!selectPays(fn, choice, (value) => this.#resolve(value))) return false;
    }

    const { instructions } = blockOf(fn, block);
    const last = instructions.pop()!;
    const condition = terminator.operands[0]!;
    for (const arm of arms) {
      if (isNeeded) instructions.push(...blockOf(fn, arm).instructions.slice(0, -1));
      this.#isGone[arm] = true;
      const sources = this.#predecessors[join]!;
      sources.splice(sources.indexOf(arm), 1);
    }
    eachPhi(fn, join, (phi) => {
      const a = takeIncoming(phi, fromFirst);
      const b = takeIncoming(phi, fromSecond);
      let value = a;
      if (!this.#isSame(a, b)) {
        value = addPure(fn, 'select', phi.type, [condition, a, b]);
        instructions.push(value);
      }
      addIncoming(phi, value, block);
    });
    const sources = this.#predecessors[join]!;
    if (!sources.includes(block)) sources.push(block);
    instructions.push(last);
    turnIntoJump(terminator, join);
    this.#changed = true;
    if (sources.length > 1) this.#simplifyPhis(join);
    return true;
  }

  /** The target of a block that can be an arm: one predecessor, few instructions, a jump. */
  #armTarget(block: Block): Block | undefined {
    if (this.#predecessors[block]!.length !== 1) return undefined;
    if (blockOf(this.#fn, block).instructions.length > MAX_COST + 1) return undefined;
    const { op, blocks } = terminatorOf(this.#fn, block);
    return op === 'br' ? blocks[0] : undefined;
  }

  /** Whether arms have an effect, or results that the phis of `join` tell apart. */
  #isNeeded(join: Block, first: Block, second: Block, arms: readonly Block[]): boolean {
    if (!this.#agree(join, first, second)) return true;
    return arms.some((arm) =>
      blockOf(this.#fn, arm).instructions.some((value) => {
        const { kind } = opcodes[instructionOf(this.#fn, value).op];
        return kind !== 'pure' && kind !== 'terminator';
      }),
    );
  }

  /** The values that a `select` would choose, and those that the arms compute. */
  #choice(
    condition: Value,
    join: Block,
    first: Block,
    second: Block,
    arms: readonly Block[],
  ): Choice {
    const pairs: Choice['pairs'][number][] = [];
    eachPhi(this.#fn, join, (phi) => {
      const a = this.#resolve(incomingOf(phi, first));
      const b = this.#resolve(incomingOf(phi, second));
      pairs.push({ a, b, differ: !this.#isSame(a, b) });
    });
    const armValues = arms.flatMap((arm) => blockOf(this.#fn, arm).instructions);
    return { condition, pairs, armValues };
  }

  /** Replaces phis that have only one value, or equal another phi of the block. */
  #simplifyPhis(block: Block): boolean {
    const [first] = blockOf(this.#fn, block).instructions;
    if (instructionOf(this.#fn, first!).op !== 'phi') return false;
    const kept: Instruction[] = [];
    const values: Value[] = [];
    let count = 0;
    eachPhi(this.#fn, block, (phi, value) => {
      count++;
      const only = this.#onlyOperand(value, phi);
      if (only !== undefined) this.#replace(value, only);
      else {
        const same = kept.findIndex((other) => this.#areEqual(phi, other));
        if (same >= 0) this.#replace(value, values[same]!);
        else {
          if (kept.length < MAX_COMPARED) kept.push(phi);
          values.push(value);
        }
      }
    });
    if (values.length === count) return false;
    const data = blockOf(this.#fn, block);
    data.instructions = [...values, ...data.instructions.slice(count)];
    this.#changed = true;
    return true;
  }

  #onlyOperand(value: Value, { operands }: Instruction): Value | undefined {
    let only: Value | undefined;
    for (const operand of operands) {
      const resolved = this.#resolve(operand);
      if (resolved === value) continue;
      if (only !== undefined && !this.#isSame(only, resolved)) return undefined;
      only ??= resolved;
    }
    return only;
  }

  #areEqual(a: Instruction, b: Instruction): boolean {
    if (a.type !== b.type) return false;
    return a.operands.every((operand, i) => {
      const at = b.blocks[i] === a.blocks[i] ? i : b.blocks.indexOf(a.blocks[i]!);
      return this.#isSame(operand, b.operands[at]!);
    });
  }

  #isSame(a: Value, b: Value): boolean {
    return isSameValue(this.#fn, this.#resolve(a), this.#resolve(b));
  }

  #renameSource(block: Block, from: Block, to: Block): void {
    const sources = this.#predecessors[block]!;
    sources[sources.indexOf(from)] = to;
    replaceIncoming(this.#fn, block, from, to);
  }

  #replace(from: Value, to: Value): void {
    this.#replacements ??= new Array<Value | undefined>(this.#fn.values.length).fill(undefined);
    this.#replacements[from] = this.#resolve(to);
  }

  #resolve(value: Value): Value {
    let result = value;
    if (this.#replacements === undefined) return result;
    for (let next = this.#replacements[result]; next !== undefined; ) {
      result = next;
      next = this.#replacements[result];
    }
    return result;
  }

  #replaceUses(): void {
    this.#fn.blocks.forEach(({ instructions }, block) => {
      if (this.#isGone[block]) return;
      for (const value of instructions) {
        const { operands } = instructionOf(this.#fn, value);
        for (let i = 0; i < operands.length; i++) operands[i] = this.#resolve(operands[i]!);
      }
    });
  }
}
