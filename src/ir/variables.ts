/**
 * Direct SSA construction for mutable variables in structured code, after Braun et al., "Simple
 * and Efficient Construction of Static Single Assignment Form" (CC 2013). The first read of a
 * variable in a loop that may write it makes a phi in the header. The end of the loop completes the
 * phi, or forwards its uses if it is trivial. Because the code is structured, no search through
 * predecessors is needed: one array holds the current value of each variable, and a log undoes and
 * merges the writes of a branch's arms. Nothing recurses, so control flow may nest to any depth.
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
  /** Phis so far, which go into the header when the loop ends. */
  readonly phis: Map<Variable, Value>;
  readonly mayWrite: (variable: Variable) => boolean;
  /** Time of its start; see `#now`. */
  readonly start: number;
}

interface Branch {
  readonly logStart: number;
  /** Number of variables at its start; later ones belong to one arm alone. */
  readonly variables: number;
  /** Final values of the variables that the first arm wrote. */
  first: Map<Variable, Value> | undefined;
  firstEnd: Block | undefined;
}

/** Maps mutable variables to values of SSA form. */
export class Variables {
  readonly #builder: FunctionBuilder;
  readonly #current: Value[] = [];
  /** Time of the last write of each variable: open loops that began earlier contain that write. */
  readonly #writtenAt: number[] = [];
  /** The time: counts loops and writes. */
  #now = 0;
  readonly #loops: Loop[] = [];
  readonly #branches: Branch[] = [];
  /** Undo log of the open branches: variable, its value before, its `writtenAt` before. */
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

  /** Assigns a value to a variable. */
  write(variable: Variable, value: Value): void {
    if (this.#branches.length > 0) {
      this.#log.push(variable, this.#current[variable]!, this.#writtenAt[variable]!);
    }
    this.#current[variable] = value;
    this.#writtenAt[variable] = this.#now++;
  }

  /** The current value of `variable`. May add phis to the headers of the open loops. */
  read(variable: Variable): Value {
    const writtenAt = this.#writtenAt[variable]!;
    let value = this.#current[variable]!;
    // A loop needs a phi if it began after the last write and may write. Inner ones write less.
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

  /** Number of loops, from outside, before the first for which `holds` is false. */
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
   * Enters a loop whose body runs at least once. The builder must be at the start of `header`.
   * `mayWrite` must hold for all variables that the loop writes; a variable for which it is false
   * costs nothing, however deep loops nest.
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
   * Ends the second arm at the builder's block, moves the builder to `join` and merges both arms
   * there.
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

  /** Returns a value that is `a` if control comes from `fromA`, and `b` if from `fromB`. */
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

  /** The value that `value` stands for after trivial phis are forwarded. */
  resolve(value: Value): Value {
    let result = value;
    for (let next = this.#forwarded.get(result); next !== undefined; ) {
      result = next;
      next = this.#forwarded.get(result);
    }
    if (result !== value) this.#forwarded.set(value, result);
    return result;
  }

  /** Undoes the writes since `logStart`, and returns the last value written to each variable. */
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
