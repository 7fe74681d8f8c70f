/** Makes and reads phis, and changes their operands and incoming blocks. */
import {
  addValue,
  type Block,
  blockOf,
  type Instruction,
  type IRFunction,
  instructionOf,
  type Value,
} from './ir.ts';
import type { Type } from './types.ts';

/** Adds a phi that takes `operands` from the ends of `blocks`. The phi is in no block yet. */
export function addPhi(
  fn: IRFunction,
  type: Type,
  operands: Value[] = [],
  blocks: Block[] = [],
): Value {
  return addValue(fn, 'phi', type, operands, blocks);
}

/** How many phis `block` starts with. */
export function countPhis(fn: IRFunction, block: Block): number {
  const { instructions } = blockOf(fn, block);
  let count = 0;
  while (count < instructions.length && instructionOf(fn, instructions[count]!).op === 'phi')
    count++;
  return count;
}

/** The phis that `block` starts with. */
export function phisOf(fn: IRFunction, block: Block): readonly Value[] {
  const count = countPhis(fn, block);
  return count === 0 ? noPhis : blockOf(fn, block).instructions.slice(0, count);
}

const noPhis: readonly Value[] = [];

/** Calls `action` with each phi that `block` starts with. */
export function eachPhi(
  fn: IRFunction,
  block: Block,
  action: (phi: Instruction, value: Value) => void,
): void {
  const { instructions } = blockOf(fn, block);
  for (let at = 0; at < instructions.length; at++) {
    const value = instructions[at]!;
    const phi = instructionOf(fn, value);
    if (phi.op !== 'phi') return;
    action(phi, value);
  }
}

/** The operand of a phi for `from`, a predecessor of its block. */
export function incomingOf({ operands, blocks }: Instruction, from: Block): Value {
  return operands[blocks.indexOf(from)]!; // phis have an operand for each predecessor
}

/** Adds an operand for another predecessor to a phi. */
export function addIncoming({ operands, blocks }: Instruction, value: Value, from: Block): void {
  operands.push(value);
  blocks.push(from);
}

/** Removes the operand for a predecessor from a phi, and returns it. */
export function takeIncoming({ operands, blocks }: Instruction, from: Block): Value {
  const at = blocks.indexOf(from);
  blocks.splice(at, 1);
  return operands.splice(at, 1)[0]!;
}

/** Removes the operands for a predecessor from the phis of `block`. */
export function dropIncoming(fn: IRFunction, block: Block, from: Block): void {
  eachPhi(fn, block, (phi) => takeIncoming(phi, from));
}

/** Replaces the predecessor `from` by `to` in the phis of `block`. */
export function replaceIncoming(fn: IRFunction, block: Block, from: Block, to: Block): void {
  eachPhi(fn, block, ({ blocks }) => {
    blocks[blocks.indexOf(from)] = to;
  });
}
