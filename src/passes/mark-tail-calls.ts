/**
 * Tail calls: what a function returns from a call of another one, it returns at once, and the call
 * is marked, so that engines can give it the place of the caller's frame (compare LLVM's
 * TailCallElim, which marks too). So functions may go on in each other without end.
 *
 *     br i1 %c, label %more, label %end                 br i1 %c, label %more, label %end
 *   more:                                             more:
 *     %1 = call double @g(double %n)            →       %1 = tail call double @g(double %n)
 *     br label %end                                     ret double %1
 *   end:                                              end:
 *     %2 = phi double [ %1, %more ], …                  %2 = …
 *     ret double %2                                     ret double %2
 *
 * Calls of the function itself stay calls: those that can become loops have, and the others never
 * return, which is to be reported. Comes last, as inlining would have to take marks back. Linear.
 */
import { reversePostorder } from '../analysis/index.ts';
import {
  addReturn,
  blockOf,
  calleeOf,
  dropIncoming,
  type IRFunction,
  instructionOf,
  isTailCall,
  markTailCall,
  terminatorOf,
} from '../ir/index.ts';
import { findTailCalls, type TailCall } from './tail-position.ts';
import { keepBlocks, removeUnreachable } from './unreachable.ts';

/** Marks calls in tail position; says whether it found any that were not marked. */
export function markTailCalls(fn: IRFunction): boolean {
  const calls = findTailCalls(fn, (value) => {
    const call = instructionOf(fn, value);
    return calleeOf(call) !== fn.name && !isTailCall(call);
  });
  for (const call of calls) returnAtOnce(fn, call);
  if (fn.blocks.length > 1 && calls.length > 0) {
    removeUnreachable(fn); // a join whose arms all were such calls
    keepBlocks(fn, reversePostorder(fn));
  }
  return calls.length > 0;
}

function returnAtOnce(fn: IRFunction, { block, call }: TailCall): void {
  for (const target of terminatorOf(fn, block).blocks) dropIncoming(fn, target, block);
  const { instructions } = blockOf(fn, block);
  instructions.splice(instructions.indexOf(call) + 1);
  instructions.push(addReturn(fn, call));
  markTailCall(instructionOf(fn, call));
}
