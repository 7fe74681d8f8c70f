/** Takes entries in: runs them as programs or commands, and shows what comes of them. */
import { createColors } from 'picocolors';
import type { KaleidoscopeJIT, Outcome } from '../../kaleidoscope-jit.ts';
import { type FunctionAST, parseOperatorName, prototypeSpan } from '../../language/index.ts';
import { formatFixed } from '../../runtime/index.ts';
import {
  type Diagnostic,
  DiagnosticError,
  printableLines,
  renderDiagnostic,
  SourceFile,
} from '../../source/index.ts';
import type { CommandContext, Paint } from './command-context.ts';
import { runCommand, sourceStart } from './commands.ts';
import { Definitions, signatureOf } from './definitions.ts';
import { isIncomplete } from './incomplete.ts';

/** Where a session's messages go. */
export interface Display {
  /** Writes lines; there is no line end behind the last one. */
  print(text: string): void;
  /** Makes sure that the next line begins on its own, whatever the program has printed. */
  freshLine(): void;
}

export class ReplSession implements CommandContext {
  readonly jit: KaleidoscopeJIT;
  readonly definitions: Definitions;
  readonly paint: Paint;
  readonly #colour: boolean;
  readonly #display: Display;
  #entries = 0;
  #isOver = false;

  constructor(jit: KaleidoscopeJIT, display: Display, colour: boolean) {
    this.jit = jit;
    this.definitions = new Definitions(jit);
    this.paint = createColors(colour);
    this.#colour = colour;
    this.#display = display;
  }

  /** Whether the user has asked to leave. */
  get isOver(): boolean {
    return this.#isOver;
  }

  quit(): void {
    this.#isOver = true;
  }

  /** Whether there is nothing to wait for after a text. */
  isComplete(text: string): boolean {
    return !isIncomplete(text.slice(sourceStart(text)), this.jit.operators);
  }

  /** Runs an entry. Whatever is wrong with it is shown. */
  enter(text: string): void {
    this.#entries++;
    try {
      if (!runCommand(this, text)) this.runSource(this.sourceFile(text));
    } catch (thrown) {
      this.#showError(thrown);
    }
  }

  /** A text of the current entry, for diagnostics to point to. */
  sourceFile(text: string): SourceFile {
    return new SourceFile(`<input-${this.#entries}>`, text);
  }

  runSource(source: SourceFile): void {
    for (const outcome of this.jit.run(source)) this.#show(outcome);
  }

  print(text: string): void {
    this.#display.print(text);
  }

  /** Prints behind what a program has printed. */
  printFresh(text: string): void {
    this.jit.output.flush();
    this.#display.freshLine();
    this.print(text);
  }

  /** Prints what is good to know and no result. */
  note(text: string): void {
    this.print(this.paint.dim(text));
  }

  /** The running program was terminated. */
  interrupted(): void {
    this.jit.recover();
    this.print(''); // behind the terminal's own "^C"
    this.print(this.paint.yellow('interrupted'));
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
        this.printFresh(`Evaluated to ${formatFixed(outcome.value)}`);
        break;
      case 'failure':
        this.#showDiagnostics(
          this.jit.diagnose(outcome.error, prototypeSpan(outcome.ast.prototype)),
        );
        break;
    }
    this.definitions.record(outcome);
  }

  /** What a definition has defined: `defined f(x)`, `redefined binary| (precedence 5)`. */
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
      this.printFresh(renderDiagnostic(diagnostic, { colour: this.#colour }));
    }
  }
}

function messageOf(thrown: unknown): string {
  return printableLines(thrown instanceof Error ? thrown.message : String(thrown));
}
