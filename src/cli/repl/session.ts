/** Runs entries as programs or commands, and shows their outcomes. */
import { createColors } from 'picocolors';
import type { KaleidoscopeJIT, Outcome } from '../../kaleidoscope-jit.ts';
import { type FunctionAST, parseOperatorName, prototypeSpan } from '../../language/index.ts';
import { SymbolsNotFoundError } from '../../orc/index.ts';
import { createRuntime, Output } from '../../runtime/index.ts';
import {
  type Diagnostic,
  DiagnosticError,
  error,
  printableLines,
  renderDiagnostic,
  SourceFile,
} from '../../source/index.ts';
import { formatNumber, type NumberFormat } from '../terminal/number-format.ts';
import type { CommandContext, Paint } from './commands/command-context.ts';
import { runCommand, sourceStart } from './commands/commands.ts';
import { withCall } from './commands/expression.ts';
import { Definitions, signatureOf } from './definitions.ts';
import { isIncomplete } from './input/incomplete.ts';
import { bindLastValue } from './last-value.ts';

/** The display for a session's messages. */
export interface Display {
  /** Width of the terminal. */
  readonly columns: number;
  /** Writes a text of one or more lines and a line end. */
  print(text: string): void;
  /** Moves to an empty line, even if the program left its output without a line end. */
  freshLine(): void;
}

export class ReplSession implements CommandContext {
  readonly paint: Paint;
  readonly host = createRuntime(new Output(() => {}));
  readonly #colour: boolean;
  readonly #format: NumberFormat;
  readonly #display: Display;
  #jit: KaleidoscopeJIT;
  #definitions: Definitions;
  #lastValue: number | undefined;
  #lastProgram = '';
  #entries = 0;
  #state: 'going on' | 'to be reset' | 'over' = 'going on';

  constructor(
    jit: KaleidoscopeJIT,
    display: Display,
    colour: boolean,
    format: NumberFormat = 'shortest',
  ) {
    this.#jit = jit;
    this.#definitions = new Definitions(jit);
    this.paint = createColors(colour);
    this.#colour = colour;
    this.#format = format;
    this.#display = display;
  }

  get jit(): KaleidoscopeJIT {
    return this.#jit;
  }

  get definitions(): Definitions {
    return this.#definitions;
  }

  get lastValue(): number | undefined {
    return this.#lastValue;
  }

  get lastProgram(): string {
    return this.#lastProgram;
  }

  /** The request of the last command: go on, reset or quit. */
  get state(): 'going on' | 'to be reset' | 'over' {
    return this.#state;
  }

  quit(): void {
    this.#state = 'over';
  }

  reset(): void {
    this.#state = 'to be reset';
  }

  /** Starts again with an empty program. */
  restart(jit: KaleidoscopeJIT): void {
    this.#jit = jit;
    this.#definitions = new Definitions(jit);
    this.#lastValue = undefined;
    this.#state = 'going on';
    this.note('everything is forgotten');
  }

  /** Whether a text is complete, so that the user need not type more. */
  isComplete(text: string): boolean {
    return !isIncomplete(text.slice(sourceStart(text)), this.jit.operators);
  }

  /** Runs an entry, and shows its errors. */
  enter(text: string): void {
    this.#entries++;
    this.#attempt(() => {
      if (!runCommand(this, text)) this.runProgram(text);
    });
  }

  /** Reads and runs a program, and shows its errors. */
  load(read: () => SourceFile): void {
    this.#attempt(() => this.runSource(read()));
  }

  /** A text of the current entry, for diagnostics to point to. */
  sourceFile(text: string): SourceFile {
    return new SourceFile(`<input-${this.#entries}>`, text);
  }

  runProgram(text: string): void {
    if (text.trim() !== '') this.#lastProgram = text;
    this.runSource(this.sourceFile(text));
  }

  runSource(source: SourceFile): void {
    for (const outcome of this.jit.run(source)) this.#show(this.#withLastValue(outcome));
  }

  showValue(value: number): void {
    this.#lastValue = value;
    this.printFresh(formatNumber(value, this.#format));
  }

  print(text: string): void {
    this.#display.print(text);
  }

  /** Flushes the output of the program, then prints on a fresh line. */
  printFresh(text: string): void {
    this.jit.output.flush();
    this.#display.freshLine();
    this.print(text);
  }

  /** Prints a remark, which is no result. */
  note(text: string): void {
    this.print(this.paint.dim(text));
  }

  /** Call this after Ctrl-C has terminated the running program. */
  interrupted(): void {
    this.jit.recover();
    this.print(''); // after the terminal's own "^C"
    this.print(this.paint.yellow('interrupted'));
  }

  /** Runs an expression that failed to compile for lack of `_` again, with the last value. */
  #withLastValue(outcome: Outcome): Outcome {
    if (outcome.kind !== 'failure') return outcome;
    const bound = bindLastValue(outcome.ast, this.#lastValue);
    if (bound.args.length === 0) return outcome;
    const { ast } = bound;
    try {
      return { kind: 'value', value: withCall(this, bound, (call) => call()), ast };
    } catch (error) {
      return { kind: 'failure', error, ast };
    }
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (thrown) {
      this.#showError(thrown);
    }
  }

  #show(outcome: Outcome): void {
    switch (outcome.kind) {
      case 'diagnostic':
        this.#showDiagnostics([outcome.diagnostic]);
        break;
      case 'definition':
        this.note(this.#describe(outcome.ast));
        break;
      case 'extern':
        this.note(`declared ${signatureOf(outcome.prototype)}`);
        break;
      case 'value':
        this.showValue(outcome.value);
        break;
      case 'failure':
        this.#showDiagnostics(this.#diagnose(outcome));
        break;
    }
    this.definitions.record(outcome);
  }

  /** A missing operator was removed after the text that uses it had been parsed. */
  #diagnose({ error: thrown, ast }: Extract<Outcome, { kind: 'failure' }>): readonly Diagnostic[] {
    const place = prototypeSpan(ast.prototype);
    const symbols = thrown instanceof SymbolsNotFoundError ? thrown.symbols : [];
    const operator = parseOperatorName(symbols[0] ?? '');
    if (operator === undefined) return this.jit.diagnose(thrown, place);
    const { arity, text } = operator;
    const message = `the ${arity} operator '${text}' was removed, but is needed`;
    const parameters = arity === 'binary' ? '(a b)' : '(a)';
    return [error(place, message, [], `define it again: \`def ${arity}${text} ${parameters} …\``)];
  }

  /** Describes a definition: `defined f(x)`, `redefined binary|(a b), precedence 5`. */
  #describe({ prototype }: FunctionAST): string {
    const verb = this.definitions.get(prototype.name) === undefined ? 'defined' : 'redefined';
    const operator = parseOperatorName(prototype.name);
    if (operator?.arity !== 'binary') return `${verb} ${signatureOf(prototype)}`;
    const { operators } = this.jit;
    const precedence = operators.precedence(operators.named(operator.text));
    return `${verb} ${signatureOf(prototype)}, precedence ${precedence}`;
  }

  #showError(thrown: unknown): void {
    if (thrown instanceof DiagnosticError) this.#showDiagnostics(thrown.diagnostics);
    else this.printFresh(`${this.paint.red('error:')} ${messageOf(thrown)}`);
  }

  #showDiagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const { columns } = this.#display;
      this.printFresh(renderDiagnostic(diagnostic, { colour: this.#colour, columns }));
    }
  }
}

function messageOf(thrown: unknown): string {
  return printableLines(thrown instanceof Error ? thrown.message : String(thrown));
}
