/** Other names for what names mean. */
import type { SymbolSignature } from './engine.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';

/**
 * A unit that defines names as what other names mean to the code of the same dylib. An alias follows
 * what becomes of the name that it stands for.
 *
 * @example
 * dylib.define(symbolAliases({ tangent: { name: 'tan', type: functionOfDoubles(1) } }));
 */
export function symbolAliases(
  aliases: Readonly<Record<string, SymbolSignature>>,
): MaterializationUnit {
  const entries = Object.entries(aliases);
  return {
    symbols: entries.map(([name, { type }]) => ({ name, type })),
    materialize: (responsibility) => materializeAliases(responsibility, entries),
  };
}

function materializeAliases(
  responsibility: MaterializationResponsibility,
  entries: readonly (readonly [string, SymbolSignature])[],
): void {
  const codes = entries.map(([alias, { name, type }]) => {
    const { dylib } = responsibility;
    dylib.reference(name, type).compile();
    responsibility.dependsOn(name, type);
    return [alias, dylib.lookup(name)!.code!] as const; // compiled just now
  });
  responsibility.notifyAliased(new Map(codes));
}
