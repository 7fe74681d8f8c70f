/**
 * Direct SSA construction for mutable variables in structured code, after Braun et al., "Simple
 * and Efficient Construction of Static Single Assignment Form" (CC 2013): phis of a loop header
 * are made when a variable that the loop may write is first read in it, completed when its back
 * edge is known, and forwarded away when they turn out trivial. Structure replaces the paper's
 * search through predecessors: the current value of each variable is kept in one array, and what
 * the arms of a branch changed is undone and merged through a log. Nothing recurses, so control
 * flow may nest and chain to any depth.
 */
import type { FunctionBuilder } from './builder.ts';
import { type Block, blockOf, instructionOf, type Value } from './ir.ts';
import { addIncoming, addPhi } from './phis.ts';

declare const brand: unique symbol;

/** A mutable variable. */
export type Variable = number & { readonly [brand]: 'Variable' };

interface Loop {
  readonly header: Block;
  readonly preheader: Block;
  /** They go into the header when the loop ends. */
  readonly phis: Map<Variable, Value>;
  readonly mayWrite: (variable: Variable) => boolean;
  /** When it began; see `#now`. */
  readonly start: number;
}

interface Branch {
  readonly logStart: number;
  /** How many variables there were; later ones belong to one arm alone. */
  readonly variables: number;
  /** What the first arm left in the variables it wrote. */
  first: Map<Variable, Value> | undefined;
  firstEnd: Block | undefined;
}

/** Variables that are assigned to, as values of SSA form. */
export class Variables {
  readonly #builder: FunctionBuilder;
  readonly #current: Value[] = [];
  /** When each variable got its current value: the open loops that began before are around that. */
  readonly #writtenAt: number[] = [];
  /** Counts loops and writes. */
  #now = 0;
  readonly #loops: Loop[] = [];
  readonly #branches: Branch[] = [];
  /** Undo log of the open branches: variable, value before, `writtenAt` before. */
  readonly #log: number[] = [];
  readonly #forwarded = new Map<Value, Value>();

  constructor(builder: FunctionBuilder) {
    this.#builder = builder;
  }

