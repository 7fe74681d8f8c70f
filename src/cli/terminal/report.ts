/** Reports errors on standard error, and counts them. */
import { isatty } from 'node:tty';
import {
  type Diagnostic,
  DiagnosticError,
  error,
  location,
  renderDiagnostic,
  type Span,
} from '../../source/index.ts';
import { useColour } from './colour.ts';
import { ExitCode } from './exit-code.ts';
import { printError, printMessage, STANDARD_ERROR } from './file-descriptor.ts';
import { FileError } from './file-error.ts';
import { internalError } from './internal-error.ts';

/** Default for the number of errors and warnings shown: about as many as anybody reads. */
const MAX_ERRORS = 20;

/** How many errors the reporter remembers, so as not to show them again. */
const REMEMBERED = 1000;

export interface ReportOptions {
  /** Whether to write colours. Default: the environment decides, else whether it is a terminal. */
  readonly color?: boolean;
  /** How many errors and warnings to show; further ones are only counted. 0 shows all. */
  readonly maxErrors?: number;
}

export class Reporter {
  readonly #colour: boolean;
  readonly #maxErrors: number;
  readonly #before: () => void;
  /** The places and messages of errors that were shown. */
  readonly #shown = new Set<string>();
  #errors = 0;
  #warnings = 0;
  #exitCode: ExitCode = ExitCode.success;

  /**
   * @param before Called before each message, to flush the output of the program.
   */
  constructor({ color, maxErrors = MAX_ERRORS }: ReportOptions, before: () => void = () => {}) {
    this.#colour = useColour(color, STANDARD_ERROR);
    this.#maxErrors = maxErrors === 0 ? Infinity : maxErrors;
    this.#before = before;
  }

  /** The exit code for the worst error so far. */
  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  diagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#diagnostic(diagnostic);
  }

  /** Reports why the expression at `place` failed. Shows the errors of a body once. */
  failure(diagnostics: readonly Diagnostic[], place: Span): void {
    const isNew = diagnostics.some((diagnostic) => !this.#shown.has(keyOf(diagnostic)));
    const [first] = diagnostics;
    if (isNew || first === undefined) this.diagnostics(diagnostics);
    else
      this.#diagnostic(
        error(place, `not evaluated, because of the error at ${location(first.span)}`),
      );
  }

  /** Reports an error that has no place in a program. */
  message(text: string): void {
    this.#before();
    this.#errors++;
    printMessage(text);
    this.#worsen(ExitCode.failure);
  }

  /** Reports an error of a program or a file, or a bug of ours: the first bug in full. */
  exception(thrown: unknown): void {
    if (thrown instanceof DiagnosticError) this.diagnostics(thrown.diagnostics);
    else if (thrown instanceof FileError) this.message(thrown.message);
    else if (this.#exitCode === ExitCode.internal) this.message(`internal error: ${thrown}`);
    else {
      this.#before();
      this.#worsen(internalError(thrown));
    }
  }

  /** Prints the number of errors if it is more than one; returns the exit code. */
  finish(): ExitCode {
    const hidden = this.#errors + this.#warnings - this.#maxErrors;
    if (this.#errors > 1 || hidden > 0) {
      const counts: string[] = [];
      if (this.#errors > 0) counts.push(count(this.#errors, 'error'));
      if (this.#warnings > 0) counts.push(count(this.#warnings, 'warning'));
      const more =
        hidden > 0 ? `; the first ${this.#maxErrors} are shown, --max-errors=0 shows all` : '';
      printMessage(counts.join(' and ') + more);
    }
    return this.#exitCode;
  }

  #diagnostic(diagnostic: Diagnostic): void {
    const isError = diagnostic.severity === 'error';
    if (isError) this.#errors++;
    else this.#warnings++;
    if (this.#errors + this.#warnings <= this.#maxErrors) this.#show(diagnostic);
    if (isError) this.#worsen(ExitCode.failure);
  }

  #show(diagnostic: Diagnostic): void {
    this.#before();
    const columns = isatty(STANDARD_ERROR) ? process.stderr.columns : undefined;
    printError(`${renderDiagnostic(diagnostic, { colour: this.#colour, columns })}\n`);
    if (this.#shown.size < REMEMBERED) this.#shown.add(keyOf(diagnostic));
  }

  #worsen(code: ExitCode): void {
    if (code > this.#exitCode) this.#exitCode = code;
  }
}

function keyOf({ span, message }: Diagnostic): string {
  return `${location(span)} ${message}`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
