/**
 * Finds calls in tail position: the function returns their results. A result may pass through phis
 * of blocks that do nothing else on the way to the return.
 */
import {
  type Block,
  blockOf,
  type IRFunction,
  incomingOf,
  instructionOf,
  terminatorOf,
  type Value,
} from '../ir/index.ts';

/** A block, and the call in it whose result the function returns. */
export interface TailCall {
  readonly block: Block;
  readonly call: Value;
}

/** Returns the calls in tail position for which `isWanted` holds. Linear. */
export function findTailCalls(fn: IRFunction, isWanted: (call: Value) => boolean): TailCall[] {
  const candidates: TailCall[] = [];
  for (let block = 0; block < fn.blocks.length; block++) {
    const call = lastCall(fn, block as Block);
    if (call !== undefined && isWanted(call)) candidates.push({ block: block as Block, call });
  }
  if (candidates.length === 0) return candidates;
  const returned = findReturnedPhis(fn);
  return candidates.filter((candidate) => isReturned(fn, candidate, returned));
}

/** The last call in a block, which only pure instructions follow; none if the block branches. */
function lastCall(fn: IRFunction, block: Block): Value | undefined {
  if (terminatorOf(fn, block).op === 'condbr') return undefined;
  return blockOf(fn, block).instructions.findLast(
    (value) => instructionOf(fn, value).op === 'call',
  );
}

/** Whether the function returns the call's result from the end of the block. */
function isReturned(
  fn: IRFunction,
  { block, call }: TailCall,
  returned: readonly (Value | undefined)[],
): boolean {
  const { op, operands, blocks } = terminatorOf(fn, block);
  if (op === 'ret') return operands[0] === call;
  const phi = returned[blocks[0]!];
  return phi !== undefined && incomingOf(instructionOf(fn, phi), block) === call;
}

/** For each block that only passes a result on, the phi whose value the function returns. */
function findReturnedPhis(fn: IRFunction): (Value | undefined)[] {
  const returned = new Array<Value | undefined>(fn.blocks.length).fill(undefined);
  /** For each block, the predecessors that consist of phis and a jump to it. */
  const passing: Block[][] = fn.blocks.map(() => []);
  const work: Block[] = [];
  for (let block = 0; block < fn.blocks.length; block++) {
    const { instructions } = blockOf(fn, block as Block);
    if (instructions.length < 2) continue;
    if (instructionOf(fn, instructions[instructions.length - 2]!).op !== 'phi') continue;
    const { op, operands, blocks } = terminatorOf(fn, block as Block);
    if (op === 'br') passing[blocks[0]!]!.push(block as Block);
    if (op !== 'ret' || !instructions.includes(operands[0]!)) continue;
    returned[block] = operands[0]!;
    work.push(block as Block);
  }
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    for (const from of passing[block]!) {
      const value = incomingOf(instructionOf(fn, returned[block]!), from);
      if (!blockOf(fn, from).instructions.includes(value)) continue;
      returned[from] = value;
      work.push(from);
    }
  }
  return returned;
}
