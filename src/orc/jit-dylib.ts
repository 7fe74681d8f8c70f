/** A symbol table with a search order over others, and generators for names that none defines. */
import { type IRFunction, interpret } from '../ir/index.ts';
import type { HostFunction } from './engine.ts';
import { DuplicateDefinitionError } from './errors.ts';
import { JITSymbol } from './jit-symbol.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';
import type { Session } from './session.ts';

/** Finds definitions for names when they are first looked for: a host's functions, a library's. */
export interface DefinitionGenerator {
  /** A unit that defines `name`, or nothing. */
  generate(name: string): MaterializationUnit | undefined;
}

export interface DefineOptions {
  /** Whether the unit takes names over that are defined already. Default: that is an error. */
  readonly redefine?: boolean;
}

export class JITDylib {
  readonly session: Session;
  readonly name: string;
  /** A name has its bare unit until somebody needs it, and a symbol from then on. */
  readonly #table = new Map<string, MaterializationUnit | JITSymbol>();
  readonly #searchOrder: JITDylib[] = [];
  readonly #generators: DefinitionGenerator[] = [];

  /** Only sessions make dylibs. */
  constructor(session: Session, name: string) {
    this.session = session;
    this.name = name;
  }

  /** Looks names up in `dylib` too, after this one and those added before. */
  addToSearchOrder(dylib: JITDylib): void {
    this.#searchOrder.push(dylib);
  }

  addGenerator(generator: DefinitionGenerator): void {
    this.#generators.push(generator);
  }

  /**
   * Records a unit's definitions. Nothing is compiled.
   *
   * @throws DuplicateDefinitionError when a name is taken, before anything is recorded.
   */
  define(unit: MaterializationUnit, { redefine = false }: DefineOptions = {}): void {
    const { symbols } = unit;
    if (!redefine) {
      for (const { name } of symbols) {
        if (this.isDefined(name)) throw new DuplicateDefinitionError(name);
      }
    }
    for (const { name, arity } of symbols) this.#define(name, arity, unit);
  }

  /** Takes back what `unit` still defines. What refers to it gets an error at its next call. */
  remove(unit: MaterializationUnit): void {
    for (const { name, arity } of unit.symbols) {
      const entry = this.#table.get(name);
      // The arity is kept: code that was optimized until it does without the name may rest on it.
      if (entry === unit) this.#table.set(name, new JITSymbol(this, name, arity));
      else if (entry instanceof JITSymbol && entry.unit === unit) entry.undefine();
      else continue;
      if (this.session.events.has('removed')) this.session.events.emit('removed', { name });
    }
  }

  /** What defines `name` in this dylib. */
  unitOf(name: string): MaterializationUnit | undefined {
    const entry = this.#table.get(name);
    return entry instanceof JITSymbol ? entry.definition : entry;
  }

  isDefined(name: string): boolean {
    return this.unitOf(name) !== undefined;
  }

  /** Finds a defined symbol: here, along the search order, then through the generators. */
  lookup(name: string): JITSymbol | undefined {
    const order = [this, ...this.#searchOrder];
    for (const dylib of order) {
      if (dylib.isDefined(name)) return dylib.#materializeEntry(name);
    }
    for (const dylib of order) {
      for (const generator of dylib.#generators) {
        const unit = generator.generate(name);
        if (unit === undefined) continue;
        dylib.define(unit);
        return dylib.#materializeEntry(name);
      }
    }
    return undefined;
  }

  /** The symbol that code of this dylib means by `name`; an undefined one where there is none yet. */
  reference(name: string, arity: number): JITSymbol {
    const found = this.lookup(name) ?? this.#table.get(name);
    if (found instanceof JITSymbol) return found;
    const symbol = new JITSymbol(this, name, arity);
    this.#table.set(name, symbol);
    return symbol;
  }

  /**
   * Runs a function as IR, without compiling it; its calls go through the stubs of this dylib's
   * symbols. For code that runs too rarely to be worth compiling.
   */
  interpret(fn: IRFunction, args: readonly number[]): number {
    return interpret(fn, args, (name, values) =>
      this.reference(name, values.length)
        .stubFor(values.length)
        .call(...values),
    );
  }

  /** The symbols that have been needed. */
  *symbols(): Iterable<JITSymbol> {
    for (const entry of this.#table.values()) if (entry instanceof JITSymbol) yield entry;
  }

  /** Every defined name with its symbol, which only those have that have been needed. */
  *definitions(): Iterable<{ name: string; arity: number; symbol: JITSymbol | undefined }> {
    for (const [name, entry] of this.#table) {
      if (!(entry instanceof JITSymbol)) {
        yield { name, arity: arityOf(entry, name), symbol: undefined };
      } else if (entry.definition !== undefined) {
        yield { name, arity: entry.arity, symbol: entry };
      }
    }
  }

  /** The symbol of `name` if `unit` is what defines it. */
  claim(name: string, unit: MaterializationUnit): JITSymbol | undefined {
    const entry = this.#table.get(name);
    if (entry === unit) return this.#materializeEntry(name);
    return entry instanceof JITSymbol && entry.unit === unit ? entry : undefined;
  }

  #define(name: string, arity: number, unit: MaterializationUnit): void {
    const entry = this.#table.get(name);
    const redefinition = this.isDefined(name);
    if (entry instanceof JITSymbol) entry.redefine(unit, arity);
    else {
      this.#table.set(name, unit);
      // Code may have been optimized until it does without this function, which made no symbol.
      if (entry !== undefined && arityOf(entry, name) !== arity) this.session.invalidateUsers(name);
    }
    if (!redefinition) this.session.shadow(name, this);
    if (this.session.events.has('defined')) {
      this.session.events.emit('defined', { name, redefinition });
    }
  }

  #materializeEntry(name: string): JITSymbol | undefined {
    const entry = this.#table.get(name);
    if (entry === undefined || entry instanceof JITSymbol) return entry;
    const symbol = new JITSymbol(this, name, arityOf(entry, name), entry);
    this.#table.set(name, symbol);
    return symbol;
  }
}

/** Number of parameters of one of a unit's symbols. */
function arityOf(unit: MaterializationUnit, name: string): number {
  return unit.symbols.find((symbol) => symbol.name === name)!.arity; // it defines this name
}

/** A unit that defines one function of the host. */
export class HostFunctionUnit implements MaterializationUnit {
  readonly symbols: readonly [HostFunction];

  constructor(fn: HostFunction) {
    this.symbols = [fn];
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const { executor } = responsibility.dylib.session;
    responsibility.notifyEmitted([executor.linkHostFunction(this.symbols[0])]);
  }
}
