/**
 * Builds one function, instruction by instruction. Constants are shared within the function.
 *
 * @example
 * const builder = new FunctionBuilder('twice', ['x']);
 * const x = builder.param(0);
 * builder.ret(builder.emit('fadd', x, x));
 * printFunction(builder.finish()); // define double @twice(double %x) { … }
 */
import { addCall } from './calls.ts';
import { ConstantPool } from './constants.ts';
import { addBranch, addComparison, addJump, addPure, addReturn } from './instructions.ts';
import {
  type Block,
  blockOf,
  type IRFunction,
  instructionOf,
  newFunction,
  type Value,
} from './ir.ts';
import { opcodes, type PlainOpcode, type Predicate } from './opcodes.ts';
import { addPhi, countPhis } from './phis.ts';
import type { Type } from './types.ts';

export class FunctionBuilder {
  readonly fn: IRFunction;
  readonly #constants: ConstantPool;
  #block: Block;

  /** Starts a function with these parameters, in its entry block. Cost: linear in their number. */
  constructor(name: string, parameters: readonly string[]) {
    this.fn = newFunction(name, parameters);
    this.#constants = new ConstantPool(this.fn);
    this.#block = this.addBlock('entry');
  }

  /** The block that the builder appends instructions to. */
  get block(): Block {
    return this.#block;
  }

  /** Adds an empty block. The builder stays in the current one. */
  addBlock(label: string): Block {
    this.fn.blocks.push({ label, instructions: [] });
    return (this.fn.blocks.length - 1) as Block;
  }

  /** Makes `block` the current one. */
  setBlock(block: Block): void {
    this.#block = block;
  }

  /** The value of a parameter, counted from 0. */
  param(position: number): Value {
    return position as Value; // parameters are the first values
  }

  /** The constant `value`, bit for bit except that all NaNs are one. */
  constant(value: number): Value {
    return this.#constants.add({ type: 'double', value });
  }

  /** The constant true or false. */
  truth(value: boolean): Value {
    return this.#constants.add({ type: 'i1', value });
  }

  /** Adds a pure instruction other than `fcmp`. */
  emit(op: PlainOpcode, ...operands: Value[]): Value {
    const { result } = opcodes[op];
    const type = result === 'any' ? instructionOf(this.fn, operands[1]!).type : result!; // `any` is select's
    return this.#append(addPure(this.fn, op, type, operands));
  }

  /** Adds a comparison; its result is of type `i1`. */
  fcmp(predicate: Predicate, a: Value, b: Value): Value {
    return this.#append(addComparison(this.fn, predicate, [a, b]));
  }

  /** Adds a call; `position` is its offset in the source text. */
  call(callee: string, operands: Value[], position = -1): Value {
    return this.#append(addCall(this.fn, callee, operands, position));
  }

  /** Adds a phi without operands to `block`, after the phis already there. */
  phi(block: Block, type: Type = 'double'): Value {
    const phi = addPhi(this.fn, type);
    blockOf(this.fn, block).instructions.splice(countPhis(this.fn, block), 0, phi);
    return phi;
  }

  /** Ends the block with a jump. */
  br(target: Block): void {
    this.#append(addJump(this.fn, target));
  }

  /** Ends the block with a branch on a value of type `i1`. */
  condbr(condition: Value, ifTrue: Block, ifFalse: Block): void {
    this.#append(addBranch(this.fn, condition, ifTrue, ifFalse));
  }

  /** Ends the block with a return of `value`. */
  ret(value: Value): void {
    this.#append(addReturn(this.fn, value));
  }

  /** The function, which is complete when each of its blocks ends in a jump, a branch or a return. */
  finish(): IRFunction {
    return this.fn;
  }

  #append(value: Value): Value {
    blockOf(this.fn, this.#block).instructions.push(value);
    return value;
  }
}
