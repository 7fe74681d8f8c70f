/**
 * Tail calls: if a function returns the result of a call of another one, it returns that at once,
 * and the call is marked, so that engines can reuse the caller's frame for it (compare LLVM's
 * TailCallElim, which marks too). So functions may call each other in tail position without end.
 *
 *     br i1 %c, label %more, label %end                 br i1 %c, label %more, label %end
 *   more:                                             more:
 *     %1 = call double @g(double %n)            →       %1 = tail call double @g(double %n)
 *     br label %end                                     ret double %1
 *   end:                                              end:
 *     %2 = phi double [ %1, %more ], …                  %2 = …
 *     ret double %2                                     ret double %2
 *
 * The pass does not mark calls of the function itself: `eliminate-tail-recursion` turns some into
 * jumps, and the others never return, which a stack overflow must report. It runs last, as inlining
 * would have to remove marks. Linear.
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

/** Marks calls in tail position; returns whether it found any without a mark. */
export function markTailCalls(fn: IRFunction): boolean {
  const calls = findTailCalls(fn, (value) => {
    const call = instructionOf(fn, value);
    return calleeOf(call) !== fn.name && !isTailCall(call);
  });
  for (const call of calls) returnAtOnce(fn, call);
  if (fn.blocks.length > 1 && calls.length > 0) {
    removeUnreachable(fn); // a join after arms that all ended in such calls
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
