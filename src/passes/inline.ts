/**
 * Inlining: a call becomes a copy of the callee's body.
 *
 *     %1 = call double @"binary:"(double %a, double %b)      →      ret double %b
 *     ret double %1
 *
 * `inline/inline-cost.ts` decides which bodies are worth copying; a body may come from a syntax
 * tree that was never compiled. The pass inlines calls in copies too, up to a depth. A body of
 * several blocks splits the block of the call in two.
 */
import { analyzeControlFlow, findLoops, mayLoop } from '../analysis/index.ts';
import {
  addBranch,
  addCall,
  addCopy,
  addJump,
  addPhi,
  type Block,
  blockOf,
  ConstantPool,
  calleeOf,
  calleeTypeOf,
  constantOf,
  eachPhi,
  type FunctionType,
  type Instruction,
  type IRFunction,
  instructionOf,
  positionOf,
  terminatorOf,
  type Value,
} from '../ir/index.ts';
import type { PassContext } from './context.ts';
import { type BodyProvider, chooseBodies } from './inline/inline-cost.ts';

/** Deepest nesting of copies in copies. */
const MAX_DEPTH = 8;
/** Values by which a function may grow before calls stay. */
const MAX_GROWTH = 20_000;

/** Replaces calls by copies of bodies where that pays; returns whether there were any. */
export function inline(fn: IRFunction, context: PassContext): boolean {
  const callees = inlineCalls(fn, chooseBodies(fn, context));
  if (callees.size > 0) context.onInlined?.(fn, callees);
  return callees.size > 0;
}

/**
 * Inlines calls in `fn`. Linear in the size of the result.
 *
 * @returns the functions whose bodies it copied, with their types.
 */
export function inlineCalls(
  fn: IRFunction,
  bodyOf: BodyProvider,
): ReadonlyMap<string, FunctionType> {
  const inliner = new Inliner(fn, bodyOf);
  inliner.run();
  return inliner.names;
}

/** The block after a copied body, and the values and blocks from which the body returns. */
interface Continuation {
  readonly block: Block;
  readonly values: Value[];
  readonly from: Block[];
}

class Inliner {
  readonly names = new Map<string, FunctionType>();
  readonly #fn: IRFunction;
  readonly #bodyOf: BodyProvider;
  readonly #maxValues: number;
  /** For each call that is gone, the value that replaces it. */
  readonly #results: (Value | undefined)[] = [];
  /** For each block that was split, its last part. */
  readonly #ends = new Map<Block, Block>();
  readonly #constants: ConstantPool;
  /** The functions whose copies are open, outermost first. */
  readonly #path: string[] = [];
  /** Whether the block at hand is in a loop. */
  #isInLoop = false;
  /** The block under construction, and its instructions so far. */
  #block = 0 as Block;
  #out: Value[] = [];

  constructor(fn: IRFunction, bodyOf: BodyProvider) {
    this.#fn = fn;
    this.#bodyOf = bodyOf;
    this.#maxValues = fn.values.length + MAX_GROWTH;
    this.#constants = new ConstantPool(fn);
  }

