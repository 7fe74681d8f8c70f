/** Promises to define symbols, and what keeping one takes. */
import { type FunctionType, isSameType } from '../ir/index.ts';
import { CodeDependencies } from './code-dependencies.ts';
import type { ObjectFile, SymbolSignature } from './engine.ts';
import {
  MissingSymbolDefinitionsError,
  SymbolTypeError,
  UnexpectedSymbolDefinitionsError,
} from './errors.ts';
import type { JITDylib } from './jit-dylib.ts';
import type { JITSymbol } from './jit-symbol.ts';
import type { Code, Stub } from './stubs.ts';

/**
 * A promise to define symbols. It is kept when one of them is first called, and costs nothing but
 * itself until then.
 */
export interface MaterializationUnit {
  /** What it defines. */
  readonly symbols: readonly SymbolSignature[];
  /** Code that is there already, by symbol. Such symbols need no materialization. */
  readonly codes?: ReadonlyMap<string, Code>;
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
  /** Tells that it no longer defines `name` in `dylib`: that was redefined or removed. */
  discard?(dylib: JITDylib, name: string): void;
}

/** Takes an object that is not to be linked yet, and the step that links it. */
export type LinkLater = (object: ObjectFile, link: () => void) => void;

/** A unit being materialized: what it has promised, and what its code rests on. */
export class MaterializationResponsibility {
  readonly dylib: JITDylib;
  readonly unit: MaterializationUnit;
  /** The unit's symbols in its order; `undefined` where another definition has taken the name. */
  readonly symbols: readonly (JITSymbol | undefined)[];
  readonly dependencies = new CodeDependencies();
  /** Where objects go instead of being linked, if there is such a place. */
  readonly linkLater: LinkLater | undefined;
  #hasEmitted = false;

  constructor(
    dylib: JITDylib,
    unit: MaterializationUnit,
    symbols: readonly (JITSymbol | undefined)[],
    linkLater?: LinkLater,
  ) {
    this.linkLater = linkLater;
    this.dylib = dylib;
    this.unit = unit;
    this.symbols = symbols;
  }

  /** What the unit is called in events: its first symbol. */
  get name(): string {
    return this.symbols.find((symbol) => symbol !== undefined)?.name ?? '';
  }

  /**
   * Records that the code contains the body of the function `name`, or rests on what the name means
   * now: when that changes, these symbols become lazy again before their next call.
   */
  dependsOn(name: string, type: FunctionType): void {
    this.dependencies.addDependency(this.dylib.reference(name, type));
  }

  /**
   * Records that the definition calls `name`, even if the code came to do without the call: when
   * gets another type, these symbols become lazy.
   */
  refersTo(name: string, type: FunctionType): void {
    this.dependencies.addCall(this.dylib.reference(name, type));
  }

  /** The stub for calls of `reference` in the code. */
  stubFor({ name, type }: SymbolSignature): Stub {
    const reference = this.dylib.reference(name, type);
    this.dependencies.addLink(reference);
    return reference.stub;
  }

  /**
   * Checks that these are what the unit has promised, in whatever order.
   *
   * @throws MissingSymbolDefinitionsError, UnexpectedSymbolDefinitionsError, SymbolTypeError
   */
  checkDefinitions(definitions: Iterable<SymbolSignature>): void {
    const promised = new Map(this.unit.symbols.map(({ name, type }) => [name, type]));
    const unexpected: string[] = [];
    for (const { name, type } of definitions) {
      const expected = promised.get(name);
      if (expected === undefined) unexpected.push(name);
      else if (!isSameType(expected, type)) throw new SymbolTypeError(name, expected, type);
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
    this.#emit(codes.map((code) => ({ name: code.name, type: code.type, code })));
  }

  /** The same for code that has names of its own, by the names of the unit's symbols. */
  notifyAliased(codes: ReadonlyMap<string, Code>): void {
    this.#emit(Array.from(codes, ([name, code]) => ({ name, type: code.type, code })));
  }

  /** @throws MissingSymbolDefinitionsError if the unit has emitted nothing. */
  checkEmitted(): void {
    if (!this.#hasEmitted) this.checkDefinitions([]);
  }

  #emit(emitted: readonly (SymbolSignature & { readonly code: Code })[]): void {
    const { session } = this.dylib;
    this.#hasEmitted = true;
    try {
      this.checkDefinitions(emitted);
      const symbols = new Map(this.symbols.map((symbol) => [symbol?.name, symbol]));
      for (const { name, code } of emitted) symbols.get(name)?.resolve(code, this);
    } finally {
      this.dependencies.releaseUnused();
      for (const { code } of emitted) session.releaseUnheld(code);
    }
  }
}
