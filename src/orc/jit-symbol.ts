/** A definition of a name in a dylib that has been needed, and its life. */
import type { FunctionType } from '../ir/index.ts';
import { CodeDependencies } from './code-dependencies.ts';
import type { ObjectFile, SymbolSignature } from './engine.ts';
import { RecursiveMaterializationError, SymbolsNotFoundError } from './errors.ts';
import type { JITDylib } from './jit-dylib.ts';
import {
  type LinkLater,
  MaterializationResponsibility,
  type MaterializationUnit,
} from './materialization.ts';
import { probeStack } from './stack-probe.ts';
import type { Code, Stub } from './stubs.ts';
import type { SymbolReference } from './symbol-reference.ts';

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

/** A definition that has been needed. See {@link SymbolState} for its life. */
export class JITSymbol implements SymbolSignature {
  readonly dylib: JITDylib;
  readonly name: string;
  readonly type: FunctionType;
  /** Whether other dylibs find it. */
  readonly exported: boolean;
  #unit: MaterializationUnit;
  #isRemoved = false;
  #materialization: MaterializationResponsibility | undefined;
  #code: Code | undefined;
  #dependencies: CodeDependencies | undefined;
  #reference: SymbolReference | undefined;
  /** What means this symbol. */
  readonly #references: SymbolReference[] = [];

  /** Only dylibs make symbols. */
  constructor(dylib: JITDylib, signature: SymbolSignature, unit: MaterializationUnit) {
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

  get state(): SymbolState {
    if (this.#isRemoved) return 'removed';
    if (this.#materialization !== undefined) return 'materializing';
    return this.#code === undefined ? 'lazy' : 'ready';
  }

  /** The linked code, if there is any now. */
  get code(): Code | undefined {
    return this.#code;
  }

  /** What code of the dylib calls by this name. */
  get reference(): SymbolReference {
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
    const { events } = this.dylib.session;
    if (answer !== undefined && events.has('interpreted')) {
      events.emit('interpreted', { name: this.name });
    }
    return answer;
  }

  /** Compiles and links the definition. There may be no code after it: what it needs has changed. */
  materialize(): void {
    if (this.#materialization !== undefined) throw new RecursiveMaterializationError(this.name);
    const responsibility = this.#takeOn();
    this.#fulfil(responsibility, () => {
      this.unit.materialize(responsibility);
      responsibility.checkEmitted();
    });
  }

  /**
   * Does the same, but lets the host go on while the engine works. The function may be called
   * meanwhile, or redefined.
   *
   * @throws what `materialize` throws.
   */
  async prepare(): Promise<void> {
    const { controller, events } = this.dylib.session;
    while (this.state === 'lazy') {
      let deferred: { readonly object: ObjectFile; readonly link: () => void } | undefined;
      const responsibility = this.#takeOn((object, link) => {
        deferred = { object, link };
      });
      const { symbols, dependencies } = responsibility;
      deferred = this.#fulfil(responsibility, () => {
        this.unit.materialize(responsibility);
        if (deferred === undefined) responsibility.checkEmitted();
        return deferred;
      });
      if (deferred === undefined) return; // was linked at once, as functions of the host are
      for (const symbol of symbols) if (symbol !== undefined) symbol.#leave(responsibility);
      try {
        await controller.prepare(deferred.object);
      } catch (error) {
        dependencies.releaseUnused();
        events.emit('failed', { name: this.name, error });
        throw error;
      }
      const isRemoved = symbols.some((symbol) => symbol?.state === 'removed');
      if (this.state !== 'lazy' || isRemoved || dependencies.isStale) dependencies.releaseUnused();
      else this.#fulfil(responsibility, deferred.link);
    }
  }

  /** What the code calls through stubs, as far as that is defined. */
  *callees(): Iterable<JITSymbol> {
    for (const { definition } of this.#dependencies?.linked ?? []) {
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
    if (former !== undefined) this.dylib.session.release(former);
  }

  /** Makes a compiled symbol lazy again: its code rests on something that has changed. */
  invalidate(): void {
    this.#materialization = undefined;
    if (this.#code === undefined) return;
    this.#dropCode();
    this.dylib.session.events.emit('invalidated', { name: this.name });
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

  #takeOn(linkLater?: LinkLater): MaterializationResponsibility {
    const { unit, dylib } = this;
    const symbols = unit.symbols.map(({ name }) => dylib.claim(name, unit));
    return new MaterializationResponsibility(dylib, unit, symbols, linkLater);
  }

  /** Takes a step of a materialization. If that throws, the promise stays open. */
  #fulfil<T>(responsibility: MaterializationResponsibility, step: () => T): T {
    const { symbols, dependencies } = responsibility;
    const { events } = this.dylib.session;
    probeStack();
    for (const symbol of symbols)
      if (symbol !== undefined) symbol.#materialization = responsibility;
    const start = performance.now();
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
      dependencies.releaseUnused();
      events.emit('failed', { name: this.name, error });
      throw error;
    }
    if (events.has('ready') && this.#code !== undefined) {
      const duration = performance.now() - start;
      events.emit('ready', { name: this.name, size: this.#code.size, start, duration });
    }
    return result;
  }

  #leave(responsibility: MaterializationResponsibility): void {
    if (this.#materialization === responsibility) this.#materialization = undefined;
  }

  #adopt(code: Code, dependencies: CodeDependencies): void {
    this.dylib.session.retain(code);
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
    this.dylib.session.release(code);
  }
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
