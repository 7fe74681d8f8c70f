/**
 * Gives the code that a stub points to its own symbol, as in the tutorial: `f$impl` is the code of `f`. The
 * symbol is an alias, made by the first lookup and removed with `f`.
 */
import {
  type DefinitionGenerator,
  type JITDylib,
  type MaterializationUnit,
  symbolAliases,
} from '../orc/index.ts';

const SUFFIX = '$impl';

export class Implementations implements DefinitionGenerator {
  readonly dylib: JITDylib;
  readonly #main: JITDylib;
  readonly #aliases = new Map<string, MaterializationUnit>();

  /** Defines in `dylib` the aliases for definitions in `main`. */
  constructor(dylib: JITDylib, main: JITDylib) {
    this.dylib = dylib;
    this.#main = main;
    dylib.addGenerator(this);
  }

  generate(name: string): MaterializationUnit | undefined {
    const stub = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : '';
    const unit = this.#main.unitOf(stub);
    const type = unit?.symbols.find((symbol) => symbol.name === stub)?.type;
    if (type === undefined) return undefined;
    const alias = symbolAliases({ [name]: { name: stub, type } });
    this.#aliases.set(stub, alias);
    return alias;
  }

  /** Removes the alias of a function that was redefined or removed. */
  forget(name: string): void {
    const alias = this.#aliases.get(name);
    if (alias === undefined) return;
    this.#aliases.delete(name);
    this.dylib.remove(alias);
  }
}
