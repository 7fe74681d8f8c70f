/**
 * Dead-code elimination: removes instructions that no call and no terminator needs, cycles of phis
 * included (compare LLVM's ADCE, which also removes branches; here `simplify-cfg` does).
 *
 *     %1 = fmul double %x, %x         →
 *     %2 = fadd double %x, 1.0             %1 = fadd double %x, 1.0
 *     ret double %2                        ret double %1
 *
 * Linear in the size of the function.
 */
import { type IRFunction, instructionOf, opcodes, type Value } from '../ir/index.ts';

/** Removes pure instructions and phis that nothing needs; returns whether there were any. */
export function eliminateDeadCode(fn: IRFunction): boolean {
  const needed = new Array<boolean>(fn.values.length).fill(false);
  let total = 0;
  let found = 0;
  const work: Value[] = [];
  const need = (value: Value): void => {
    const { operands } = instructionOf(fn, value);
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]!;
      if (needed[operand]) continue;
      needed[operand] = true;
      if (instructionOf(fn, operand).operands.length > 0) work.push(operand);
    }
  };
  for (const { instructions } of fn.blocks) {
    total += instructions.length;
    // Backwards, `need` mostly marks a value before the loop reaches its instruction.
    for (let i = instructions.length - 1; i >= 0; i--) {
      const value = instructions[i]!;
      const { kind } = opcodes[instructionOf(fn, value).op];
      if (kind !== 'call' && kind !== 'terminator') continue;
      needed[value] = true;
      need(value);
    }
  }
  for (let value = work.pop(); value !== undefined; value = work.pop()) need(value);
  for (const { instructions } of fn.blocks) {
    for (let i = 0; i < instructions.length; i++) if (needed[instructions[i]!]) found++;
  }
  if (found === total) return false;
  for (const block of fn.blocks) {
    block.instructions = block.instructions.filter((value) => needed[value]);
  }
  return true;
}
