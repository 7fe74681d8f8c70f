/** A module of IR as a unit: it is compiled as a whole when one of its functions is first called. */
import type { IRModule } from '../ir/index.ts';
import type { SymbolSignature } from './engine.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';

export class IRModuleUnit implements MaterializationUnit {
  readonly #module: IRModule;

  /** Copies the module: what its owner does with it later has no effect. */
  constructor(module: IRModule) {
    this.#module = structuredClone(module);
  }

  get symbols(): readonly SymbolSignature[] {
    return this.#module.functions;
  }

  materialize(responsibility: MaterializationResponsibility): void {
    // Optimization works in place, and the promise may be kept more than once.
    responsibility.dylib.session.irLayer.emit(responsibility, structuredClone(this.#module));
  }
}
