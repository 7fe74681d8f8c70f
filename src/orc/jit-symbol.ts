/** One name of a dylib that has been needed, and its life. */
import type { Code, CompileAction, Stub } from './engine.ts';
import {
  ArityMismatchError,
  RecursiveMaterializationError,
  SymbolsNotFoundError,
} from './errors.ts';
import type { JITDylib } from './jit-dylib.ts';
import { MaterializationResponsibility, type MaterializationUnit } from './materialization.ts';
import { probeStack } from './stack-probe.ts';

/**
 * The life of a symbol:
 *
 *     undefined ──define──▶ lazy ──first call──▶ materializing ──▶ ready
 *         ▲                  ▲ ▲                      │              │
 *         │                  │ └───────failed─────────┘              │
 *         └──────remove──────┴──────redefined or invalidated─────────┘
 */
export type SymbolState = 'undefined' | 'lazy' | 'materializing' | 'ready';

export class JITSymbol implements CompileAction {
  readonly dylib: JITDylib;
  readonly name: string;
  #arity: number;
  #state: SymbolState = 'undefined';
  #unit: MaterializationUnit | undefined;
  #code: Code | undefined;
  #stub: Stub | undefined;
  /** Stubs of former arities, for frames of code that still calls them. */
  #misfits: Map<number, Stub> | undefined;
  /** Compiled symbols whose code contains this one's body. */
  #dependents: Set<JITSymbol> | undefined;

  /** Only dylibs make symbols. */
  constructor(dylib: JITDylib, name: string, arity: number, unit?: MaterializationUnit) {
    this.dylib = dylib;
    this.name = name;
    this.#arity = arity;
    this.#unit = unit;
    if (unit !== undefined) this.#state = 'lazy';
  }

  get state(): SymbolState {
    return this.#state;
  }

  /** Number of parameters; for an undefined symbol, what its first user expects. */
  get arity(): number {
    return this.#arity;
  }

  /** The promise that defines this symbol. */
  get unit(): MaterializationUnit | undefined {
    return this.#unit;
  }

  /** The same; nothing where the symbol only stands for one of another dylib. */
  get definition(): MaterializationUnit | undefined {
    return this.#unit instanceof Reexport ? undefined : this.#unit;
  }

  /** The linked code, if there is any now. */
  get code(): Code | undefined {
    return this.#code;
  }

  /** The entry point. Made when first asked for. */
  get stub(): Stub {
    this.#stub ??= this.#createStub();
    return this.#stub;
  }

