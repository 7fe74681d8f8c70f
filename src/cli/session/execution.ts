/** Runs code in a session so that its output, the messages and Ctrl-C come out in order. */
import { isatty } from 'node:tty';
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import { DiagnosticError, type Span } from '../../source/index.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { InterruptibleRunner } from '../terminal/interrupt.ts';
import { formatNumber, type NumberFormat } from '../terminal/number-format.ts';
import { Reporter, type ReportOptions } from '../terminal/report.ts';
import { programOutput, STANDARD_OUTPUT } from '../terminal/standard-output.ts';
import { createEngine } from './engine.ts';
import { type CompilationOptions, createJIT } from './jit-options.ts';
import { type ObserverOptions, Observers } from './observers.ts';

export interface ExecutionOptions extends ObserverOptions, CompilationOptions, ReportOptions {
  /** Whether to leave out the `Evaluated to` lines. */
  readonly quiet?: boolean;
  /** How the `Evaluated to` lines show values. Default: `fixed`, the tutorial's format. */
  readonly format?: NumberFormat;
}

/** The session and the reporting functions that steps work with. */
export interface Execution {
  readonly jit: KaleidoscopeJIT;
  readonly reporter: Reporter;
  readonly observers: Observers;
  showValue(value: number): void;
  /** Reports an exception of a call; `place` is the place of the call. */
  reportFailure(thrown: unknown, place: Span): void;
}

/** Runs steps one after the other; Ctrl-C ends the process in any of them. */
export async function execute(
  options: ExecutionOptions,
  steps: (execution: Execution) => Iterable<() => void>,
): Promise<ExitCode> {
  const engine = await createEngine(options);
  const output = programOutput(() => finish());
  const reporter = new Reporter(options, () => output.flush());
  const flush = isatty(STANDARD_OUTPUT);
  // Nobody disposes of the session: the process ends, and LLVM would take 0.1 ms for each function.
  const jit = createJIT(options, { engine, output, flush });
  const observers = new Observers(options, jit);
  const finish = () => {
    const exitCode = reporter.finish();
    observers.finish();
    return exitCode;
  };

  const { quiet = false, format = 'fixed' } = options;
  const showValue = (value: number) => {
    if (!quiet) output.writeText(`Evaluated to ${formatNumber(value, format)}\n`);
  };
  const reportFailure = (thrown: unknown, place: Span) => {
    if (isFromProgram(thrown)) reporter.failure(jit.diagnose(thrown, place), place);
    else reporter.exception(thrown);
  };
  // Without a runner, Ctrl-C loses the buffered output.
  const runner = flush ? undefined : new InterruptibleRunner();
  const stop = () => {
    jit.recover();
    finish();
    process.kill(process.pid, 'SIGINT'); // nobody listens: ends the process, as its parent expects
    return reporter.exitCode;
  };
  try {
    for (const step of steps({ jit, reporter, observers, showValue, reportFailure })) {
      if (runner === undefined) step();
      else if (!runner.run(step)) return stop();
    }
  } finally {
    output.flush();
  }
  return finish();
}

/**
 * The errors that a program can cause are diagnostics or carry symbols. Any other exception of a
 * call is a bug of ours.
 */
function isFromProgram(thrown: unknown): boolean {
  return thrown instanceof DiagnosticError || (thrown instanceof Error && 'symbols' in thrown);
}
