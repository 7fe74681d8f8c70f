/** `kaleidoscope opt`: optimizes intermediate code, and prints the result. */
import { printModule } from '../../ir/index.ts';
import { moduleContext, optimize } from '../../passes/index.ts';
import { type CompilationOptions, levelOf } from '../session/jit-options.ts';
import { passPrinter } from '../session/print-after.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { Reporter, type ReportOptions } from '../terminal/report.ts';
import { writeTo } from '../terminal/standard-output.ts';
import { readIR } from './read-ir.ts';

export interface OptOptions extends CompilationOptions, ReportOptions {
  /** The file with the module; `-` is standard input. */
  readonly file: string;
  /** The file to write to. Default: standard output. */
  readonly output?: string;
}

/** A name that the module does not define means the C library's function of that name, if any. */
export function opt(options: OptOptions): ExitCode {
  const reporter = new Reporter(options);
  const text = readIR(options.file, reporter);
  if (text === undefined) return reporter.finish();
  const { passes, verify = false } = options;
  const onPass = passPrinter(options);
  const context = moduleContext(text.module, { isLibraryFunction: () => true });
  optimize(text.module, context, {
    level: levelOf(options),
    verify,
    ...(passes && { passes }),
    ...(onPass && { onPass }),
  });
  writeTo(options.output, Buffer.from(printModule(text.module)));
  return ExitCode.success;
}
