/** A handle on definitions that are removed together. */
import { InvalidArgumentError } from '../source/index.ts';
import type { DefineOptions, JITDylib } from './jit-dylib.ts';
import type { MaterializationUnit } from './materialization.ts';

/** Remembers what was defined through it, and removes all of it together. */
export class ResourceTracker implements Disposable {
  readonly dylib: JITDylib;
  #units: MaterializationUnit[] = [];
  /** How many units are there before those are forgotten that define nothing any more. */
  #limit = 16;

  constructor(dylib: JITDylib) {
    this.dylib = dylib;
  }

  /** Defines a unit in the dylib, and remembers it. */
  define(unit: MaterializationUnit, options?: DefineOptions): void {
    this.dylib.define(unit, options);
    this.#add([unit]);
  }

  /**
   * Hands all definitions to another tracker of the same dylib.
   *
   * @throws InvalidArgumentError for a tracker of another dylib
   */
  transferTo(tracker: ResourceTracker): void {
    if (tracker === this) return;
    if (tracker.dylib !== this.dylib)
      throw new InvalidArgumentError('the tracker is one of another dylib');
    tracker.#add(this.#units.splice(0));
  }

  /** Removes what is left of all units: definitions, code and stubs. */
  remove(): void {
    for (const unit of this.#units.splice(0)) this.dylib.remove(unit);
  }

  /** Does what `remove` does. */
  [Symbol.dispose](): void {
    this.remove();
  }

  #add(units: readonly MaterializationUnit[]): void {
    for (const unit of units) this.#units.push(unit);
    if (this.#units.length < this.#limit) return;
    this.#units = this.#units.filter((unit) => this.#isDefined(unit));
    this.#limit = 2 * this.#units.length + 16;
  }

  #isDefined(unit: MaterializationUnit): boolean {
    return unit.symbols.some(({ name }) => this.dylib.unitOf(name) === unit);
  }
}
