/** A unit that defines one function of the host. It is linked when it is first needed. */
import type { HostFunction } from './engine.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';

export class HostFunctionUnit implements MaterializationUnit {
  readonly symbols: readonly [HostFunction];

  constructor(fn: HostFunction) {
    this.symbols = [fn];
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const { executor } = responsibility.dylib.session;
    responsibility.notifyEmitted([executor.linkHostFunction(this.symbols[0])]);
  }
}
