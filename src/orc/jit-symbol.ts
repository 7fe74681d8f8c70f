/** A definition of a name in a dylib that has been needed, and its life. */
import type { FunctionType } from '../ir/index.ts';
import { finishSteps } from '../source/index.ts';
import { CodeDependencies } from './code-dependencies.ts';
import type { SymbolSignature } from './engine.ts';
import { RecursiveMaterializationError, SymbolsNotFoundError } from './errors.ts';
import {
  type DefiningDylib,
  MaterializationResponsibility,
  type MaterializationUnit,
  type PromisedSymbol,
  type SessionServices,
} from './materialization.ts';
import { probeStack } from './stack-probe.ts';
import type { Code, Stub } from './stubs.ts';
import type { Meaning, SymbolReference } from './symbol-reference.ts';

/**
 * The life of a symbol:
 *
 *     lazy ──first call──▶ materializing ──▶ ready
 *      ▲ ▲                      │              │
 *      │ └───────failed─────────┘              │
 *      └───────────────invalidated─────────────┘
 *
 * and from anywhere to `removed`, when the definition is taken back or replaced. Another definition
 * of the name is another symbol.
 */
export type SymbolState = 'lazy' | 'materializing' | 'ready' | 'removed';

/**
 * Lets the host do its other work between two steps. Resolves after `work` has, where there is such;
 * rejects as that does.
 */
export type Pause = (work: Promise<void> | undefined) => Promise<void>;

/** The members of a dylib that its symbols use. */
export interface SymbolTable extends DefiningDylib<JITSymbol> {
  /** The definition that `name` means in the dylib. */
  lookup(name: string): JITSymbol | undefined;
  /**
   * The reference for a call of `name` from the host with so many arguments.
   *
   * @throws SymbolsNotFoundError, CallTypeError
   */
  callee(name: string, count: number): SymbolReference<JITSymbol>;
  /** The symbol of `name` if `unit` is what defines it. */
  claim(name: string, unit: MaterializationUnit): JITSymbol | undefined;
}

/** A definition that has been needed. See {@link SymbolState} for its life. */
export class JITSymbol implements SymbolSignature, Meaning, PromisedSymbol {
  readonly dylib: SymbolTable;
  readonly #session: SessionServices;
  readonly name: string;
  readonly type: FunctionType;
  /** Whether other dylibs find it. */
  readonly exported: boolean;
  #unit: MaterializationUnit;
  #isRemoved = false;
  #materialization: MaterializationResponsibility | undefined;
  #code: Code | undefined;
  #dependencies: CodeDependencies | undefined;
  #reference: SymbolReference<JITSymbol> | undefined;
  /** References that mean this symbol. */
  readonly #references: SymbolReference[] = [];

  /** Only dylibs make symbols. */
  constructor(
    session: SessionServices,
    dylib: SymbolTable,
    signature: SymbolSignature,
    unit: MaterializationUnit,
  ) {
    this.#session = session;
    this.dylib = dylib;
    this.name = signature.name;
    this.type = signature.type;
    this.exported = signature.exported ?? true;
    this.#unit = unit;
    const code = unit.codes?.get(this.name);
    if (code !== undefined) this.#adopt(code, new CodeDependencies());
  }

