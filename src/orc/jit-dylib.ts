/** A symbol table with a search order over others, and generators for names that none defines. */
import {
  type FunctionType,
  functionOfDoubles,
  type IRFunction,
  interpret,
  isSameType,
} from '../ir/index.ts';
import { expectName } from '../source/index.ts';
import type { SymbolSignature } from './engine.ts';
import { CallTypeError, DuplicateDefinitionError, SymbolsNotFoundError } from './errors.ts';
import { expectFunctionType } from './expect-function-type.ts';
import { JITSymbol, type SymbolTable } from './jit-symbol.ts';
import type { MaterializationUnit, SessionServices } from './materialization.ts';
import { probeStack } from './stack-probe.ts';
import type { Stub } from './stubs.ts';
import { type ReferringDylib, SymbolReference } from './symbol-reference.ts';

/** Finds definitions for names that nothing defines: a host's functions, a library's. */
export interface DefinitionGenerator {
  /**
   * A unit that defines `name`, or nothing. Asked each time that a name is needed which nothing
   * defines: what it finds becomes a definition of the dylib.
   */
  generate(name: string): MaterializationUnit | undefined;
}

/** How a definition is recorded. */
export interface DefineOptions {
  /** Whether the unit takes names over that are defined already. Default: that is an error. */
  readonly redefine?: boolean;
}

/** A defined name. Only those have symbols that have been needed. */
export interface Definition extends SymbolSignature {
  readonly symbol: JITSymbol | undefined;
}

/**
 * Room for recording the definition of a name that nothing calls yet, which compiles and repoints
 * nothing. To look for more took 40% of the time that programs of many definitions take.
 */
const FIRST_DEFINITION_FRAMES = 100;

/** The members of a session that its dylibs use. */
export interface DylibSession extends SessionServices {
  /** @throws SessionDisposedError after the session was disposed of. */
  checkOpen(): void;
  /** @throws JITDylibError unless this is a dylib of the session that has not been removed. */
  checkOwn(dylib: JITDylib): void;
}

/** A name that code of a dylib calls. */
type Reference = SymbolReference<JITSymbol>;

/** A table of names and their definitions, with a search order over other tables. */
export class JITDylib implements SymbolTable, ReferringDylib<JITSymbol> {
  readonly session: DylibSession;
  readonly name: string;
  /** A name has its bare unit until somebody needs it, and a symbol from then on. */
  readonly #table = new Map<string, MaterializationUnit | JITSymbol>();
  /** Names that code of this dylib calls: for each a chain, with a link for each type. */
  readonly #references = new Map<string, Reference>();
  #searchOrder: readonly JITDylib[] = [this];
  /** The other dylibs that look names up here. */
  readonly #observers = new Set<JITDylib>();
  readonly #generators: DefinitionGenerator[] = [];
  readonly #watched = new Set<string>();
  #revision = 0;
  #changes = 0;

  /** Only sessions make dylibs. */
  constructor(session: DylibSession, name: string) {
    this.session = session;
    this.name = name;
  }

  /** The dylibs in which names are looked up, in order: this one, unless that was changed. */
  get searchOrder(): readonly JITDylib[] {
    return this.#searchOrder;
  }