  /** The entry point for callers that pass `arity` arguments: it throws where that does not fit. */
  stubFor(arity: number): Stub {
    if (arity === this.#arity) return this.stub;
    this.#misfits ??= new Map();
    let misfit = this.#misfits.get(arity);
    if (misfit === undefined) {
      misfit = this.dylib.session.stubs.createStub(this.name, arity, this.#misfitAction(arity));
      this.#misfits.set(arity, misfit);
    }
    return misfit;
  }

  /** Compiles and links the definition unless that has been done. Called through the stub. */
  compile(): void {
    while (this.#state !== 'ready') this.#materialize();
  }

  /** Answers a call without compiling, if the definition does that. Called through the stub. */
  interpret(args: readonly number[]): number | undefined {
    if (this.#state !== 'lazy' || this.#unit?.interpret === undefined) return undefined;
    // Compiled code gets numbers whatever JavaScript passes; so does interpreted code.
    const answer = this.#unit.interpret(args.map((arg) => +arg));
    const { events } = this.dylib.session;
    if (answer !== undefined && events.has('interpreted')) {
      events.emit('interpreted', { name: this.name });
    }
    return answer;
  }

  #materialize(): void {
    if (this.#state === 'materializing') throw new RecursiveMaterializationError(this.name);
    if (this.#state === 'undefined') this.#unit = this.#findElsewhere();
    const unit = this.#unit!; // only undefined symbols have none
    const { session } = this.dylib;
    const symbols = unit.symbols.map(({ name }) => this.dylib.claim(name, unit));
    probeStack();
    for (const symbol of symbols) if (symbol !== undefined) symbol.#state = 'materializing';
    const start = performance.now();
    try {
      unit.materialize(new MaterializationResponsibility(this.dylib, unit, symbols));
      if (symbols.some((symbol) => symbol?.state === 'materializing')) {
        throw new Error(`the materialization unit of '${this.name}' has emitted no code`);
      }
    } catch (error) {
      // Under stack overflow even a call could throw here, so there is none before this is done.
      for (let i = 0; i < symbols.length; i++) {
        const symbol = symbols[i];
        if (symbol !== undefined && symbol.#state === 'materializing') symbol.#state = 'lazy';
      }
      session.events.emit('failed', { name: this.name, error });
      throw error;
    }
    if (session.events.has('ready') && this.#code !== undefined) {
      const duration = performance.now() - start;
      session.events.emit('ready', { name: this.name, size: this.#code.size, start, duration });
    }
  }

  /** Takes linked code over. Discards it when the definition has changed meanwhile. */
  resolve(code: Code, dependencies: Iterable<JITSymbol>): void {
    if (this.#state !== 'materializing') {
      this.dylib.session.retire(code);
      return;
    }
    this.#code = code;
    for (const dependency of dependencies) {
      dependency.#dependents ??= new Set();
      dependency.#dependents.add(this);
    }
    if (this.#stub !== undefined) this.dylib.session.stubs.updatePointer(this.#stub, code);
    this.#state = 'ready';
  }

  /** Gives the symbol another definition, or the first one. */
  redefine(unit: MaterializationUnit, arity: number): void {
    const changesArity = arity !== this.#arity;
    this.#dropCode();
    this.#unit = unit;
    this.#state = 'lazy';
    if (changesArity) this.#changeArity(arity);
    this.invalidateDependents();
  }

  /** Takes the definition away. Calls throw until there is another one. */
  undefine(): void {
    this.#dropCode();
    this.#unit = undefined;
    this.#state = 'undefined';
    this.invalidateDependents();
  }

  /** Makes a compiled symbol lazy again: its code rests on something that has changed. */
  invalidate(): void {
    if (this.#state !== 'ready' && this.#state !== 'materializing') return;
    this.#dropCode();
    this.#state = 'lazy';
    this.dylib.session.events.emit('invalidated', { name: this.name });
  }

  #createStub(): Stub {
    const { stubs } = this.dylib.session;
    const stub = stubs.createStub(this.name, this.#arity, this);
    if (this.#code !== undefined) stubs.updatePointer(stub, this.#code);
    return stub;
  }

  #misfitAction(given: number): CompileAction {
    const compile = () => {
      throw new ArityMismatchError(this.name, this.#arity, given);
    };
    return { compile };
  }

  #findElsewhere(): MaterializationUnit {
    const found = this.dylib.lookup(this.name);
    if (found === undefined || found === this) throw new SymbolsNotFoundError([this.name]);
    if (found.arity !== this.#arity) {
      throw new ArityMismatchError(this.name, found.arity, this.#arity);
    }
    return new Reexport(found);
  }

  /** Ends a materialization that was broken off without a trace: the promise stays open. */
  giveUp(): void {
    if (this.#state === 'materializing') this.#state = 'lazy';
  }

  #dropCode(): void {
    const code = this.#code;
    if (code === undefined) return;
    this.#code = undefined;
    if (this.#stub !== undefined) this.dylib.session.stubs.updatePointer(this.#stub, this);
    if (!(this.#unit instanceof Reexport)) this.dylib.session.retire(code);
  }

  #changeArity(arity: number): void {
    if (this.#stub !== undefined) {
      this.#misfits ??= new Map();
      this.#misfits.set(this.#arity, this.#stub);
      this.dylib.session.stubs.updatePointer(this.#stub, this.#misfitAction(this.#arity));
      this.#stub = undefined;
    }
    this.#arity = arity;
    const back = this.#misfits?.get(arity);
    if (back !== undefined) {
      this.#misfits!.delete(arity);
      this.dylib.session.stubs.updatePointer(back, this);
      this.#stub = back;
    }
    this.dylib.session.invalidateUsers(this.name);
  }

  /** Makes all code lazy again that contains this symbol's body, or rests on what it means. */
  invalidateDependents(): void {
    const dependents = this.#dependents;
    if (dependents === undefined) return;
    this.#dependents = undefined;
    for (const dependent of dependents) dependent.invalidate();
  }
}

/** Defines a symbol as one of another dylib. It follows what becomes of that. */
class Reexport implements MaterializationUnit {
  readonly symbols: readonly [JITSymbol];

  constructor(original: JITSymbol) {
    this.symbols = [original];
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const [original] = this.symbols;
    original.compile();
    responsibility.dependsOn(original);
    responsibility.notifyEmitted([original.code!]); // compiled just now
  }
}
