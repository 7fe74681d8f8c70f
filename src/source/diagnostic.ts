/** Diagnostics: messages about places in a program. */
import type { Span } from './span.ts';

/** How bad a diagnostic is. */
export type Severity = 'error' | 'warning' | 'note';

/** A message about a place in the source. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Short, lower case, no full stop. */
  readonly message: string;
  readonly span: Span;
  /** Messages about other places that explain this one. */
  readonly notes: readonly Diagnostic[];
  /** Further places of the same mistake; absent if each place has a diagnostic of its own. */
  readonly alsoAt?: readonly Span[];
  /** A remedy, in one line: `did you mean 'fib'?`. Short, lower case, no full stop. */
  readonly help?: string;
  /** The input ended inside an item: a REPL asks for more. */
  readonly atEnd?: true;
}

/** An error at a place. */
export function error(
  span: Span,
  message: string,
  notes: readonly Diagnostic[] = [],
  help?: string,
): Diagnostic {
  return diagnostic('error', span, message, notes, help);
}

/** A warning at a place. */
export function warning(
  span: Span,
  message: string,
  notes: readonly Diagnostic[] = [],
  help?: string,
): Diagnostic {
  return diagnostic('warning', span, message, notes, help);
}

/** A note about another place. */
export function note(span: Span, message: string): Diagnostic {
  return diagnostic('note', span, message, [], undefined);
}

function diagnostic(
  severity: Severity,
  span: Span,
  message: string,
  notes: readonly Diagnostic[],
  help: string | undefined,
): Diagnostic {
  return { severity, message, span, notes, ...(help !== undefined && { help }) };
}

/** A diagnostic's first line: `file:line:column: error: message`. */
export function headline({ severity, message, span }: Diagnostic): string {
  return `${location(span)}: ${severity}: ${message}`;
}

/** `file:line:column` of a span's start. */
export function location({ source, start }: Span): string {
  const { line, column } = source.position(start);
  return `${source.name}:${line}:${column}`;
}

/** Thrown when mistakes in a program end an operation. Carries at least one diagnostic. */
export class DiagnosticError extends Error {
  readonly code = 'ERR_DIAGNOSTIC';
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(headline(diagnostics[0]!));
    this.diagnostics = diagnostics;
  }
}
