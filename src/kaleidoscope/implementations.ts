/**
 * The code behind a stub as a symbol of its own: `f$impl` is what `f` has been compiled to, as in the
 * tutorial. It is an alias that exists once somebody has looked for it, and as long as `f` does.
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

  /** Defines the aliases of what `main` defines in `dylib`. */
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

  /** The function `name` was redefined or removed. */
  forget(name: string): void {
    const alias = this.#aliases.get(name);
    if (alias === undefined) return;
    this.#aliases.delete(name);
    this.dylib.remove(alias);
  }
}
