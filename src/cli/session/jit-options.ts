/** The options of the command line about compilation. */
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../../kaleidoscope-jit.ts';
import type { OptimizationLevel } from '../../passes/index.ts';
import { openCache, warnOfCache } from './disk-cache.ts';
import { type EngineOptions, placeOf } from './engine.ts';
import { type PrintAfterOptions, passPrinter } from './print-after.ts';

export interface CompilationOptions extends EngineOptions, PrintAfterOptions {
  readonly verify?: boolean;
  readonly passes?: readonly string[];
  readonly interpret?: number;
  /** Milliseconds that an expression may take. */
  readonly timeout?: number;
  /** Bytes that a program may print. */
  readonly maxOutput?: number;
  /** The directory that keeps compiled objects; empty for none. */
  readonly cache?: string;
}

/** Creates a session from the options of the command line. */
export function createJIT(
  options: CompilationOptions,
  others: KaleidoscopeJITOptions = {},
): KaleidoscopeJIT {
  const { verify = false, passes, interpret, maxOutput } = options;
  const cache = openCache(options.cache);
  // Machine code of this process can be interrupted only in calls with a timeout.
  const isNativeHere = options.engine === 'llvm' && placeOf(options) === 'here';
  const { timeout = isNativeHere ? Number.POSITIVE_INFINITY : undefined } = options;
  const jit = new KaleidoscopeJIT({
    verify,
    processFunctions: true,
    optimizationLevel: levelOf(options),
    ...(passes && { passes }),
    ...(interpret !== undefined && { interpretedCalls: interpret }),
    ...(timeout !== undefined && { timeout }),
    ...(maxOutput !== undefined && { limits: { outputBytes: maxOutput } }),
    ...(cache && { cache }),
    ...others,
  });
  jit.events.on('cacheFailed', ({ error }) => warnOfCache(error));
  const printPass = passPrinter(options);
  if (printPass !== undefined) jit.events.on('pass', printPass);
  return jit;
}

export function levelOf({ optimize = '2' }: CompilationOptions): OptimizationLevel {
  return Number(optimize) as OptimizationLevel; // one of those by its type
}
