/** The simplest unit: one function whose IR is built on its first call. */
import type { IRModule } from '../ir/index.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';
import { timed } from './timed.ts';

export class LazyFunction implements MaterializationUnit {
  readonly name: string;
  readonly arity: number;
  readonly #build: () => IRModule;

  /** `build` gives a module whose first function is this one. It runs at most once per compilation. */
  constructor(name: string, arity: number, build: () => IRModule) {
    this.name = name;
    this.arity = arity;
    this.#build = build;
  }

  get symbols(): readonly [this] {
    return [this];
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const { session } = responsibility.dylib;
    const module = timed(session, this.name, 'lower', this.#build);
    session.irLayer.emit(responsibility, module);
  }
}
