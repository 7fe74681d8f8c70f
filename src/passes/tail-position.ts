/**
 * Calls in tail position: what they give is what the function returns. It may pass through phis of
 * blocks that do nothing else on the way to the return.
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

/** A block, and the call in it whose result it has returned. */
export interface TailCall {
  readonly block: Block;
  readonly call: Value;
}

/** The calls in tail position of which `isWanted` holds. Linear. */
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

/** The call in a block after which only pure instructions stand, or none. */
function lastCall(fn: IRFunction, block: Block): Value | undefined {
  if (terminatorOf(fn, block).op === 'condbr') return undefined;
  return blockOf(fn, block).instructions.findLast(
    (value) => instructionOf(fn, value).op === 'call',
  );
}

/** Whether the call's result is what the function returns whenever control is at the end of its block. */
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

/** For each block that only passes the result on, its phi that the function returns. */
function findReturnedPhis(fn: IRFunction): (Value | undefined)[] {
  const returned = new Array<Value | undefined>(fn.blocks.length).fill(undefined);
  /** For each block that goes to one other and does nothing else: by that other. */
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
