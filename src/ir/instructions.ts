/** Makes, reads and changes pure instructions and terminators. */
import {
  addValue,
  type Block,
  type Instruction,
  type IRFunction,
  noBlocks,
  type Value,
} from './ir.ts';
import type { Opcode, PlainOpcode, Predicate } from './opcodes.ts';
import type { Type } from './types.ts';

/** Adds a pure instruction other than `fcmp` to the values, but to no block. */
export function addPure(fn: IRFunction, op: PlainOpcode, type: Type, operands: Value[]): Value {
  return addValue(fn, op, type, operands);
}

/** Adds a comparison to the values, but to no block. */
export function addComparison(fn: IRFunction, predicate: Predicate, operands: Value[]): Value {
  return addValue(fn, 'fcmp', 'i1', operands, undefined, predicate);
}

/** Adds a copy of a pure instruction, maybe of another function, with these operands. */
export function addCopy(
  fn: IRFunction,
  { op, type, immediate }: Instruction,
  operands: Value[],
): Value {
  return addValue(fn, op, type, operands, undefined, immediate);
}

/** Adds a jump to the values, but to no block. */
export function addJump(fn: IRFunction, target: Block): Value {
  return addValue(fn, 'br', 'double', [], [target]);
}

/** Adds a branch on a value of type `i1` to the values, but to no block. */
export function addBranch(fn: IRFunction, condition: Value, ifTrue: Block, ifFalse: Block): Value {
  return addValue(fn, 'condbr', 'double', [condition], [ifTrue, ifFalse]);
}

/** Adds a return to the values, but to no block. */
export function addReturn(fn: IRFunction, value: Value): Value {
  return addValue(fn, 'ret', 'double', [value]);
}

/** The predicate of an `fcmp`. */
export function predicateOf({ immediate }: Instruction): Predicate {
  return immediate as Predicate; // only this file makes comparisons
}

/** Turns an instruction into a pure one of the same type, not `fcmp`. Its uses stay. */
export function turnInto(instruction: Instruction, op: PlainOpcode, operands: Value[]): void {
  change(instruction, op, operands, noBlocks);
}

/** Turns an instruction of type `i1` into a comparison. Its uses stay. */
export function turnIntoComparison(
  instruction: Instruction,
  predicate: Predicate,
  operands: Value[],
): void {
  change(instruction, 'fcmp', operands, noBlocks, predicate);
}

/** Turns a terminator into a jump. */
export function turnIntoJump(terminator: Instruction, target: Block): void {
  change(terminator, 'br', [], [target]);
}

function change(
  instruction: Instruction,
  op: Opcode,
  operands: Value[],
  blocks: Block[],
  immediate: Instruction['immediate'] = undefined,
): void {
  instruction.op = op;
  instruction.operands = operands;
  instruction.blocks = blocks;
  instruction.immediate = immediate;
}
