/** The names that the code of one materialization calls or rests on. They belong to the code, and outlive
 * the materialization. */
import type { SymbolSignature } from './engine.ts';

/** A name that code calls or rests on, and that makes the code lazy when it means something else. */
export interface UsedName extends SymbolSignature {
  addCaller(code: CodeDependencies): void;
  addDependent(code: CodeDependencies): void;
  removeUser(code: CodeDependencies): void;
}

/** A symbol that has the code. */
export interface CodeOwner {
  /** Makes the symbol lazy again. */
  invalidate(): void;
}

export class CodeDependencies {
  readonly #references = new Set<UsedName>();
  /** References that the code still calls after it was optimized. */
  #linked: Set<UsedName> | undefined;
  /** The symbols whose code it is. */
  readonly #symbols = new Set<CodeOwner>();
  #isStale = false;

  /** Whether something has changed that the code rests on. */
  get isStale(): boolean {
    return this.#isStale;
  }

  addCall(reference: UsedName): void {
    this.#references.add(reference);
    reference.addCaller(this);
  }

  /** The code calls this through its stub. */
  addLink(reference: UsedName): void {
    this.#linked ??= new Set();
    this.#linked.add(reference);
    this.addCall(reference);
  }

  /** Names that the code calls through stubs. */
  get linked(): Iterable<SymbolSignature> {
    return this.#linked ?? [];
  }

  addDependency(reference: UsedName): void {
    this.#references.add(reference);
    reference.addDependent(this);
  }

  /** The code is that of `symbol`. */
  addSymbol(symbol: CodeOwner): void {
    this.#symbols.add(symbol);
  }

  /** The code is no longer that of `symbol`. */
  removeSymbol(symbol: CodeOwner): void {
    this.#symbols.delete(symbol);
    this.releaseUnused();
  }

  /** Makes the symbols lazy again. */
  invalidate(): void {
    this.#isStale = true;
    for (const symbol of [...this.#symbols]) symbol.invalidate();
  }

  /** Forgets what the code rests on if no symbol has it. */
  releaseUnused(): void {
    if (this.#symbols.size > 0) return;
    for (const reference of this.#references) reference.removeUser(this);
    this.#references.clear();
    this.#linked = undefined;
  }
}
