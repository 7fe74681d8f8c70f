/**
 * Where code asks whether it may go on. All modules share one count of fuel, a global that they
 * import. Code that has used it up calls `entry`, which stands in its table.
 */
import type { Fuel } from '../../../orc/index.ts';
import { FUEL_IMPORT } from '../format/linker.ts';
import { CHECKPOINT } from '../format/object.ts';
import { HostAdapters } from './host-adapters.ts';
import type { WasmFunction } from './trampolines.ts';

export class Checkpoint {
  /** The imports of modules whose code burns fuel. */
  readonly imports: WebAssembly.Imports;
  readonly #fuel = new WebAssembly.Global({ value: 'i32', mutable: true }, 0);
  readonly #ask: () => Fuel;
  #entry: WasmFunction | undefined;

  /** `ask` returns more fuel, or throws if the calls that are running have to end. */
  constructor(ask: () => Fuel) {
    this.imports = { [FUEL_IMPORT.module]: { [FUEL_IMPORT.name]: this.#fuel } };
    this.#ask = ask;
  }

  /** The function that code calls. */
  get entry(): WasmFunction {
    this.#entry ??= new HostAdapters().adapt(CHECKPOINT, () => this.refuel(this.#ask()));
    return this.#entry;
  }

  /** Sets how much work code may do before it asks. */
  refuel(fuel: Fuel): void {
    this.#fuel.value = fuel;
  }
}
