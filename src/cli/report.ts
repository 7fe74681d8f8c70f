/** Tells the user what is wrong, on standard error, and keeps account of it. */
import { type Diagnostic, DiagnosticError, renderDiagnostic } from '../source/index.ts';
import { useColour } from './colour.ts';
import { ExitCode } from './exit-code.ts';
import { printError } from './file-descriptor.ts';
import { FileError } from './file-error.ts';
import { internalError } from './internal-error.ts';

export class Reporter {
  readonly #colour: boolean;
  readonly #before: () => void;
  #exitCode: ExitCode = ExitCode.success;

  /**
   * @param colour Whether to write colours; by default, if standard error is a terminal.
   * @param before Called before each message: to let out what the program has printed until then.
   */
  constructor(colour?: boolean, before: () => void = () => {}) {
    this.#colour = useColour(colour, 2);
    this.#before = before;
  }

  /** The worst of what has been reported. */
  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  diagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      this.#before();
      printError(`${renderDiagnostic(diagnostic, { colour: this.#colour })}\n`);
      if (diagnostic.severity === 'error') this.#worsen(ExitCode.failure);
    }
  }

  /** Reports a message that is about no place in a program. */
  message(text: string): void {
    this.#before();
    printError(`kaleidoscope: ${text}\n`);
    this.#worsen(ExitCode.failure);
  }

  /** Reports an exception: something wrong with a program or a file, or else a bug of ours: the first in full. */
  exception(thrown: unknown): void {
    if (thrown instanceof DiagnosticError) this.diagnostics(thrown.diagnostics);
    else if (thrown instanceof FileError) this.message(thrown.message);
    else if (this.#exitCode === ExitCode.internal) this.message(`internal error: ${thrown}`);
    else {
      this.#before();
      this.#worsen(internalError(thrown));
    }
  }

  #worsen(code: ExitCode): void {
    if (code > this.#exitCode) this.#exitCode = code;
  }
}