  run(): void {
    const fn = this.#fn;
    const loopOf = mayLoop(fn) ? findLoops(analyzeControlFlow(fn)).of : [];
    const count = fn.blocks.length;
    for (let block = 0; block < count; block++) {
      this.#isInLoop = loopOf[block] !== undefined;
      this.#rewrite(block as Block);
    }
    if (this.#results.length > 0) this.#replaceResults();
  }

  #rewrite(block: Block): void {
    const fn = this.#fn;
    const { instructions } = blockOf(fn, block);
    let started = false;
    for (let i = 0; i < instructions.length; i++) {
      const value = instructions[i]!;
      const instruction = instructionOf(fn, value);
      const body = instruction.op === 'call' ? this.#body(instruction, 0) : undefined;
      if (body !== undefined) {
        if (!started) this.#start(block, instructions.slice(0, i));
        started = true;
        this.#path.push(calleeOf(instruction));
        this.#results[value] = this.#copy(body, instruction.operands, 0);
        this.#path.pop();
      } else if (started) {
        this.#out.push(value);
      }
    }
    if (!started) return;
    this.#finish();
    if (this.#block !== block) this.#ends.set(block, this.#block);
  }

  #body(call: Instruction, depth: number): IRFunction | undefined {
    if (depth >= MAX_DEPTH || this.#fn.values.length >= this.#maxValues) return undefined;
    const name = calleeOf(call);
    const type = calleeTypeOf(call);
    const body = this.#bodyOf(name, type, { path: this.#path, inLoop: this.#isInLoop });
    if (body !== undefined) this.names.set(name, type);
    return body;
  }

  /** Copies a body to this place and returns its result. */
  #copy(body: IRFunction, args: readonly Value[], depth: number): Value {
    const values: (Value | undefined)[] = [...args];
    if (body.blocks.length === 1) return this.#copyBlock(body, 0 as Block, values, depth);

    const next: Continuation = { block: this.#addBlock('inlined'), values: [], from: [] };
    const starts = body.blocks.map(({ label }) => this.#addBlock(label));
    const ends: Block[] = [];
    this.#out.push(addJump(this.#fn, starts[0]!));
    for (const block of analyzeControlFlow(body).reversePostorder) {
      this.#finish();
      this.#start(starts[block]!, []);
      const { op, blocks } = terminatorOf(body, block);
      const last = this.#copyBlock(body, block, values, depth);
      ends[block] = this.#block;
      if (op === 'ret') {
        next.values.push(last);
        next.from.push(this.#block);
        this.#out.push(addJump(this.#fn, next.block));
      } else {
        const [first, second] = blocks.map((target) => starts[target]!) as [Block, Block?];
        this.#out.push(
          second === undefined
            ? addJump(this.#fn, first)
            : addBranch(this.#fn, last, first, second),
        );
      }
    }
    this.#completePhis(body, values, ends);
    this.#finish();
    this.#start(next.block, []);
    if (next.values.length === 1) return next.values[0]!;
    const phi = addPhi(this.#fn, body.type.result, next.values, next.from);
    this.#out.push(phi);
    return phi;
  }

  /** Copies a block without its terminator, and returns the copy of the operand of that, if any. */
  #copyBlock(body: IRFunction, block: Block, values: (Value | undefined)[], depth: number): Value {
    const { instructions } = blockOf(body, block);
    for (let i = 0; i < instructions.length - 1; i++) {
      const value = instructions[i]!;
      const instruction = instructionOf(body, value);
      const { op, type } = instruction;
      const operands =
        op === 'phi' ? [] : instruction.operands.map((v) => this.#valueIn(body, v, values));
      const inner = op === 'call' ? this.#body(instruction, depth + 1) : undefined;
      if (inner !== undefined) {
        this.#path.push(calleeOf(instruction));
        values[value] = this.#copy(inner, operands, depth + 1);
        this.#path.pop();
        continue;
      }
      let copy: Value;
      if (op === 'phi') copy = addPhi(this.#fn, type);
      else if (op !== 'call') copy = addCopy(this.#fn, instruction, operands);
      // A copy of a tail call is no tail call: the rest of the caller follows it.
      else copy = addCall(this.#fn, calleeOf(instruction), operands, positionOf(instruction));
      this.#out.push(copy);
      values[value] = copy;
    }
    const [operand] = instructionOf(body, instructions.at(-1)!).operands;
    return operand === undefined ? (0 as Value) : this.#valueIn(body, operand, values);
  }

  /** Completes the copies of a body's phis, once all their operands are copied. */
  #completePhis(body: IRFunction, values: (Value | undefined)[], ends: readonly Block[]): void {
    body.blocks.forEach((_, block) => {
      eachPhi(body, block as Block, ({ operands, blocks }, value) => {
        const phi = instructionOf(this.#fn, values[value]!); // copied with its block
        phi.operands = operands.map((operand) => this.#valueIn(body, operand, values));
        phi.blocks = blocks.map((from) => ends[from]!);
      });
    });
  }

  /** The copy of a value. A value without one is a constant. */
  #valueIn(body: IRFunction, value: Value, values: (Value | undefined)[]): Value {
    values[value] ??= this.#constants.add(constantOf(body, value)!);
    return values[value];
  }

  #addBlock(label: string): Block {
    return (this.#fn.blocks.push({ label, instructions: [] }) - 1) as Block;
  }

  #start(block: Block, instructions: Value[]): void {
    this.#block = block;
    this.#out = instructions;
  }

  #finish(): void {
    blockOf(this.#fn, this.#block).instructions = this.#out;
  }

  #replaceResults(): void {
    const fn = this.#fn;
    const resolve = (value: Value): Value => {
      let result = value;
      for (let next = this.#results[result]; next !== undefined; next = this.#results[result])
        result = next;
      return result;
    };
    for (const { instructions } of fn.blocks) {
      for (let k = 0; k < instructions.length; k++) {
        const { op, operands, blocks } = instructionOf(fn, instructions[k]!);
        for (let i = 0; i < operands.length; i++) operands[i] = resolve(operands[i]!);
        if (op !== 'phi') continue;
        for (let i = 0; i < blocks.length; i++)
          blocks[i] = this.#ends.get(blocks[i]!) ?? blocks[i]!;
      }
    }
  }
}
