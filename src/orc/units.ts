/** The units that keep no state of their own: IR, made on the first call or before, and other names. */
import type { FunctionType, IRModule } from '../ir/index.ts';
import type { SymbolSignature } from './engine.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';
import type { Code } from './stubs.ts';
import { timed } from './timed.ts';

/** The simplest unit: one function whose IR is built on its first call. */
export class LazyFunction implements MaterializationUnit {
  readonly name: string;
  readonly type: FunctionType;
  readonly #build: () => IRModule;

  /** `build` gives a module whose first function is this one. It runs at most once per compilation. */
  constructor(name: string, type: FunctionType, build: () => IRModule) {
    this.name = name;
    this.type = type;
    this.#build = build;
  }

  get symbols(): readonly [this] {
    return [this];
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const { session } = responsibility;
    const module = timed(session, this.name, 'lower', this.#build);
    session.irLayer.emit(responsibility, module);
  }
}

/** A module of IR as a unit: it is compiled as a whole when one of its functions is first called. */
export class IRModuleUnit implements MaterializationUnit {
  readonly #module: IRModule;

  /** Copies the module: what its owner does with it later has no effect. */
  constructor(module: IRModule) {
    this.#module = structuredClone(module);
  }

  get symbols(): readonly SymbolSignature[] {
    return this.#module.functions;
  }

  materialize(responsibility: MaterializationResponsibility): void {
    // Optimization works in place, and the promise may be kept more than once.
    responsibility.session.irLayer.emit(responsibility, structuredClone(this.#module));
  }
}

/**
 * A unit that defines names as code of the same session: functions that an executor has linked, or
 * the code of symbols. The code is kept for as long as a name has it.
 *
 * @example
 * const now = session.controller.linkHostFunction({ name: 'now', type: functionOfDoubles(0), call });
 * dylib.define(absoluteSymbols({ now }));
 */
export function absoluteSymbols(codes: Readonly<Record<string, Code>>): MaterializationUnit {
  const entries = Object.entries(codes);
  return {
    symbols: entries.map(([name, { type }]) => ({ name, type })),
    codes: new Map(entries),
    materialize(responsibility) {
      responsibility.notifyAliased(new Map(entries));
    },
  };
}

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
    const reference = responsibility.dylib.reference(name, type);
    reference.compile();
    responsibility.dependsOn(name, type);
    return [alias, reference.definition!.code!] as const; // compiled just now
  });
  responsibility.notifyAliased(new Map(codes));
}