  /** Makes a variable with a first value. */
  declare(value: Value): Variable {
    this.#writtenAt.push(this.#now++);
    return (this.#current.push(value) - 1) as Variable;
  }

  /** Gives a variable a value, from here to the end of the block. */
  write(variable: Variable, value: Value): void {
    if (this.#branches.length > 0) {
      this.#log.push(variable, this.#current[variable]!, this.#writtenAt[variable]!);
    }
    this.#current[variable] = value;
    this.#writtenAt[variable] = this.#now++;
  }

  /** The value of `variable` here. May add phis to the headers of the loops around this place. */
  read(variable: Variable): Value {
    const writtenAt = this.#writtenAt[variable]!;
    let value = this.#current[variable]!;
    // The loops that need a phi began after the last write, and may write. Inner ones write less.
    const end = this.#countLoops(({ mayWrite }) => mayWrite(variable));
    let depth = end;
    for (; depth > 0 && this.#loops[depth - 1]!.start > writtenAt; depth--) {
      const known = this.#loops[depth - 1]!.phis.get(variable);
      if (known !== undefined) {
        value = known;
        break;
      }
    }
    for (; depth < end; depth++) {
      const { preheader, phis } = this.#loops[depth]!;
      const { fn } = this.#builder;
      const { type } = instructionOf(fn, value);
      value = addPhi(fn, type, [value], [preheader]);
      phis.set(variable, value);
    }
    return value;
  }

  /** How many loops there are before the first, from outside, for which `holds` does not hold. */
  #countLoops(holds: (loop: Loop) => boolean): number {
    let low = 0;
    let high = this.#loops.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (holds(this.#loops[middle - 1]!)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Enters a loop whose body runs at least once. The builder stands at the start of `header`.
   * `mayWrite` has to hold for the variables that the loop writes; those for which it does not cost
   * nothing however deep loops nest.
   */
  beginLoop(
    header: Block,
    preheader: Block,
    mayWrite: (variable: Variable) => boolean = () => true,
  ): void {
    this.#loops.push({ header, preheader, phis: new Map(), mayWrite, start: this.#now++ });
  }

  /** Leaves the innermost loop; its one back edge comes from the builder's block. */
  endLoop(): void {
    const { fn, block: latch } = this.#builder;
    const { header, phis } = this.#loops.at(-1)!;
    const needed: Value[] = [];
    for (const [variable, phi] of phis) {
      const value = this.resolve(this.read(variable));
      const instruction = instructionOf(fn, phi);
      const entry = this.resolve(instruction.operands[0]!);
      if (value === phi || value === entry) {
        this.#forwarded.set(phi, entry);
      } else {
        addIncoming(instruction, value, latch);
        needed.push(phi);
      }
    }
    const data = blockOf(fn, header);
    data.instructions = [...needed, ...data.instructions];
    this.#loops.pop();
  }

  /** Starts the first arm of a two-way branch. */
  beginFirstArm(): void {
    this.#branches.push({
      logStart: this.#log.length,
      variables: this.#current.length,
      first: undefined,
      firstEnd: undefined,
    });
  }

  /** Ends the first arm at the builder's block and starts the second one. */
  beginSecondArm(): void {
    const branch = this.#branches.at(-1)!;
    branch.firstEnd = this.#builder.block;
    branch.first = this.#undo(branch.logStart);
  }

  /**
   * Ends the second arm at the builder's block and merges both in `join`, where the builder is
   * left.
   */
  endBranch(join: Block): void {
    const { logStart, variables, first, firstEnd } = this.#branches.at(-1)!;
    const secondEnd = this.#builder.block;
    const second = this.#undo(logStart);
    this.#branches.pop();
    this.#builder.setBlock(join);
    for (const variable of new Set([...first!.keys(), ...second.keys()])) {
      if (variable >= variables) continue;
      const a = first!.get(variable) ?? this.read(variable);
      const b = second.get(variable) ?? this.read(variable);
      this.write(variable, this.merge(join, a, firstEnd!, b, secondEnd));
    }
  }

  /** A value that is `a` when control comes from `fromA` and `b` when it comes from `fromB`. */
  merge(join: Block, a: Value, fromA: Block, b: Value, fromB: Block): Value {
    if (this.resolve(a) === this.resolve(b)) return a;
    const phi = this.#builder.phi(join, instructionOf(this.#builder.fn, a).type);
    addIncoming(instructionOf(this.#builder.fn, phi), a, fromA);
    addIncoming(instructionOf(this.#builder.fn, phi), b, fromB);
    return phi;
  }

  /** Replaces uses of phis that turned out trivial. Call it once, when the function is complete. */
  finish(): void {
    if (this.#forwarded.size === 0) return;
    const { fn } = this.#builder;
    for (const { instructions } of fn.blocks) {
      for (const value of instructions) {
        const { operands } = instructionOf(fn, value);
        for (let i = 0; i < operands.length; i++) operands[i] = this.resolve(operands[i]!);
      }
    }
  }

  /** What `value` is, once phis known to be trivial are looked through. */
  resolve(value: Value): Value {
    let result = value;
    for (let next = this.#forwarded.get(result); next !== undefined; ) {
      result = next;
      next = this.#forwarded.get(result);
    }
    if (result !== value) this.#forwarded.set(value, result);
    return result;
  }

  /** Takes back the writes since `logStart`, and says what they had come to. */
  #undo(logStart: number): Map<Variable, Value> {
    const written = new Map<Variable, Value>();
    for (let at = this.#log.length - 3; at >= logStart; at -= 3) {
      const variable = this.#log[at]! as Variable;
      if (!written.has(variable)) written.set(variable, this.#current[variable]!);
      this.#current[variable] = this.#log[at + 1]! as Value;
      this.#writtenAt[variable] = this.#log[at + 2]!;
    }
    this.#log.length = logStart;
    return written;
  }
}
