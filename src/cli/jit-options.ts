/** What the command line says about compilation. */
import type { KaleidoscopeJITOptions } from '../kaleidoscope-jit.ts';
import type { EngineOptions } from './engine.ts';

export interface CompilationOptions extends EngineOptions {
  readonly verify?: boolean;
  readonly passes?: readonly string[];
  readonly interpret?: number;
}

export function jitOptions({
  verify,
  optimize,
  passes,
  interpret,
}: CompilationOptions): KaleidoscopeJITOptions {
  return {
    verify: verify ?? false,
    processFunctions: true,
    optimizationLevel: Number(optimize ?? 2) as 0 | 1 | 2 | 3, // one of those by its type
    ...(passes && { passes }),
    ...(interpret !== undefined && { interpretedCalls: interpret }),
  };
}
