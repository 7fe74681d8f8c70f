/** `kaleidoscope FILE…`: runs programs in one session, item by item. */
import type { Outcome } from '../../kaleidoscope-jit.ts';
import { prototypeSpan } from '../../language/index.ts';
import { type Execution, type ExecutionOptions, execute } from '../session/execution.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Inputs, readInputs } from '../terminal/input.ts';

export interface RunOptions extends Inputs, ExecutionOptions {}

/** Runs all items. Reports the errors of an item, then runs the next one. */
export function run(options: RunOptions): Promise<ExitCode> {
  return execute(options, function* (execution) {
    const { jit, observers, reporter } = execution;
    for (const source of readInputs(options, reporter)) {
      yield () => {
        for (const outcome of observers.watch(jit.run(source))) show(outcome, execution);
      };
    }
  });
}

function show(outcome: Outcome, { reporter, showValue, reportFailure }: Execution): void {
  if (outcome.kind === 'diagnostic') reporter.diagnostics([outcome.diagnostic]);
  if (outcome.kind === 'value') showValue(outcome.value);
  if (outcome.kind === 'failure') {
    reportFailure(outcome.error, prototypeSpan(outcome.ast.prototype));
  }
}
