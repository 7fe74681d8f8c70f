/**
 * Typed SSA over basic blocks. Values and blocks are indices into their function's tables, as in
 * Cranelift's data-flow graph: cheap to make, cheap to map, and nothing points back at its owner.
 *
 * All instructions share one object shape, whatever their opcode, so that passes read them
 * through monomorphic loads. `opcodes.ts` says which fields an opcode uses.
 */
import type { Opcode, Predicate } from './opcodes.ts';
import { type FunctionType, functionOfDoubles, type Type } from './types.ts';

declare const brand: unique symbol;

/** Names a value: an index into its function's `values`. The parameters come first. */
export type Value = number & { readonly [brand]: 'Value' };

/** Names a basic block: an index into its function's `blocks`. Block 0 is the entry. */
export type Block = number & { readonly [brand]: 'Block' };

/** One value of a function: a parameter, a constant, an instruction or a terminator. */
export interface Instruction {
  op: Opcode;
  /** Type of the result; terminators have `double`, which nothing reads. */
  type: Type;
  /** Operands in order. A phi has one for each block in `blocks`; only `call`, `phi` and `ret` vary. */
  operands: Value[];
  /** `phi`: the incoming blocks. `br`: the target. `condbr`: the targets if true, if false. */
  blocks: Block[];
  /** `const`: the value (0 or 1 for `i1`). `param`: its position. `call`: 1 if it may be a tail call. */
  number: number;
  /** `call`: the callee. `fcmp`: the predicate. `param`: its source name. Otherwise ''. */
  name: string;
  /** `call`: start of the call in the source text, or -1. */
  position: number;
}

/** A straight run of instructions: phis first, then the rest, then one terminator. */
export interface BasicBlock {
  /** Base of the label that the printer gives it. */
  readonly label: string;
  /** Phis and instructions in order, the terminator last. */
  instructions: Value[];
}

/** A function: its parameters are its first values. */
export interface IRFunction {
  readonly name: string;
  readonly type: FunctionType;
  readonly values: Instruction[];
  readonly blocks: BasicBlock[];
}

/** Functions that are compiled and linked together. What they call and do not define is external. */
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

/** The predicate of an `fcmp`. */
export function predicateOf(instruction: Instruction): Predicate {
  return instruction.name as Predicate; // the builder and the reader put only predicates there
}

/** The type of the function that a `call` calls. */
export function calleeTypeOf({ operands }: Instruction): FunctionType {
  return functionOfDoubles(operands.length); // the verifier takes no others
}

/** The functions that a module calls and does not define, with the type of their first call. */
export function externalsOf(module: IRModule): Map<string, FunctionType> {
  const defined = new Set(module.functions.map((fn) => fn.name));
  const externals = new Map<string, FunctionType>();
  for (const fn of module.functions) {
    for (const block of fn.blocks) {
      for (const value of block.instructions) {
        const instruction = instructionOf(fn, value);
        const { op, name } = instruction;
        if (op === 'call' && !defined.has(name) && !externals.has(name)) {
          externals.set(name, calleeTypeOf(instruction));
        }
      }
    }
  }
  return externals;
}
