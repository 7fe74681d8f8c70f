/**
 * Typed SSA over basic blocks. Values and blocks are indices into their function's tables, as in
 * Cranelift's data-flow graph: cheap to make, cheap to map, and nothing points back at its owner.
 *
 * Instructions of all opcodes share one object shape, so that passes read them through monomorphic
 * loads. `opcodes.ts` says which fields an opcode uses.
 */
import type { Opcode, Predicate } from './opcodes.ts';
import { type FunctionType, functionOfDoubles, type Type } from './types.ts';

declare const brand: unique symbol;

/** Names a value: an index into its function's `values`. The parameters come first. */
export type Value = number & { readonly [brand]: 'Value' };

/** Names a basic block: an index into its function's `blocks`. Block 0 is the entry. */
export type Block = number & { readonly [brand]: 'Block' };

/** Names a constant: an index into its function's `constants`. */
export type ConstantIndex = number & { readonly [brand]: 'ConstantIndex' };

/** A value that is known before the function runs. */
export type Constant =
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'i1'; readonly value: boolean };

/** The callee of a `call`, and how to call it. */
export interface Call {
  readonly callee: string;
  /** Start of the call in the source text, or -1. */
  readonly position: number;
  /** Whether the callee may reuse the caller's frame. */
  readonly isTail: boolean;
}

/** One value of a function: a parameter, a constant, an instruction or a terminator. */
export interface Instruction {
  op: Opcode;
  /** Type of the result; terminators have `double`, which nothing reads. */
  type: Type;
  /** Operands in order; a phi has one for each block in `blocks`. */
  operands: Value[];
  /** `phi`: the incoming blocks. `br`: the target. `condbr`: the targets if true, if false. */
  blocks: Block[];
  /**
   * `const`: a `ConstantIndex`. `fcmp`: a `Predicate`. `call`: a `Call`. Read it through
   * `constantOf`, `predicateOf`, `calleeOf` and their like.
   */
  immediate: ConstantIndex | Predicate | Call | undefined;
}

/** A straight run of instructions: phis first, then the rest, then one terminator. */
export interface BasicBlock {
  /** Base of the label that the printer makes unique. */
  readonly label: string;
  /** Phis and instructions in order, the terminator last. */
  instructions: Value[];
}

/** A function: its parameters are its first values. */
export interface IRFunction {
  readonly name: string;
  readonly type: FunctionType;
  /** Source names of the parameters; '' for one without a name. */
  readonly parameterNames: readonly string[];
  readonly constants: Constant[];
  readonly values: Instruction[];
  readonly blocks: BasicBlock[];
}

/** Functions that are compiled and linked together. Other functions that they call are external. */
export interface IRModule {
  readonly functions: readonly IRFunction[];
}

/** The instruction that defines `value`. */
export function instructionOf(fn: IRFunction, value: Value): Instruction {
  return fn.values[value]!; // a Value is an index into its own function by construction
}

/** The block named `block`. */
export function blockOf(fn: IRFunction, block: Block): BasicBlock {
  return fn.blocks[block]!; // a Block is an index into its own function by construction
}

/** The last instruction of `block`. */
export function terminatorOf(fn: IRFunction, block: Block): Instruction {
  const { instructions } = blockOf(fn, block);
  return instructionOf(fn, instructions[instructions.length - 1]!); // a block is never empty
}

/** A function of doubles with no blocks. Cost: linear in the number of parameters. */
export function newFunction(name: string, parameterNames: readonly string[]): IRFunction {
  const type = functionOfDoubles(parameterNames.length);
  const fn: IRFunction = { name, type, parameterNames, constants: [], values: [], blocks: [] };
  for (const parameter of type.parameters) addValue(fn, 'param', parameter, []);
  return fn;
}

/**
 * Adds a value to the function's table, but to no block. All makers of values call it, so that
 * values share one object shape.
 */
export function addValue(
  fn: IRFunction,
  op: Opcode,
  type: Type,
  operands: Value[],
  blocks: Block[] = noBlocks,
  immediate: Instruction['immediate'] = undefined,
): Value {
  fn.values.push({ op, type, operands, blocks, immediate });
  return (fn.values.length - 1) as Value;
}

/** The list that all instructions without blocks share; only phis and terminators have blocks. */
export const noBlocks = Object.freeze<Block[]>([]) as Block[];
