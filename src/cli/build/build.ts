/** `kaleidoscope build`: compiles a program ahead of time, to a file that needs no session. */
import { extname } from 'node:path';
import { ExitCode } from '../exit-code.ts';
import { type Inputs, readInputs } from '../input.ts';
import { type CompilationOptions, createJIT, levelOf } from '../jit-options.ts';
import { Reporter, type ReportOptions } from '../report.ts';
import { BuildError } from './build-error.ts';
import { buildNative, NATIVE_EXTENSIONS, type TargetOptions } from './native-target.ts';
import { writeOutput } from './output-files.ts';
import { buildWasm } from './wasm-target.ts';
import { compileWhole } from './whole-program.ts';

/** What can be built. */
export const EXTENSIONS: readonly string[] = ['.wasm', ...NATIVE_EXTENSIONS];

export interface BuildOptions extends Inputs, CompilationOptions, ReportOptions, TargetOptions {
  /** The file to write to. Its extension, one of `EXTENSIONS`, says what is built. */
  readonly output: string;
}

/** Takes the programs in, runs nothing, and writes two files, unless there are errors. */
export function build(options: BuildOptions): ExitCode {
  const reporter = new Reporter(options);
  using jit = createJIT(options);
  const { program, diagnostics } = compileWhole(jit, readInputs(options, reporter));
  reporter.diagnostics(diagnostics);
  if (program === undefined || reporter.exitCode !== ExitCode.success) return reporter.finish();
  const { output } = options;
  try {
    const { compiled, declaration } = isWasm(output)
      ? buildWasm(program, output)
      : buildNative(program, output, { ...options, optimizationLevel: levelOf(options) });
    writeOutput(compiled, declaration);
  } catch (thrown) {
    if (!(thrown instanceof BuildError)) throw thrown;
    reporter.message(thrown.message);
  }
  return reporter.finish();
}

export function isWasm(output: string): boolean {
  return extname(output) === '.wasm';
}
