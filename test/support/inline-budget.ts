/** Makes a session copy bodies by another budget. */
import { programContext } from '../../src/kaleidoscope/inlining.ts';
import type { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { type InlineBudget, optimize, type PipelineOptions } from '../../src/passes/index.ts';

/** For programs of functions alone, without modules of IR. */
export function setInlineBudget(
  { session }: KaleidoscopeJIT,
  inlineBudget: InlineBudget,
  options: PipelineOptions,
): void {
  const isFromRuntime = (name: string) => session.main.lookup(name)?.dylib.name === 'host';
  session.transformLayer.transform = (module, responsibility) => {
    const context = programContext(session.main, isFromRuntime, responsibility);
    optimize(module, { ...context, inlineBudget }, { ...options, verify: true });
    return module;
  };
}
