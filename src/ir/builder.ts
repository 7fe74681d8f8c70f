/**
 * Builds one function, instruction by instruction. Constants are shared within the function.
 *
 * @example
 * const builder = new FunctionBuilder('twice', ['x']);
 * const x = builder.param(0);
 * builder.ret(builder.emit('fadd', x, x));
 * printFunction(builder.finish()); // define double @twice(double %x) { … }
 */
import {
  type Block,
  blockOf,
  type Instruction,
  type IRFunction,
  instructionOf,
  type Value,
} from './ir.ts';
import { type Opcode, opcodes, type Predicate, type PureOpcode } from './opcodes.ts';
import { functionOfDoubles, type Type } from './types.ts';

export class FunctionBuilder {
  readonly fn: IRFunction;
  #block: Block;
  readonly #doubles = new Map<number, Value>();
  #negativeZero: Value | undefined;

  /** Starts a function with the given parameters, in its entry block. Cost: linear in their number. */
  constructor(name: string, parameters: readonly string[]) {
    this.fn = { name, type: functionOfDoubles(parameters.length), values: [], blocks: [] };
    parameters.forEach((parameter, position) => {
      add(this.fn, 'param', 'double', [], [], position, parameter);
    });
    this.#block = this.addBlock('entry');
  }

  /** The block that instructions go to. */
  get block(): Block {
    return this.#block;
  }

  /** Makes a new, empty block, without going there. */
  addBlock(label: string): Block {
    this.fn.blocks.push({ label, instructions: [] });
    return (this.fn.blocks.length - 1) as Block;
  }

  /** Sends what follows to `block`. */
  setBlock(block: Block): void {
    this.#block = block;
  }

  /** The value of a parameter, counted from 0. */
  param(position: number): Value {
    return position as Value; // parameters are the first values
  }

  /** The constant `value`, bit for bit except that all NaNs are one. */
  constant(value: number): Value {
    if (Object.is(value, -0)) {
      this.#negativeZero ??= add(this.fn, 'const', 'double', [], [], -0, '');
      return this.#negativeZero;
    }
    let constant = this.#doubles.get(value);
    if (constant === undefined) {
      constant = add(this.fn, 'const', 'double', [], [], value, '');
      this.#doubles.set(value, constant);
    }
    return constant;
  }

  /** A pure instruction other than `fcmp`. */
  emit(op: Exclude<PureOpcode, 'fcmp'>, ...operands: Value[]): Value {
    const { result } = opcodes[op];
    const type = result === 'any' ? instructionOf(this.fn, operands[1]!).type : result!; // `any` is select's
    return this.#append(op, type, operands);
  }

  /** The constant true or false. */
  truth(value: boolean): Value {
    return add(this.fn, 'const', 'i1', [], [], value ? 1 : 0, '');
  }

  /** Adds a comparison; its result is of type `i1`. */
  fcmp(predicate: Predicate, a: Value, b: Value): Value {
    return this.#append('fcmp', 'i1', [a, b], [], predicate);
  }

  /** A call; `position` is its place in the source text. */
  call(callee: string, operands: Value[], position = -1): Value {
    return this.#append('call', 'double', operands, [], callee, position);
  }

  /** A phi at the start of `block`, behind the phis there, without operands yet. */
  phi(block: Block, type: Type = 'double'): Value {
    const phi = add(this.fn, 'phi', type, [], [], 0, '');
    const { instructions } = blockOf(this.fn, block);
    let at = instructions.length; // mostly the block has nothing but phis yet
    while (at > 0 && instructionOf(this.fn, instructions[at - 1]!).op !== 'phi') at--;
    instructions.splice(at, 0, phi);
    return phi;
  }

  /** Ends the block with a jump. */
  br(target: Block): void {
    this.#append('br', 'double', [], [target]);
  }

  /** Ends the block with a branch on a value of type `i1`. */
  condbr(condition: Value, ifTrue: Block, ifFalse: Block): void {
    this.#append('condbr', 'double', [condition], [ifTrue, ifFalse]);
  }

  /** Ends the block, and the call, with a result. */
  ret(value: Value): void {
    this.#append('ret', 'double', [value]);
  }

  /** The function. */
  finish(): IRFunction {
    return this.fn;
  }

  #append(
    op: Opcode,
    type: Type,
    operands: Value[],
    blocks: Block[] = none,
    name = '',
    position = -1,
  ): Value {
    const value = add(this.fn, op, type, operands, blocks, 0, name, position);
    blockOf(this.fn, this.#block).instructions.push(value);
    return value;
  }
}

/** What instructions without blocks share: only phis and terminators get to have any. */
const none = Object.freeze<Block[]>([]) as Block[];

/** Adds a value to the function's table, in no block. */
export function add(
  fn: IRFunction,
  op: Opcode,
  type: Type,
  operands: Value[],
  blocks: Block[],
  number: number,
  name: string,
  position = -1,
): Value {
  const instruction: Instruction = { op, type, operands, blocks, number, name, position };
  fn.values.push(instruction);
  return (fn.values.length - 1) as Value;
}
