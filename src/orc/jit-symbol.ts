/** A definition of a name in a dylib that has been needed, and its life. */
import { CodeDependencies } from './code-dependencies.ts';
import type { Code, Stub, SymbolSignature } from './engine.ts';
import { RecursiveMaterializationError, SymbolsNotFoundError } from './errors.ts';
import type { JITDylib } from './jit-dylib.ts';
import { MaterializationResponsibility, type MaterializationUnit } from './materialization.ts';
import { probeStack } from './stack-probe.ts';
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

export class JITSymbol implements SymbolSignature {
  readonly dylib: JITDylib;
  readonly name: string;
  /** Number of parameters. */
  readonly arity: number;
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
    this.arity = signature.arity;
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
    this.#reference ??= this.dylib.reference(this.name, this.arity);
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
    const { unit, dylib } = this;
    const { session } = dylib;
    const symbols = unit.symbols.map(({ name }) => dylib.claim(name, unit));
    const responsibility = new MaterializationResponsibility(dylib, unit, symbols);
    probeStack();
    for (const symbol of symbols)
      if (symbol !== undefined) symbol.#materialization = responsibility;
    const start = performance.now();
    try {
      unit.materialize(responsibility);
      responsibility.checkEmitted();
    } catch (error) {
      // Under stack overflow even a call could throw here, so there is none before this is done.
      for (let i = 0; i < symbols.length; i++) {
        const symbol = symbols[i];
        if (symbol !== undefined && symbol.#materialization === responsibility) {
          symbol.#materialization = undefined;
        }
      }
      responsibility.dependencies.releaseUnused();
      session.events.emit('failed', { name: this.name, error });
      throw error;
    }
    if (session.events.has('ready') && this.#code !== undefined) {
      const duration = performance.now() - start;
      session.events.emit('ready', { name: this.name, size: this.#code.size, start, duration });
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

  addReference(reference: SymbolReference): void {
    this.#references.push(reference);
  }

  removeReference(reference: SymbolReference): void {
    const index = this.#references.indexOf(reference);
    if (index !== -1) this.#references.splice(index, 1);
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
