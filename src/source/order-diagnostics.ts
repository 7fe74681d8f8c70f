/** Sorts diagnostics of several texts by place and merges repeated ones. */
import type { Diagnostic } from './diagnostic.ts';
import type { SourceFile } from './source-file.ts';
import type { Span } from './span.ts';

/**
 * Returns the diagnostics in the order of their places; `sources` is the order of the texts. Of
 * the diagnostics that have `alsoAt`, equal ones become one that lists all their places.
 */
export function orderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: readonly SourceFile[],
): Diagnostic[] {
  const order = new Map(sources.map((source, i) => [source, i]));
  const textOf = ({ source }: Span) => order.get(source) ?? sources.length;
  const compare = (a: Span, b: Span) => textOf(a) - textOf(b) || a.start - b.start;
  const places = new Map<string, Span[]>();
  const ordered: Diagnostic[] = [];
  for (const diagnostic of [...diagnostics].sort((a, b) => compare(a.span, b.span))) {
    const { span, alsoAt } = diagnostic;
    if (alsoAt === undefined) {
      ordered.push(diagnostic);
      continue;
    }
    const key = meaningOf(diagnostic);
    const known = places.get(key);
    if (known !== undefined) {
      for (const place of [span, ...alsoAt]) known.push(place);
      continue;
    }
    const all = [...alsoAt];
    places.set(key, all);
    ordered.push({ ...diagnostic, alsoAt: all });
  }
  for (const all of places.values()) all.sort(compare);
  return ordered;
}

/** A key that is equal for diagnostics that differ only in their place. */
function meaningOf({ severity, message, notes, help }: Diagnostic): string {
  const noted = notes.map((note) => [note.message, note.span.source.name, note.span.start]);
  return JSON.stringify([severity, message, noted, help]);
}