  /** The promise that defines this symbol. A removed one keeps no source text: its unit is empty. */
  get unit(): MaterializationUnit {
    return this.#unit;
  }

  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  get state(): SymbolState {
    if (this.#isRemoved) return 'removed';
    if (this.#materialization !== undefined) return 'materializing';
    return this.#code === undefined ? 'lazy' : 'ready';
  }

  /** The linked code, if there is any now. */
  get code(): Code | undefined {
    return this.#code;
  }

  /** The reference by which code of the dylib calls this name. */
  get reference(): SymbolReference<JITSymbol> {
    this.#reference ??= this.dylib.reference(this.name, this.type);
    return this.#reference;
  }

  /** The entry point of the name, which goes to whatever that means at a call. */
  get stub(): Stub {
    return this.reference.stub;
  }

  /** Answers a call without compiling, if the unit does that. */
  interpret(args: readonly number[]): number | undefined {
    if (this.unit.interpret === undefined || this.state !== 'lazy') return undefined;
    const answer = this.unit.interpret(args);
    const { events } = this.#session;
    if (answer !== undefined && events.has('interpreted')) {
      events.emit('interpreted', { name: this.name });
    }
    return answer;
  }

  /** Compiles and links the definition. There may be no code after it: what it needs has changed. */
  materialize(): void {
    if (this.#materialization !== undefined) throw new RecursiveMaterializationError(this.name);
    const materialization = this.#takeOn(false);
    this.#fulfil(materialization, () => finishSteps(materialization.responsibility.materialize()));
  }

  /**
   * Does the same, but waits for `pause` after each step. The function may be called meanwhile, or
   * redefined.
   *
   * @throws what `materialize` throws.
   */
  async prepare(pause: Pause): Promise<void> {
    while (this.state === 'lazy') {
      const materialization = this.#takeOn(true);
      const { symbols, responsibility } = materialization;
      const { dependencies } = responsibility;
      const steps = responsibility.materialize();
      const isOpen = () => {
        const isRemoved = symbols.some((symbol) => symbol?.isRemoved);
        return this.state === 'lazy' && !isRemoved && !dependencies.isStale;
      };
      do {
        const step = this.#fulfil(materialization, () => steps.next());
        if (step.done === true) break;
        for (const symbol of symbols) if (symbol !== undefined) symbol.#leave(responsibility);
        await pause(step.value).catch((error) =>
          this.#fulfil(materialization, () => steps.throw(error)),
        );
      } while (isOpen());
      dependencies.releaseUnused();
    }
  }

  /** Definitions that the code calls through stubs. Names without a definition are left out. */
  *callees(): Iterable<JITSymbol> {
    for (const { name, type } of this.#dependencies?.linked ?? []) {
      const { definition } = this.dylib.reference(name, type);
      if (definition !== undefined) yield definition;
    }
  }

  /** Takes linked code over, unless the definition or what it rests on has changed meanwhile. */
  resolve(code: Code, responsibility: MaterializationResponsibility): void {
    if (this.#materialization !== responsibility) return;
    this.#materialization = undefined;
    const { dependencies } = responsibility;
    if (dependencies.isStale) return;
    const former = this.#code;
    this.#dependencies?.removeSymbol(this);
    this.#adopt(code, dependencies);
    for (const reference of this.#references) reference.pointToCode();
    if (former !== undefined) this.#session.release(former);
  }

  /** Makes a compiled symbol lazy again: its code rests on something that has changed. */
  invalidate(): void {
    this.#materialization = undefined;
    if (this.#code === undefined) return;
    this.#dropCode();
    this.#session.events.emit('invalidated', { name: this.name });
  }

  /** The definition is taken back, or another one has replaced it. */
  discard(): void {
    this.#isRemoved = true;
    this.#unit = new RemovedUnit(this.name);
    this.#materialization = undefined;
    this.#dropCode();
  }

  /** Ends a materialization that was broken off without a trace: the promise stays open. */
  giveUp(): void {
    this.#materialization = undefined;
  }

  /** The session ends: nothing is kept. */
  end(): void {
    this.#isRemoved = true;
    this.#unit = new RemovedUnit(this.name);
    this.#materialization = undefined;
    this.#code = undefined;
    this.#dependencies = undefined;
    this.#reference = undefined;
    this.#references.length = 0;
  }

  /** `reference` means this symbol from now on. */
  addReference(reference: SymbolReference): void {
    this.#references.push(reference);
  }

  /** `reference` means something else from now on. */
  removeReference(reference: SymbolReference): void {
    const index = this.#references.indexOf(reference);
    if (index !== -1) this.#references.splice(index, 1);
  }

  #takeOn(isPreparation: boolean): Materialization {
    const { unit, dylib } = this;
    const symbols = unit.symbols.map(({ name }) => dylib.claim(name, unit));
    return {
      symbols,
      responsibility: new MaterializationResponsibility(
        this.#session,
        dylib,
        unit,
        symbols,
        isPreparation,
      ),
      start: undefined,
      spent: 0,
    };
  }

  /** Takes a step of a materialization. If that throws, the promise stays open. */
  #fulfil<T>(materialization: Materialization, step: () => T): T {
    const { symbols, responsibility } = materialization;
    const { events } = this.#session;
    probeStack();
    for (const symbol of symbols)
      if (symbol !== undefined) symbol.#materialization = responsibility;
    const before = performance.now();
    materialization.start ??= before;
    let result: T;
    try {
      result = step();
    } catch (error) {
      // Under stack overflow even a call could throw here, so there is none before this is done.
      for (let i = 0; i < symbols.length; i++) {
        const symbol = symbols[i];
        if (symbol !== undefined && symbol.#materialization === responsibility) {
          symbol.#materialization = undefined;
        }
      }
      responsibility.dependencies.releaseUnused();
      events.emit('failed', { name: this.name, error });
      throw error;
    }
    const { start } = materialization;
    materialization.spent += performance.now() - before;
    if (events.has('ready')) {
      const { spent: duration } = materialization;
      for (const symbol of symbols) {
        if (symbol?.code === undefined) continue;
        events.emit('ready', { name: symbol.name, size: symbol.code.size, start, duration });
      }
    }
    return result;
  }

  #leave(responsibility: MaterializationResponsibility): void {
    if (this.#materialization === responsibility) this.#materialization = undefined;
  }

  #adopt(code: Code, dependencies: CodeDependencies): void {
    this.#session.retain(code);
    this.#code = code;
    this.#dependencies = dependencies;
    dependencies.addSymbol(this);
  }

  #dropCode(): void {
    const code = this.#code;
    if (code === undefined) return;
    this.#code = undefined;
    for (const reference of this.#references) reference.pointToCompiler();
    this.#dependencies?.removeSymbol(this);
    this.#dependencies = undefined;
    this.#session.release(code);
  }
}

/** A unit being materialized, in one step or many. */
interface Materialization {
  /** The unit's symbols, where no other definition has taken the name. */
  readonly symbols: readonly (JITSymbol | undefined)[];
  readonly responsibility: MaterializationResponsibility;
  /** When the first step began, and how long the steps have taken so far, in milliseconds. */
  start: number | undefined;
  spent: number;
}

/** The unit of a symbol that was removed. */
class RemovedUnit implements MaterializationUnit {
  readonly symbols = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  materialize(): never {
    throw new SymbolsNotFoundError([this.#name]);
  }
}
