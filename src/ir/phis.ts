/** Phis: to make and to read them, and to change what they take from where. */
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

/** Adds a phi, in no block, that takes `operands` from the ends of `blocks`. */
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

/** What a phi takes from the end of `from`, a predecessor of its block. */
export function incomingOf({ operands, blocks }: Instruction, from: Block): Value {
  return operands[blocks.indexOf(from)]!; // phis have an operand for each predecessor
}

/** Lets a phi take `value` from the end of another predecessor. */
export function addIncoming({ operands, blocks }: Instruction, value: Value, from: Block): void {
  operands.push(value);
  blocks.push(from);
}

/** Takes the operand for a predecessor out of a phi. */
export function takeIncoming({ operands, blocks }: Instruction, from: Block): Value {
  const at = blocks.indexOf(from);
  blocks.splice(at, 1);
  return operands.splice(at, 1)[0]!;
}

/** Takes what the phis of `block` have for a predecessor out of them. */
export function dropIncoming(fn: IRFunction, block: Block, from: Block): void {
  eachPhi(fn, block, (phi) => takeIncoming(phi, from));
}

/** Lets the phis of `block` take from `to` what they took from `from`. */
export function replaceIncoming(fn: IRFunction, block: Block, from: Block, to: Block): void {
  eachPhi(fn, block, ({ blocks }) => {
    blocks[blocks.indexOf(from)] = to;
  });
}
