/** Makes a session that copies no function into another, so that it compiles each one called. */
import type { Session } from '../../src/orc/index.ts';
import { optimize } from '../../src/passes/index.ts';

/** Optimizes each function without knowledge of the others. */
export function withoutInlining({ transformLayer }: Session): void {
  transformLayer.transform = (module) => {
    optimize(module, {}, { verify: true });
    return module;
  };
}
