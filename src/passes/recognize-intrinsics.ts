/**
 * Calls of C library functions that are single instructions become those instructions:
 *
 *     %1 = call double @sqrt(double %x)      →      %1 = call double @llvm.sqrt.f64(double %x)
 *
 * `copysign` is left out: it would show the sign of a NaN, which engines are free to choose.
 * The caller says which names mean the library's functions: a program may define its own.
 */
import { type IRFunction, opcodes, type PureOpcode } from '../ir/index.ts';

const instructions: ReadonlyMap<string, PureOpcode> = new Map([
  ['sqrt', 'sqrt'],
  ['floor', 'floor'],
  ['ceil', 'ceil'],
  ['trunc', 'trunc'],
  ['nearbyint', 'nearbyint'],
  ['rint', 'nearbyint'],
  ['fabs', 'fabs'],
]);

/**
 * Rewrites calls in `fn`. Linear.
 *
 * @returns the names of the functions that were built in.
 */
export function recognizeIntrinsics(
  fn: IRFunction,
  isLibraryFunction: (name: string) => boolean,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const instruction of fn.values) {
    const { op, name, operands } = instruction;
    const instead = op === 'call' ? instructions.get(name) : undefined;
    if (instead === undefined || opcodes[instead].operands?.length !== operands.length) continue;
    if (!names.has(name) && !isLibraryFunction(name)) continue;
    names.add(name);
    instruction.op = instead;
    instruction.name = '';
  }
  return names;
}
