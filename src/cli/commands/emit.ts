/** `kaleidoscope emit`: prints a stage of a program between source and code. */
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import { type FunctionAST, type Prototype, printAST } from '../../language/index.ts';
import { type CompilationOptions, createJIT, levelOf } from '../session/jit-options.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { type Inputs, readInputs } from '../terminal/input.ts';
import { Reporter, type ReportOptions } from '../terminal/report.ts';
import { writeTo } from '../terminal/standard-output.ts';
import type { CodeForm } from './present-code.ts';

export type Form = 'ast' | CodeForm;

export interface EmitOptions extends Inputs, CompilationOptions, ReportOptions {
  readonly form: Form;
  /** The one function to emit. Default: everything. */
  readonly function?: string;
  /** The file to write to. Default: standard output. */
  readonly output?: string;
}

type Item = FunctionAST | Prototype;

/** Compiles the programs, runs nothing, and writes one form of them unless there are errors. */
export async function emit(options: EmitOptions): Promise<ExitCode> {
  const reporter = new Reporter(options);
  using jit = createJIT(options);
  const items = choose(takeIn(jit, options, reporter), options, reporter);
  const bytes = await present(jit, items, options, reporter);
  if (reporter.exitCode === ExitCode.success) writeTo(options.output, bytes);
  return reporter.finish();
}

/** Definitions, expressions and declarations, in order. */
function takeIn(jit: KaleidoscopeJIT, options: EmitOptions, reporter: Reporter): Item[] {
  const items: Item[] = [];
  for (const source of readInputs(options, reporter)) {
    for (const item of jit.declare(source)) {
      if (item.kind === 'diagnostic') reporter.diagnostics([item.diagnostic]);
      else items.push(item.kind === 'extern' ? item.prototype : item.ast);
    }
  }
  return items;
}

function choose(items: Item[], { function: name }: EmitOptions, reporter: Reporter): Item[] {
  if (name === undefined) return items;
  const chosen = items.findLast((item) => isFunction(item) && item.prototype.name === name);
  if (chosen === undefined) reporter.message(`nothing defines a function '${name}'`);
  return chosen === undefined ? [] : [chosen];
}

async function present(
  jit: KaleidoscopeJIT,
  items: readonly Item[],
  options: EmitOptions,
  reporter: Reporter,
): Promise<Uint8Array> {
  const { form, verify = false } = options;
  if (form === 'ast') return Buffer.from(printTrees(jit, items));
  const { presentCode } = await import('./present-code.ts');
  const optimizationLevel = levelOf(options);
  return presentCode(items.filter(isFunction), { jit, form, verify, optimizationLevel, reporter });
}

function printTrees(jit: KaleidoscopeJIT, items: readonly Item[]): string {
  const parts = items.map((item) =>
    isFunction(item)
      ? printAST(item, jit.operators)
      : `extern ${item.name}(${item.parameters.join(' ')})`,
  );
  return parts.map((part) => `${part}\n`).join('\n');
}

function isFunction(item: Item): item is FunctionAST {
  return 'nodes' in item;
}
