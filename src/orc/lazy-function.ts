/** The simplest unit: one function whose IR is built on its first call. */
import type { FunctionType, IRModule } from '../ir/index.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';
import { timed } from './timed.ts';

export class LazyFunction implements MaterializationUnit {
  readonly name: string;
  readonly type: FunctionType;
  readonly #build: () => IRModule;

  /** `build` gives a module whose first function is this one. It runs at most once per compilation. */
  constructor(name: string, type: FunctionType, build: () => IRModule) {
    this.name = name;
    this.type = type;
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
