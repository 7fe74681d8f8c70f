/** Reads intermediate code from a file. */
import { type ModuleText, readModule } from '../../ir/index.ts';
import { readSource } from '../terminal/input.ts';
import type { Reporter } from '../terminal/report.ts';

/** Reads and verifies a module; `-` is standard input. After an error, reports it. */
export function readIR(
  path: string,
  reporter: Reporter,
): (ModuleText & { readonly name: string }) | undefined {
  try {
    const { text, name } = readSource(path);
    return { ...readModule(text, name), name };
  } catch (thrown) {
    reporter.exception(thrown);
    return undefined;
  }
}
