/**
 * Replaces calls of C library functions by single instructions:
 *
 *     %1 = call double @sqrt(double %x)      →      %1 = call double @llvm.sqrt.f64(double %x)
 *
 * `copysign` stays a call: it shows the sign of a NaN, which engines are free to choose.
 * The context says which names mean the library's functions: a program may define its own.
 */
import { calleeOf, type IRFunction, opcodes, type PlainOpcode, turnInto } from '../ir/index.ts';
import type { PassContext } from './context.ts';

const instructions: ReadonlyMap<string, PlainOpcode> = new Map([
  ['sqrt', 'sqrt'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
  ['trunc', 'trunc'],
  ['nearbyint', 'nearbyint'],
  ['rint', 'nearbyint'],
  ['fabs', 'fabs'],
]);

/** Rewrites calls in `fn`; returns whether there were any. Linear. */
export function recognizeIntrinsics(fn: IRFunction, context: PassContext): boolean {
  const { isLibraryFunction = () => false, onBuiltIn } = context;
  const names = new Set<string>();
  for (const instruction of fn.values) {
    if (instruction.op !== 'call') continue;
    const { operands } = instruction;
    const name = calleeOf(instruction);
    const instead = instructions.get(name);
    if (instead === undefined || opcodes[instead].operands?.length !== operands.length) continue;
    if (!names.has(name) && !isLibraryFunction(name)) continue;
    names.add(name);
    turnInto(instruction, instead, operands);
  }
  if (names.size > 0) onBuiltIn?.(fn, names);
  return names.size > 0;
}
