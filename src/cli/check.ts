/** `kaleidoscope check`: compiles everything, runs nothing. Says nothing where nothing is wrong. */
import { KaleidoscopeJIT } from '../kaleidoscope-jit.ts';
import type { ExitCode } from './exit-code.ts';
import { type Inputs, readInputs } from './input.ts';
import { type CompilationOptions, jitOptions } from './jit-options.ts';
import { Reporter } from './report.ts';

export interface CheckOptions extends Inputs, CompilationOptions {
  readonly color?: boolean;
}

export function check(options: CheckOptions): ExitCode {
  const reporter = new Reporter(options.color);
  using jit = new KaleidoscopeJIT(jitOptions(options));
  reporter.diagnostics(jit.check(...readInputs(options, reporter)));
  return reporter.exitCode;
}
