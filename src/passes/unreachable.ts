/** Removes blocks that control never reaches, for passes that cut edges. */
import { reversePostorder } from '../analysis/index.ts';
import {
  type BasicBlock,
  type Block,
  blockOf,
  dropIncoming,
  type IRFunction,
  instructionOf,
  terminatorOf,
} from '../ir/index.ts';

/** Removes unreachable blocks, and the operands of phis for them. Linear but for large phis. */
export function removeUnreachable(fn: IRFunction): void {
  const order = reversePostorder(fn);
  if (order.length === fn.blocks.length) return;
  const isReached = new Array<boolean>(fn.blocks.length).fill(false);
  for (const block of order) isReached[block] = true;
  for (let block = 0; block < isReached.length; block++) {
    if (isReached[block]) continue;
    for (const target of terminatorOf(fn, block as Block).blocks) {
      if (isReached[target]) dropIncoming(fn, target, block as Block);
    }
  }
  keepBlocks(fn, order);
}

/** Keeps only these blocks, renumbered in this order. They must not mention others. */
export function keepBlocks(fn: IRFunction, order: readonly Block[]): void {
  const numbers = new Array<Block>(fn.blocks.length).fill(0 as Block);
  order.forEach((block, number) => {
    numbers[block] = number as Block;
  });
  const kept: BasicBlock[] = order.map((block) => blockOf(fn, block));
  for (const { instructions } of kept) {
    for (const value of instructions) {
      const instruction = instructionOf(fn, value);
      const { blocks } = instruction;
      if (blocks.length > 0) instruction.blocks = blocks.map((block) => numbers[block]!);
    }
  }
  fn.blocks.length = 0;
  for (const block of kept) fn.blocks.push(block);
}
