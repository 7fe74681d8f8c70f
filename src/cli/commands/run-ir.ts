/** `kaleidoscope run FILE.ll`: calls a function of a module of intermediate code. */
import type { IRFunction } from '../../ir/index.ts';
import { error, nearest, printableText, quote, type Span } from '../../source/index.ts';
import { type ExecutionOptions, execute } from '../session/execution.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Reporter } from '../terminal/report.ts';
import { readIR } from './read-ir.ts';

/** Default entries: C's name, or `build`'s name for the expressions of a program. */
const ENTRIES = ['main', 'top_level'];

export interface RunIROptions extends ExecutionOptions {
  /** The file with the module; `-` is standard input. */
  readonly file: string;
  /** The function to call. Default: the first of `ENTRIES` that the module defines. */
  readonly entry: string | undefined;
  readonly args: readonly number[];
}

/** Runs one call, and shows its result. */
export function runIR(options: RunIROptions): Promise<ExitCode> {
  const { file, args } = options;
  return execute(options, function* ({ jit, reporter, observers, showValue, reportFailure }) {
    const text = readIR(file, reporter);
    if (text === undefined) return;
    const { module, places, name } = text;
    const fn = choose(module.functions, options.entry, name, reporter);
    if (fn === undefined) return;
    const place = places.get(fn.name)!.span; // the text defines it
    if (!takes(fn, args, place, reporter)) return;
    jit.addModule(module);
    for (const { name } of module.functions) observers.defined(name);
    yield () => {
      try {
        showValue(jit.function(fn.name)(...args));
      } catch (thrown) {
        reportFailure(thrown, place);
      }
    };
  });
}

function choose(
  functions: readonly IRFunction[],
  entry: string | undefined,
  file: string,
  reporter: Reporter,
): IRFunction | undefined {
  const wanted = entry === undefined ? ENTRIES : [entry];
  const found = wanted.flatMap((name) => functions.find((fn) => fn.name === name) ?? []);
  if (found.length > 0) return found[0];
  const names = functions.map(({ name }) => name);
  const meant = nearest(wanted[0]!, names); // there is one or more
  const what = wanted.map(quote).join(' and no function ');
  const hint = meant === undefined ? listing(names) : `did you mean ${quote(meant)}?`;
  reporter.message(`${printableText(file)} defines no function ${what}; ${hint}`);
  return undefined;
}

/** How many names of a large module are shown. */
const MOST_NAMES = 10;

function listing(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(quote).join(', ');
  return names.length > MOST_NAMES ? `there are ${shown}, …` : `there are ${shown || 'none'}`;
}

function takes(fn: IRFunction, args: readonly number[], place: Span, reporter: Reporter): boolean {
  const { length } = fn.type.parameters;
  if (length === args.length) return true;
  const count = `${length} argument${length === 1 ? '' : 's'}`;
  const given = `${args.length} ${args.length === 1 ? 'is' : 'are'} given`;
  reporter.diagnostics([error(place, `${quote(fn.name)} takes ${count}, but ${given}`)]);
  return false;
}
