/**
 * Global value numbering: keeps one of several instructions that compute the same from the same
 * operands, one that dominates the others (Briggs, Cooper, Simpson, "Value Numbering", 1997, the
 * dominator-based technique).
 *
 *     %1 = fmul double %x, %y                %1 = fmul double %x, %y
 *     %2 = fmul double %y, %x          →     %2 = fadd double %1, %1
 *     %3 = fadd double %1, %2
 *
 * Operands of commutative operations are the same in either order, which decides only which of two
 * NaNs results; either is allowed. A comparison is the same as its mirror image. Phis of one block
 * are the same if their operands are. In a block that is reached only if a condition holds, uses of
 * the condition are uses of `true`.
 *
 * The hash table of expressions, in plain arrays, follows the dominator tree. Linear.
 */
import { analyzeControlFlow, type FlowGraph } from '../analysis/index.ts';
import {
  addConstant,
  type Block,
  blockOf,
  type Constant,
  constantOf,
  eachPhi,
  type Instruction,
  type IRFunction,
  instructionOf,
  isSameConstant,
  numberOf,
  opcodes,
  predicateOf,
  terminatorOf,
  type Value,
} from '../ir/index.ts';
import type { Steps } from '../source/index.ts';
import { BLOCKS_PER_STEP } from './context.ts';
import { predicateFor, swapped, waysOf } from './simplify/predicates.ts';

/** Phis of more operands do not learn conditions: each edge searches the blocks of a phi. */
const MAX_INCOMING = 64;

/** Removes repeated computations from `fn`; returns whether there were any. */
export function* numberValues(fn: IRFunction): Steps<boolean> {
  return yield* new Numbering(fn).run();
}

class Numbering {
  readonly #fn: IRFunction;
  /** For each value, its replacement: itself, an earlier value, or the constant that it must be. */
  readonly #leaders: Value[];
  /** For each hash, the latest entry with it, or -1. */
  readonly #heads: number[];
  readonly #mask: number;
  /** Entries: their values, their hashes, and the entries that they hide. */
  readonly #entries: Value[] = [];
  readonly #hashes: number[] = [];
  readonly #hidden: number[] = [];
  readonly #truths: (Value | undefined)[] = [undefined, undefined];
  #changed = false;

  constructor(fn: IRFunction) {
    this.#fn = fn;
    const count = fn.values.length;
    let size = 16;
    while (size < count) size *= 2;
    this.#mask = size - 1;
    this.#heads = new Array<number>(size).fill(-1);
    this.#leaders = new Array<Value>(count);
    for (let value = 0; value < count; value++) this.#leaders[value] = value as Value;
  }

  *run(): Steps<boolean> {
    const fn = this.#fn;
    for (let value = fn.type.parameters.length; value < this.#leaders.length; value++) {
      const constant = constantOf(fn, value as Value);
      if (constant !== undefined) this.#numberConstant(value as Value, constant);
    }
    if (fn.blocks.length === 1) this.#visit(0 as Block);
    else yield* this.#walk(analyzeControlFlow(fn));
    return this.#changed;
  }

