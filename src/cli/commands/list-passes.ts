/** `kaleidoscope passes`: the optimizer's passes, a line each. */
import { listPasses } from '../../passes/index.ts';
import { writeOut } from '../terminal/standard-output.ts';

export function printPasses(): void {
  const passes = listPasses();
  const width = Math.max(...passes.map(({ name }) => name.length));
  const lines = passes.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`);
  writeOut(new TextEncoder().encode(lines.join('')));
}