  /**
   * Replaces the search order. It need not begin with this dylib, nor contain it. All that is called
   * from here is looked up again before the next call.
   */
  setSearchOrder(dylibs: Iterable<JITDylib>): void {
    const order = [...new Set(dylibs)];
    for (const dylib of order) this.session.checkOwn(dylib);
    probeStack();
    for (const dylib of this.#searchOrder) dylib.#observers.delete(this);
    for (const dylib of order) if (dylib !== this) dylib.#observers.add(this);
    this.#searchOrder = order;
    this.#changes++;
    this.#revision++;
    for (const reference of this.references()) reference.update();
  }

  /** Looks names up in `dylib` too, after the others. */
  addToSearchOrder(dylib: JITDylib): void {
    this.setSearchOrder([...this.#searchOrder, dylib]);
  }

  /** Looks names up in `replacement` instead of `dylib`. */
  replaceInSearchOrder(dylib: JITDylib, replacement: JITDylib): void {
    this.setSearchOrder(this.#searchOrder.map((each) => (each === dylib ? replacement : each)));
  }

  /** Stops looking names up in `dylib`. */
  removeFromSearchOrder(dylib: JITDylib): void {
    this.setSearchOrder(this.#searchOrder.filter((each) => each !== dylib));
  }

  /** Asks `generator` for names that nothing defines, after the generators that are there. */
  addGenerator(generator: DefinitionGenerator): void {
    this.#generators.push(generator);
  }

  /** Stops asking `generator`. Its definitions stay. */
  removeGenerator(generator: DefinitionGenerator): void {
    const index = this.#generators.indexOf(generator);
    if (index !== -1) this.#generators.splice(index, 1);
  }

  /**
   * Records a unit's definitions. Nothing is compiled.
   *
   * @throws DuplicateDefinitionError when a name is taken, or comes twice in the unit, before
   * anything is recorded; InvalidArgumentError for a name that is none, and for a type that no
   * function can have.
   */
  define(unit: MaterializationUnit, { redefine = false }: DefineOptions = {}): void {
    this.session.checkOwn(this);
    this.session.checkOpen();
    this.#record(unit, redefine);
  }

  #record(unit: MaterializationUnit, redefine = false): void {
    const { symbols } = unit;
    checkSignatures(symbols);
    if (!redefine) {
      for (const { name } of symbols) {
        if (this.isDefined(name)) throw new DuplicateDefinitionError(name);
      }
    }
    const isKnown = symbols.some(({ name }) => this.#isKnown(name));
    probeStack(isKnown ? undefined : FIRST_DEFINITION_FRAMES);
    const isNeeded = symbols.length > 1 || unit.codes !== undefined;
    for (const symbol of symbols) this.#define(symbol, unit, isNeeded);
  }

  /** Whether somebody rests on what `name` means. */
  #isKnown(name: string): boolean {
    if (this.#table.has(name) || this.#references.has(name)) return true;
    for (const observer of this.#observers) if (observer.#references.has(name)) return true;
    return false;
  }

  /** Takes back the definitions that `unit` still has. Definitions that they hid are found again. */
  remove(unit: MaterializationUnit): void {
    probeStack();
    for (const { name } of unit.symbols) {
      if (this.unitOf(name) === unit) this.#remove(name, unit);
    }
  }

  /** Takes all definitions back. */
  clear(): void {
    probeStack();
    for (const name of [...this.#table.keys()]) {
      const unit = this.unitOf(name);
      if (unit !== undefined) this.#remove(name, unit);
    }
  }

  /** The unit that defines `name` in this dylib. */
  unitOf(name: string): MaterializationUnit | undefined {
    const entry = this.#table.get(name);
    return entry instanceof JITSymbol ? entry.unit : entry;
  }

  /** Whether this dylib itself defines `name`. */
  isDefined(name: string): boolean {
    return this.#table.has(name);
  }

  /** Finds the definition that `name` means in this dylib, if there is one already. */
  find(name: string): JITSymbol | undefined {
    for (const dylib of this.#searchOrder) {
      const entry = dylib.#table.get(name);
      if (entry === undefined) continue;
      const symbol = entry instanceof JITSymbol ? entry : dylib.#need(name, entry);
      if (symbol.exported || dylib === this) return symbol;
    }
    return undefined;
  }

  /** Finds the definition that `name` means; asks the generators if there is none. */
  lookup(name: string): JITSymbol | undefined {
    return this.find(name) ?? this.#generate(name);
  }

  /**
   * The stub by which the code of this dylib calls what `name` means now, if it has one: the first
   * call, and compiling the first caller, make it (LLVM's `IndirectStubsManager::findStub`).
   * `exportedOnly`: leaves out hidden symbols.
   *
   * @example
   * dylib.findStub('f'); // undefined
   * session.function('f')(1);
   * dylib.findStub('f').name; // 'f'
   */
  findStub(name: string, exportedOnly = false): Stub | undefined {
    const symbol = this.find(name);
    if (symbol === undefined || (exportedOnly && !symbol.exported)) return undefined;
    for (const { type, existingStub } of chain(this.#references.get(name))) {
      if (isSameType(type, symbol.type)) return existingStub;
    }
    return undefined;
  }

  /**
   * The reference by which code of this dylib calls `name`, whatever that means.
   *
   * @throws InvalidArgumentError for a type that no function can have.
   */
  reference(name: string, type: FunctionType): Reference {
    const first = this.#references.get(name);
    for (let each = first; each !== undefined; each = each.next) {
      if (isSameType(each.type, type)) return each;
    }
    const reference: Reference = new SymbolReference(this, this.session.controller, name, type);
    this.keepReference(reference);
    return reference;
  }

  /**
   * The same for a call from the host with so many arguments.
   *
   * @throws SymbolsNotFoundError, CallTypeError
   */
  callee(name: string, count: number): Reference {
    const symbol = this.lookup(name);
    if (symbol === undefined) throw new SymbolsNotFoundError([name]);
    const { type } = symbol;
    if (type.parameters.length !== count) {
      throw new CallTypeError(name, type, functionOfDoubles(count));
    }
    return this.reference(name, type);
  }

  /**
   * Runs a function as IR, without compiling it; its calls go through the stubs of this dylib's
   * references, but for those that `callSelf` answers. For code that runs too rarely to be worth
   * compiling.
   */
  interpret(
    fn: IRFunction,
    args: readonly number[],
    callSelf?: (args: readonly number[]) => number | undefined,
  ): number {
    return interpret(
      fn,
      args,
      (name, values, _position, type) => {
        const answer = name === fn.name ? callSelf?.(values) : undefined;
        return answer ?? this.reference(name, type).call(values);
      },
      this.session.clock.fuel,
    );
  }

  /**
   * Changes whenever a name of this dylib gets another type than before, or a name that is watched
   * is defined.
   */
  get revision(): number {
    return this.#revision;
  }

  /** Counts the definitions and removals that can change what names mean here. */
  get changes(): number {
    return this.#changes;
  }

  /** Counts the next first definition of `name` as a change: something rests on there being none. */
  watch(name: string): void {
    this.#watched.add(name);
  }

  /** The symbols that have been needed. */
  *symbols(): Iterable<JITSymbol> {
    for (const entry of this.#table.values()) if (entry instanceof JITSymbol) yield entry;
  }

  /** How many names are defined. */
  get size(): number {
    return this.#table.size;
  }

  /** Every defined name. */
  *definitions(): Iterable<Definition> {
    for (const [name, entry] of this.#table) {
      const symbol = entry instanceof JITSymbol ? entry : undefined;
      const { type, exported = true } = signatureOf(entry);
      yield { name, type, exported, symbol };
    }
  }

  /** All references of the dylib's code. */
  *references(): Iterable<Reference> {
    for (const first of [...this.#references.values()]) yield* chain(first);
  }

  /** The symbol of `name` if `unit` is what defines it. */
  claim(name: string, unit: MaterializationUnit): JITSymbol | undefined {
    const entry = this.#table.get(name);
    if (entry === unit) return this.#need(name, unit);
    return entry instanceof JITSymbol && entry.unit === unit ? entry : undefined;
  }

  /** Tells a reference from now on when its name changes. */
  keepReference(reference: Reference): void {
    const first = this.#references.get(reference.name);
    for (let each = first; each !== undefined; each = each.next) if (each === reference) return;
    reference.next = first;
    this.#references.set(reference.name, reference);
  }

  /** Forgets a reference that nothing uses. Whoever has kept its stub may still call it. */
  dropReference(reference: Reference): void {
    const { name, next } = reference;
    const first = this.#references.get(name);
    if (first === reference) {
      if (next === undefined) this.#references.delete(name);
      else this.#references.set(name, next);
    } else {
      for (const each of chain(first)) if (each.next === reference) each.next = next;
    }
    reference.next = undefined;
    const { existingStub } = reference;
    if (existingStub !== undefined) this.session.controller.retireStub(existingStub);
  }

  /** The session ends: nothing is kept. */
  end(): void {
    for (const symbol of this.symbols()) symbol.end();
    for (const reference of this.references()) reference.end();
    this.#table.clear();
    this.#references.clear();
    this.#observers.clear();
    this.#watched.clear();
    this.#generators.length = 0;
    this.#searchOrder = [];
  }

  #define(signature: SymbolSignature, unit: MaterializationUnit, isNeeded: boolean): void {
    const { name, type } = signature;
    const former = this.#table.get(name);
    const formerUnit = former && unitOf(former);
    this.#table.set(name, isNeeded ? new JITSymbol(this.session, this, signature, unit) : unit);
    if (former !== undefined) {
      const changesType = !isSameType(signatureOf(former).type, type);
      if (former instanceof JITSymbol) former.discard();
      this.#announce(name, changesType);
    } else {
      this.#announce(name, false);
    }
    const { events } = this.session;
    if (events.has('defined')) {
      events.emit('defined', { name, redefinition: former !== undefined });
    }
    formerUnit?.discard?.(this, name);
  }

  #remove(name: string, unit: MaterializationUnit): void {
    const entry = this.#table.get(name)!; // the caller has looked
    this.#table.delete(name);
    if (entry instanceof JITSymbol) entry.discard();
    this.#announce(name, true);
    const { events } = this.session;
    if (events.has('removed')) events.emit('removed', { name });
    unit.discard?.(this, name);
  }

  /** What a name means may have changed, for those who find it here. */
  #announce(name: string, isRevision: boolean): void {
    this.#update(name, isRevision);
    for (const observer of this.#observers) observer.#update(name, isRevision);
  }

  #update(name: string, isRevision: boolean): void {
    this.#changes++;
    if (isRevision || this.#watched.delete(name)) this.#revision++;
    const first = this.#references.get(name);
    if (first !== undefined) for (const reference of [...chain(first)]) reference.update();
  }

  #generate(name: string): JITSymbol | undefined {
    for (const dylib of this.#searchOrder) {
      for (const generator of dylib.#generators) {
        const unit = generator.generate(name);
        if (unit === undefined) continue;
        dylib.#record(unit);
        return this.find(name);
      }
    }
    return undefined;
  }

  #need(name: string, unit: MaterializationUnit): JITSymbol {
    const symbol = new JITSymbol(this.session, this, signatureOf(unit), unit);
    this.#table.set(name, symbol);
    return symbol;
  }
}

function* chain(first: Reference | undefined): Iterable<Reference> {
  for (let each = first; each !== undefined; ) {
    const { next } = each;
    yield each;
    each = next;
  }
}

function unitOf(entry: MaterializationUnit | JITSymbol): MaterializationUnit {
  return entry instanceof JITSymbol ? entry.unit : entry;
}

function signatureOf(entry: MaterializationUnit | JITSymbol): SymbolSignature {
  return entry instanceof JITSymbol ? entry : entry.symbols[0]!; // bare units have one
}

function checkSignatures(symbols: readonly SymbolSignature[]): void {
  for (const { name, type } of symbols) {
    expectName('the name of a function', name);
    expectFunctionType(name, type);
  }
  if (symbols.length === 1) return;
  const names = new Set<string>();
  for (const { name } of symbols) {
    if (names.has(name)) throw new DuplicateDefinitionError(name);
    names.add(name);
  }
}