  /** Visits the blocks of the dominator tree, each before those that it dominates. */
  *#walk({ reversePostorder, dominance, predecessors }: FlowGraph<Block>): Steps<void> {
    const immediateDominator = dominance.immediateDominators();
    const children: Block[][] = immediateDominator.map(() => []);
    for (let i = reversePostorder.length - 1; i > 0; i--) {
      children[immediateDominator[reversePostorder[i]!]!]!.push(reversePostorder[i]!);
    }
    const work: Block[] = [0 as Block];
    let visited = 0;
    /** State to restore after each open block: the number of entries, and a condition. */
    const marks: number[] = [];
    const conditions: number[] = [];
    while (work.length > 0) {
      const block = work.pop()!;
      if (block < 0) {
        this.#forget(marks.pop()!);
        const condition = conditions.pop()!;
        if (condition >= 0) this.#leaders[condition] = condition as Value;
        continue;
      }
      marks.push(this.#entries.length);
      conditions.push(this.#assume(block, predecessors[block]!));
      work.push(-1 as Block);
      this.#visit(block);
      for (const target of terminatorOf(this.#fn, block).blocks) this.#updatePhis(target, block);
      for (const child of children[block]!) work.push(child);
      if (++visited % BLOCKS_PER_STEP === 0) yield;
    }
    this.#finishPhis();
  }

  /** Assumes the condition under which `block` is reached, and returns it; -1 if there is none. */
  #assume(block: Block, predecessors: readonly Block[]): number {
    const [from] = predecessors;
    if (predecessors.length !== 1) return -1;
    const { op, operands, blocks } = terminatorOf(this.#fn, from!);
    if (op !== 'condbr') return -1;
    const condition = operands[0]!;
    if (this.#leaders[condition] !== condition) return -1; // known already
    if (instructionOf(this.#fn, condition).op === 'const') return -1;
    this.#leaders[condition] = this.#truth(blocks[0] === block);
    return condition;
  }

  #visit(block: Block): void {
    const data = blockOf(this.#fn, block);
    const { instructions } = data;
    let out: Value[] | undefined;
    for (let i = 0; i < instructions.length; i++) {
      const value = instructions[i]!;
      const instruction = instructionOf(this.#fn, value);
      this.#updateOperands(instruction);
      const leader = isNumbered(instruction) ? this.#number(value, instruction) : value;
      if (leader === value) {
        out?.push(value);
      } else {
        this.#leaders[value] = leader;
        this.#changed = true;
        out ??= instructions.slice(0, i);
      }
    }
    if (out !== undefined) data.instructions = out;
  }

  #updateOperands({ op, operands }: Instruction): void {
    if (op === 'phi') return; // its operands are uses at the ends of other blocks
    for (let i = 0; i < operands.length; i++) {
      const leader = this.#leaders[operands[i]!]!;
      if (leader === operands[i]) continue;
      operands[i] = leader;
      this.#changed = true;
    }
  }

  /** Updates the operands of the phis of `block` for `from`, the block just visited. */
  #updatePhis(block: Block, from: Block): void {
    const terminator = terminatorOf(this.#fn, from);
    const condition = terminator.op === 'condbr' ? terminator.operands[0]! : -1;
    eachPhi(this.#fn, block, ({ operands, blocks }) => {
      if (blocks.length > MAX_INCOMING) return;
      const at = blocks.indexOf(from);
      const operand = this.#leaders[operands[at]!]!;
      const leader = operand === condition ? this.#truth(terminator.blocks[0] === block) : operand;
      if (leader === operands[at]) return;
      operands[at] = leader;
      this.#changed = true;
    });
  }

  /** Updates the remaining operands of phis. No condition is assumed any longer. */
  #finishPhis(): void {
    if (!this.#changed) return;
    for (let block = 0; block < this.#fn.blocks.length; block++) {
      eachPhi(this.#fn, block as Block, ({ operands }) => {
        for (let i = 0; i < operands.length; i++) operands[i] = this.#leaders[operands[i]!]!;
      });
    }
  }

  /** Returns the value that `value` repeats; if there is none, enters `value` and returns it. */
  #number(value: Value, instruction: Instruction): Value {
    const hash = this.#hash(instruction);
    for (let entry = this.#heads[hash]!; entry >= 0; entry = this.#hidden[entry]!) {
      const other = this.#entries[entry]!;
      if (this.#isSame(instruction, instructionOf(this.#fn, other))) {
        return this.#leaders[other]!; // may be a truth in this block
      }
    }
    this.#enter(value, hash);
    return value;
  }

  #numberConstant(value: Value, constant: Constant): void {
    const number = numberOf(constant);
    const hash = ((Math.imul(number * 1024, 0x9e3779b1) >>> 7) + constant.type.length) & this.#mask;
    for (let entry = this.#heads[hash]!; entry >= 0; entry = this.#hidden[entry]!) {
      const other = this.#entries[entry]!;
      const known = constantOf(this.#fn, other);
      if (known === undefined || !isSameConstant(known, constant)) continue;
      this.#leaders[value] = other;
      return;
    }
    this.#enter(value, hash);
  }

  #enter(value: Value, hash: number): void {
    this.#hidden.push(this.#heads[hash]!);
    this.#heads[hash] = this.#entries.length;
    this.#entries.push(value);
    this.#hashes.push(hash);
  }

  /** Removes all entries from `mark` on. */
  #forget(mark: number): void {
    while (this.#entries.length > mark) {
      this.#entries.pop();
      this.#heads[this.#hashes.pop()!] = this.#hidden.pop()!;
    }
  }

  /** A hash that is the same for operands in any order. */
  #hash({ op, operands }: Instruction): number {
    let sum = op.length + op.charCodeAt(1);
    for (let i = 0; i < operands.length; i++)
      sum = (sum + Math.imul(operands[i]! + 1, 0x9e3779b1)) | 0;
    return (sum ^ (sum >>> 15)) & this.#mask;
  }

  #isSame(a: Instruction, b: Instruction): boolean {
    if (a.op !== b.op || a.operands.length !== b.operands.length) return false;
    if (a.op === 'phi') return areSamePhis(a, b);
    const [x, y] = a.operands;
    const [u, v] = b.operands;
    const isSwapped = x === v && y === u;
    if (a.op === 'fcmp') {
      const [first, second] = [predicateOf(a), predicateOf(b)];
      if (x === u && y === v && first === second) return true;
      return isSwapped && predicateFor(swapped(waysOf(first))) === second;
    }
    if (x === u && y === v && a.operands[2] === b.operands[2]) return true;
    return isSwapped && opcodes[a.op].commutative;
  }

  #truth(truth: boolean): Value {
    const known = this.#truths[Number(truth)];
    if (known !== undefined) return known;
    const value = addConstant(this.#fn, { type: 'i1', value: truth });
    this.#truths[Number(truth)] = value;
    this.#leaders.push(value);
    return value;
  }
}

/** Whether the result of an instruction depends on its operands alone. */
function isNumbered({ op }: Instruction): boolean {
  return op === 'phi' || opcodes[op].kind === 'pure';
}

/** Whether two phis are equal; false if they list the same predecessors in another order. */
function areSamePhis(a: Instruction, b: Instruction): boolean {
  if (a.type !== b.type) return false;
  for (let i = 0; i < a.operands.length; i++) {
    if (a.operands[i] !== b.operands[i] || a.blocks[i] !== b.blocks[i]) return false;
  }
  return true;
}
