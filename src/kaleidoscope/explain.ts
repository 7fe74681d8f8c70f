/** Turns exceptions of calls into diagnostics, with notes at the functions that were running. */
import { prototypeSpan } from '../language/index.ts';
import { type JITDylib, StackOverflowError } from '../orc/index.ts';
import { type Diagnostic, DiagnosticError, error, note, type Span } from '../source/index.ts';
import type { Declarations } from './declarations.ts';
import { withoutFrames } from './inlined-calls.ts';
import { inlinableCallees } from './inlining.ts';

/** Help for a stack overflow. */
const TAIL_CALLS = 'calls in tail position take no stack where a function can return without them';
/** Further help for a full stack of the host. The stack of machine code has a fixed size. */
const MORE_STACK =
  'machine code takes less of it (`--engine=llvm`), and `node --stack-size` gives more';

/** Most notes of one kind in a message: the first few functions tell enough. */
const MOST_NOTES = 3;

/** The facts about a session that explanations use. */
export interface ExplanationContext {
  readonly declarations: Declarations;
  readonly main: JITDylib;
  /** Name of the engine. */
  readonly engine: string;
  /** Whether small functions were copied into their callers, so that they have no frames. */
  readonly inlines: boolean;
}

/** The diagnostics for an exception that a call at `place` threw. */
export function explain(
  thrown: unknown,
  place: Span,
  { declarations, main, engine, inlines }: ExplanationContext,
): readonly Diagnostic[] {
  if (thrown instanceof DiagnosticError) return thrown.diagnostics;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const symbols = (thrown as { symbols?: readonly string[] } | undefined)?.symbols ?? [];
  const onStack = [...new Set(symbols)];
  const notes = declarationNotes(declarations, onStack, 'is declared here');
  if (!(thrown instanceof StackOverflowError)) return [error(place, message, notes)];
  if (inlines) {
    const inlined = withoutFrames(onStack, (name) => inlinableCallees(name, main));
    const what = 'is called too, inlined into its callers';
    notes.push(...declarationNotes(declarations, inlined, what));
  }
  const help = engine === 'llvm' ? TAIL_CALLS : `${TAIL_CALLS}; ${MORE_STACK}`;
  return [error(place, message, notes, help)];
}

/** Notes at the prototypes of the first few functions. */
function declarationNotes(
  declarations: Declarations,
  names: readonly string[],
  what: string,
): Diagnostic[] {
  return names
    .map((name) => declarations.prototypeOf(name))
    .filter((prototype) => prototype !== undefined)
    .slice(0, MOST_NOTES)
    .map((prototype) => note(prototypeSpan(prototype), `'${prototype.name}' ${what}`));
}
