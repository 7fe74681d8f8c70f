/**
 * Decides which values are computed where they are used, on WebAssembly's operand stack, and which
 * need a local (compare LLVM's WebAssemblyRegStackify). A value with one use, in its own block, is
 * computed at its use. A call only if that keeps all calls in order: so blocks are walked
 * backwards, and the call that an operand needs must be the last one that is not placed yet.
 *
 * Loops over instructions go by index here and in the other stages of the compiler: `for … of`
 * allocates in code that V8 has not optimized yet, which is most of the code in a short run.
 */
import {
  type Block,
  blockOf,
  constantDouble,
  type Instruction,
  type IRFunction,
  instructionOf,
  opcodes,
  predicateOf,
  terminatorOf,
  type Value,
} from '../../../ir/index.ts';
import { comparisons } from '../format/instructions.ts';

/** Expressions nest no deeper than this; deeper ones are cut by a local. */
const MAX_HEIGHT = 64;

export interface Placement {
  /** 1 for each value that is computed at its one use. */
  readonly inlined: readonly number[];
  /** Number of uses of each value, by code that exists. */
  readonly uses: readonly number[];
}

/**
 * Places the values of `blocks`, all that are reachable. `kept` are values that need a local in
 * any case. Linear.
 */
export function placeValues(
  fn: IRFunction,
  blocks: readonly Block[],
  kept: ReadonlySet<Value>,
): Placement {
  const uses = new Array<number>(fn.values.length).fill(0);
  const inlined = new Array<number>(fn.values.length).fill(0);
  for (const block of blocks) {
    const { instructions } = blockOf(fn, block);
    for (let i = 0; i < instructions.length; i++) {
      const instruction = instructionOf(fn, instructions[i]!);
      const { operands } = instruction;
      const weight = readsOperandsTwice(fn, instruction) ? 2 : 1;
      for (let k = 0; k < operands.length; k++) uses[operands[k]!]! += weight;
    }
  }
  const placer = new Placer(fn, uses, inlined, kept);
  for (const block of blocks) placer.placeBlock(block);
  return { inlined, uses };
}

/** Whether code for an instruction names its operands twice, so that they have to be in locals. */
function readsOperandsTwice(fn: IRFunction, instruction: Instruction): boolean {
  if (instruction.op !== 'fcmp') return false;
  return comparisons[predicateOf(instruction)] === undefined && !comparesWithZero(fn, instruction);
}

/** `fcmp one x, 0` and `fcmp ueq x, 0` compare the absolute value. */
export function comparesWithZero(fn: IRFunction, instruction: Instruction): boolean {
  const predicate = predicateOf(instruction);
  if (predicate !== 'one' && predicate !== 'ueq') return false;
  return constantDouble(fn, instruction.operands[1]!) === 0;
}

/** The operands of an instruction in the order in which code for it computes them. */
export function evaluationOrder({ op, operands }: Instruction): readonly Value[] {
  return op === 'select' ? [operands[1]!, operands[2]!, operands[0]!] : operands;
}

class Placer {
  readonly #fn: IRFunction;
  readonly #uses: readonly number[];
  readonly #inlined: number[];
  readonly #kept: ReadonlySet<Value>;
  /** For each value the block it is in, plus one; 0 for values outside blocks and later ones. */
  readonly #home: number[];
  readonly #height: number[];
  /** Calls of the block that are not placed yet, in order. */
  #calls: Value[] = [];

  constructor(
    fn: IRFunction,
    uses: readonly number[],
    inlined: number[],
    kept: ReadonlySet<Value>,
  ) {
    this.#fn = fn;
    this.#uses = uses;
    this.#inlined = inlined;
    this.#kept = kept;
    this.#home = new Array<number>(fn.values.length).fill(0);
    this.#height = new Array<number>(fn.values.length).fill(0);
  }

  placeBlock(block: Block): void {
    const fn = this.#fn;
    const { instructions } = blockOf(fn, block);
    this.#calls = [];
    for (let i = 0; i < instructions.length; i++) this.#prepare(instructions[i]!, block);
    this.#placeEdges(block);
    for (let i = instructions.length - 1; i >= 0; i--) {
      const value = instructions[i]!;
      const instruction = instructionOf(fn, value);
      if (instruction.op === 'phi') break;
      if (this.#inlined[value] === 1) continue;
      if (instruction.op === 'call') this.#calls.pop();
      else if (this.#uses[value] === 0 && opcodes[instruction.op].kind === 'pure') continue;
      this.#placeOperands(instruction, block);
    }
  }

  #prepare(value: Value, block: Block): void {
    const { op, operands } = instructionOf(this.#fn, value);
    this.#home[value] = op === 'phi' ? 0 : block + 1;
    if (op === 'call') this.#calls.push(value);
    if (op === 'phi') return;
    let height = 1;
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (this.#isCandidate(operand, block)) height = Math.max(height, this.#height[operand]! + 1);
    }
    this.#height[value] = height;
    if (height > MAX_HEIGHT) {
      this.#home[value] = 0;
      this.#height[value] = 0;
    }
  }

  /** Values that the successors' phis take are computed at the end of the block. */
  #placeEdges(block: Block): void {
    const { blocks, op } = terminatorOf(this.#fn, block);
    for (const target of blocks) {
      const phis = blockOf(this.#fn, target).instructions;
      let count = 0;
      while (instructionOf(this.#fn, phis[count]!).op === 'phi') count++;
      for (let i = count - 1; i >= 0; i--) {
        if (this.#uses[phis[i]!] === 0) continue; // no edge writes it
        const phi = instructionOf(this.#fn, phis[i]!);
        const operand = phi.operands[phi.blocks.indexOf(block)]!;
        this.#place(operand, block, op === 'br');
      }
    }
  }

  #placeOperands(instruction: Instruction, block: Block): void {
    const operands = evaluationOrder(instruction);
    for (let i = operands.length - 1; i >= 0; i--) this.#place(operands[i]!, block, true);
  }

  /** Computes `value` at this use if it may. Heights bound the recursion. */
  #place(value: Value, block: Block, callsAllowed: boolean): void {
    if (!this.#isCandidate(value, block)) return;
    const instruction = instructionOf(this.#fn, value);
    if (instruction.op === 'call') {
      if (!callsAllowed || this.#calls.at(-1) !== value) return;
      this.#calls.pop();
    }
    this.#inlined[value] = 1;
    const operands = evaluationOrder(instruction);
    for (let i = operands.length - 1; i >= 0; i--) this.#place(operands[i]!, block, callsAllowed);
  }

  #isCandidate(value: Value, block: Block): boolean {
    return this.#home[value] === block + 1 && this.#uses[value] === 1 && !this.#kept.has(value);
  }
}
