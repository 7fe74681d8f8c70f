/** A session that copies no function into another: each one that is called is compiled. */
import type { Session } from '../../src/orc/index.ts';
import { optimize } from '../../src/passes/index.ts';

/** Optimizes each function as if nothing were known of the others. */
export function withoutInlining({ transformLayer }: Session): void {
  transformLayer.transform = (module) => {
    optimize(module, {}, { verify: true });
    return module;
  };
}
