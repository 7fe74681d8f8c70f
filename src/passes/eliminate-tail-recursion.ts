/**
 * Elimination of tail recursion: instead of returning the result of a call of itself, a function
 * jumps to its start (compare LLVM's TailCallElim; Steele, "Lambda: The Ultimate GOTO", 1977).
 *
 *     define double @f(double %n, double %acc) {       entry:
 *     entry:                                             br label %start
 *       %c = …                                         start:
 *       br i1 %c, label %more, label %done               %n1 = phi double [ %n, %entry ], [ %1, %more ]
 *     more:                                        →     …
 *       %1 = fsub double %n, 1.0                       more:
 *       …                                                %1 = fsub double %n1, 1.0
 *       %3 = call double @f(double %1, double %2)        …
 *       ret double %3                                    br label %start
 *
 * A call stays if any work follows it, even an addition: adding in another order would change bits.
 * A function stays as it is if every path ends in such a call: a stack overflow, which is reported,
 * is better than an endless loop. Linear.
 */
import { reversePostorder } from '../analysis/index.ts';
import {
  addIncoming,
  addJump,
  addPhi,
  type Block,
  blockOf,
  calleeOf,
  dropIncoming,
  type IRFunction,
  instructionOf,
  replaceIncoming,
  terminatorOf,
  type Value,
} from '../ir/index.ts';
import { findTailCalls, type TailCall } from './tail-position.ts';
import { keepBlocks, removeUnreachable } from './unreachable.ts';

/** Turns calls of the function itself in tail position into jumps; returns whether any were. */
export function eliminateTailRecursion(fn: IRFunction): boolean {
  const sites = findTailCalls(fn, (value) => {
    const call = instructionOf(fn, value);
    return calleeOf(call) === fn.name && call.operands.length === fn.type.parameters.length;
  });
  if (sites.length === 0 || !canReturn(fn, sites)) return false;
  new LoopMaker(fn).run(sites);
  return true;
}

/** Whether a path leads to a return without any of these calls. */
function canReturn(fn: IRFunction, sites: readonly TailCall[]): boolean {
  const calls = new Set(sites.map(({ block }) => block));
  const reached = new Set([0 as Block]);
  for (const block of reached) {
    if (calls.has(block)) continue;
    const { op, blocks } = terminatorOf(fn, block);
    if (op === 'ret') return true;
    for (const target of blocks) reached.add(target); // new ones are visited as well
  }
  return false;
}

class LoopMaker {
  readonly #fn: IRFunction;

  constructor(fn: IRFunction) {
    this.#fn = fn;
  }

  run(sites: readonly TailCall[]): void {
    const start = this.#splitEntry();
    // Parameters that no call changes need no phi.
    const phis = this.#fn.type.parameters.map((type, position) =>
      sites.some(({ call }) => instructionOf(this.#fn, call).operands[position] !== position)
        ? addPhi(this.#fn, type, [position as Value], [0 as Block])
        : undefined,
    );
    this.#replaceParameters(phis);
    // No site is block 0, whose contents moved: then every path would end in that call.
    for (const { block, call } of sites) this.#jump(block, call, start, phis);
    const { instructions } = blockOf(this.#fn, start);
    instructions.unshift(...phis.filter((phi) => phi !== undefined));
    removeUnreachable(this.#fn); // a join after arms that all ended in such calls
    keepBlocks(this.#fn, reversePostorder(this.#fn)); // `start` comes second
  }

  /** Moves the contents of the entry to a new block, which jumps may target. */
  #splitEntry(): Block {
    const fn = this.#fn;
    const start = fn.blocks.length as Block;
    const entry = blockOf(fn, 0 as Block);
    fn.blocks.push({ label: 'start', instructions: entry.instructions });
    entry.instructions = [addJump(fn, start)];
    for (const target of terminatorOf(fn, start).blocks) {
      replaceIncoming(fn, target, 0 as Block, start);
    }
    return start;
  }

  #replaceParameters(phis: readonly (Value | undefined)[]): void {
    for (const { instructions } of this.#fn.blocks) {
      for (const value of instructions) {
        const { operands } = instructionOf(this.#fn, value);
        for (let i = 0; i < operands.length; i++) operands[i] = phis[operands[i]!] ?? operands[i]!;
      }
    }
  }

  /** Replaces a call, and the instructions after it in its block, by a jump. */
  #jump(block: Block, call: Value, start: Block, phis: readonly (Value | undefined)[]): void {
    const fn = this.#fn;
    const { instructions } = blockOf(fn, block);
    const terminator = terminatorOf(fn, block);
    for (const target of terminator.blocks) dropIncoming(fn, target, block);
    instructionOf(fn, call).operands.forEach((argument, position) => {
      const phi = phis[position];
      if (phi !== undefined) addIncoming(instructionOf(fn, phi), argument, block);
    });
    instructions.splice(instructions.indexOf(call));
    instructions.push(addJump(fn, start));
  }
}
