/** `kaleidoscope FILE…`: runs programs in one session, item by item. */
import { isatty } from 'node:tty';
import { KaleidoscopeJIT, type Outcome } from '../kaleidoscope-jit.ts';
import { prototypeSpan } from '../language/index.ts';
import { DiagnosticError } from '../source/index.ts';
import { createEngine } from './engine.ts';
import type { ExitCode } from './exit-code.ts';
import { type Inputs, readInputs } from './input.ts';
import { InterruptibleRunner } from './interrupt.ts';
import { type CompilationOptions, jitOptions } from './jit-options.ts';
import { formatNumber, type NumberFormat } from './number-format.ts';
import { type ObserverOptions, Observers } from './observers.ts';
import { Reporter, type ReportOptions } from './report.ts';
import { programOutput, STANDARD_OUTPUT } from './standard-output.ts';

export interface RunOptions extends Inputs, ObserverOptions, CompilationOptions, ReportOptions {
  /** Whether to leave out the `Evaluated to` lines. */
  readonly quiet?: boolean;
  /** How they show values. Default: as the tutorial does. */
  readonly format?: NumberFormat;
}

/** Runs everything. What goes wrong is reported, and the next item goes on. */
export async function run(options: RunOptions): Promise<ExitCode> {
  const engine = await createEngine(options);
  const output = programOutput(() => finish());
  const reporter = new Reporter(options, () => output.flush());
  const flush = isatty(STANDARD_OUTPUT);
  using jit = new KaleidoscopeJIT({
    engine,
    output,
    flush,
    ...jitOptions(options),
  });
  const observers = new Observers(options, jit);
  const finish = () => {
    const exitCode = reporter.finish();
    observers.finish();
    return exitCode;
  };

  const act = (outcome: Outcome) => {
    if (outcome.kind === 'diagnostic') reporter.diagnostics([outcome.diagnostic]);
    if (outcome.kind === 'failure') reportFailure(outcome, jit, reporter);
    if (outcome.kind === 'value' && !options.quiet) {
      output.writeText(`Evaluated to ${formatNumber(outcome.value, options.format ?? 'fixed')}\n`);
    }
  };
  // Ctrl-C would otherwise take with it what waits in the buffer. Machine code cannot be stopped so.
  const runner = flush || options.engine === 'llvm' ? undefined : new InterruptibleRunner();
  const stop = () => {
    jit.recover();
    finish();
    process.kill(process.pid, 'SIGINT'); // nobody listens: ends the process, as its parent expects
    return reporter.exitCode;
  };
  try {
    for (const source of readInputs(options, reporter)) {
      const runSource = () => {
        for (const outcome of observers.watch(jit.run(source))) act(outcome);
      };
      if (runner === undefined) runSource();
      else if (!runner.run(runSource)) return stop();
    }
  } finally {
    output.flush();
  }
  return finish();
}

/**
 * Errors that a program can make are diagnostics or carry the symbols that they are about; what
 * else comes out of a call is a bug of ours.
 */
function reportFailure(
  { error, ast }: Extract<Outcome, { kind: 'failure' }>,
  jit: KaleidoscopeJIT,
  reporter: Reporter,
): void {
  if (error instanceof DiagnosticError || (error instanceof Error && 'symbols' in error)) {
    const place = prototypeSpan(ast.prototype);
    reporter.failure(jit.diagnose(error, place), place);
  } else {
    reporter.exception(error);
  }
}
