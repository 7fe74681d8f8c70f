/** What the code of one materialization rests on. It outlives the materialization: the code has it. */
import type { JITSymbol } from './jit-symbol.ts';
import type { SymbolReference } from './symbol-reference.ts';

export class CodeDependencies {
  readonly #references = new Set<SymbolReference>();
  /** Those that the code still calls after it was optimized. */
  #linked: Set<SymbolReference> | undefined;
  /** The symbols whose code it is. */
  readonly #symbols = new Set<JITSymbol>();
  #isStale = false;

  /** Whether something has changed that the code rests on. */
  get isStale(): boolean {
    return this.#isStale;
  }

  addCall(reference: SymbolReference): void {
    this.#references.add(reference);
    reference.addCaller(this);
  }

  /** The code calls this through its stub. */
  addLink(reference: SymbolReference): void {
    this.#linked ??= new Set();
    this.#linked.add(reference);
    this.addCall(reference);
  }

  get linked(): Iterable<SymbolReference> {
    return this.#linked ?? [];
  }

  addDependency(reference: SymbolReference): void {
    this.#references.add(reference);
    reference.addDependent(this);
  }

  /** The code is that of `symbol`. */
  addSymbol(symbol: JITSymbol): void {
    this.#symbols.add(symbol);
  }

  /** The code is no longer that of `symbol`. */
  removeSymbol(symbol: JITSymbol): void {
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
