/** Promises to define symbols, and what keeping one takes. */
import type { Code, SymbolSignature } from './engine.ts';
import {
  MissingSymbolDefinitionsError,
  SymbolTypeError,
  UnexpectedSymbolDefinitionsError,
} from './errors.ts';
import type { JITDylib } from './jit-dylib.ts';
import type { JITSymbol } from './jit-symbol.ts';

/**
 * A promise to define symbols. It is kept when one of them is first called, and costs nothing but
 * itself until then.
 */
export interface MaterializationUnit {
  /** What it defines. */
  readonly symbols: readonly SymbolSignature[];
  /**
   * Brings the symbols into being: hands IR or an object to a layer, which ends in
   * `responsibility.notifyEmitted`. What it throws reaches the caller of the function, and the
   * promise stays open: the next call tries again.
   */
  materialize(responsibility: MaterializationResponsibility): void;
  /**
   * Answers a call of a unit's one function without keeping the promise, where that is cheaper:
   * code that runs a few times is not worth compiling. Otherwise gives nothing.
   */
  interpret?(args: readonly number[]): number | undefined;
}

/** A unit being materialized: who waits for what. */
export class MaterializationResponsibility {
  readonly dylib: JITDylib;
  readonly unit: MaterializationUnit;
  /** The unit's symbols in its order; `undefined` where another definition has taken the name. */
  readonly symbols: readonly (JITSymbol | undefined)[];
  readonly #dependencies = new Set<JITSymbol>();
  readonly #references: SymbolSignature[] = [];

  constructor(
    dylib: JITDylib,
    unit: MaterializationUnit,
    symbols: readonly (JITSymbol | undefined)[],
  ) {
    this.dylib = dylib;
    this.unit = unit;
    this.symbols = symbols;
  }

  /** What the unit is called in events: its first symbol. */
  get name(): string {
    return this.symbols.find((symbol) => symbol !== undefined)?.name ?? '';
  }

  /**
   * Records that the code contains the body of `symbol`, or rests on what it is now: when that
   * changes, these symbols become lazy again before their next call.
   */
  dependsOn(symbol: JITSymbol): void {
    this.#dependencies.add(symbol);
  }

  /**
   * Records that the definition calls `name`, even if the code came to do without the call: when
   * that takes another number of arguments, or means another function, these symbols become lazy.
   */
  refersTo(name: string, arity: number): void {
    this.#references.push({ name, arity });
  }

  /** What the definition calls by name, as far as was recorded. */
  get references(): readonly SymbolSignature[] {
    return this.#references;
  }

  /**
   * Checks that these are what the unit has promised, in whatever order.
   *
   * @throws MissingSymbolDefinitionsError, UnexpectedSymbolDefinitionsError, SymbolTypeError
   */
  checkDefinitions(definitions: readonly SymbolSignature[]): void {
    const promised = new Map(this.unit.symbols.map(({ name, arity }) => [name, arity]));
    const unexpected: string[] = [];
    for (const { name, arity } of definitions) {
      const expected = promised.get(name);
      if (expected === undefined) unexpected.push(name);
      else if (expected !== arity) throw new SymbolTypeError(name, expected, arity);
      promised.delete(name);
    }
    if (unexpected.length > 0) throw new UnexpectedSymbolDefinitionsError(unexpected);
    if (promised.size > 0) throw new MissingSymbolDefinitionsError([...promised.keys()]);
  }

  /**
   * The code of all symbols of the unit is linked; calls go there from now on.
   *
   * @throws what `checkDefinitions` throws, after it has released the code.
   */
  notifyEmitted(codes: readonly Code[]): void {
    const { session } = this.dylib;
    try {
      this.checkDefinitions(codes);
    } catch (error) {
      for (const code of codes) session.retire(code);
      throw error;
    }
    const symbols = new Map(this.symbols.map((symbol) => [symbol?.name, symbol]));
    for (const code of codes) {
      const symbol = symbols.get(code.name);
      if (symbol === undefined) session.retire(code);
      else symbol.resolve(code, this.#dependencies);
    }
  }
}
