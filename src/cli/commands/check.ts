/** `kaleidoscope check`: compiles everything, runs nothing, and prints only errors and warnings. */
import { createEngine } from '../session/engine.ts';
import { type CompilationOptions, createJIT } from '../session/jit-options.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Inputs, readInputs } from '../terminal/input.ts';
import { Reporter, type ReportOptions } from '../terminal/report.ts';

export interface CheckOptions extends Inputs, CompilationOptions, ReportOptions {}

export async function check(options: CheckOptions): Promise<ExitCode> {
  const reporter = new Reporter(options);
  const engine = await createEngine(options);
  using jit = createJIT(options, { engine });
  reporter.diagnostics(jit.check(...readInputs(options, reporter)));
  return reporter.finish();
}
