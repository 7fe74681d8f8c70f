/** A handle on definitions that are removed together. */
import type { DefineOptions, JITDylib } from './jit-dylib.ts';
import type { MaterializationUnit } from './materialization.ts';

export class ResourceTracker implements Disposable {
  readonly #dylib: JITDylib;
  readonly #units: MaterializationUnit[] = [];

  constructor(dylib: JITDylib) {
    this.#dylib = dylib;
  }

  /** Defines a unit in the dylib, and remembers it. */
  define(unit: MaterializationUnit, options?: DefineOptions): void {
    this.#dylib.define(unit, options);
    this.#units.push(unit);
  }

  /** Removes what is left of all units: definitions, code and stubs. */
  remove(): void {
    for (const unit of this.#units.splice(0)) this.#dylib.remove(unit);
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}
