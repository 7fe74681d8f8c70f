/** A program as machine code or as LLVM's code, with a header for C. */
import { calleeOf, type IRFunction, type IRModule, setCallee } from '../ir/index.ts';
import type { OptimizationLevel } from '../passes/index.ts';
import { BuildError } from './build-error.ts';
import { cHeader } from './c-header.ts';
import { cName, collisionsOf } from './c-names.ts';
import type { WholeProgram } from './whole-program.ts';

/** What LLVM can make of a program. */
export type NativeForm = 'object' | 'assembly' | 'bitcode' | 'ir';

/** What an emitter of native code is told. */
export interface NativeEmitterOptions {
  readonly form: NativeForm;
  /** Which functions others can see. */
  readonly isExported: (name: string) => boolean;
  readonly optimizationLevel?: OptimizationLevel;
  readonly triple?: string;
  readonly cpu?: string;
}

/** Compiles a module as it stands: `emitModule` of `kaleidoscope-jit/engines/llvm` is one. */
export type NativeEmitter = (module: IRModule, options: NativeEmitterOptions) => Uint8Array;

/** For what a program is compiled, and what its functions are called in C. */
export interface NativeTarget {
  /** What stands before the C names of the functions. Default: nothing. */
  readonly prefix?: string;
  /** The machine to compile for, in LLVM's words. Default: this one. */
  readonly triple?: string;
  /** The processor; `native` is this one. Default: what all machines of the triple have. */
  readonly cpu?: string;
}

/** Options of a native build. */
export interface NativeOptions extends NativeTarget {
  readonly form: NativeForm;
  /** The name of the header's file, for its guard. Default: `program.h`. */
  readonly headerName?: string;
  /** How much LLVM optimizes. Default: 2. */
  readonly optimizationLevel?: OptimizationLevel;
}

/** A compiled program, and what C has to know of it. */
export interface NativeBuild {
  readonly bytes: Uint8Array;
  readonly header: string;
}

/**
 * Compiles a program by `emit`. Its functions get names of C: `binary+` becomes `binary_plus`.
 *
 * @throws BuildError where C could not tell two functions apart, or the options contradict each
 * other; what `emit` throws.
 *
 * @example
 * const { bytes, header } = buildNative(program, emitModule, { form: 'object', prefix: 'shapes_' });
 */
export function buildNative(
  program: WholeProgram,
  emit: NativeEmitter,
  options: NativeOptions,
): NativeBuild {
  const { form, prefix = '', headerName = 'program.h' } = options;
  const exported = new Set(program.exported.map(({ name }) => name));
  const imported = new Set(program.imported.map(({ name }) => name));
  const symbolOf = (name: string) => {
    if (exported.has(name)) return prefix + cName(name);
    return imported.has(name) ? cName(name) : name; // nobody sees the rest
  };
  const [collision] = collisionsOf([...exported, ...imported], symbolOf);
  if (collision !== undefined) {
    const [one, other] = collision;
    throw new BuildError(`'${one}' and '${other}' would both be '${symbolOf(one)}' in C`);
  }
  const symbols = new Set(Array.from(exported, symbolOf));
  const bytes = emit(rename(program.module, symbolOf), {
    form,
    isExported: (symbol) => symbols.has(symbol),
    ...machineOf(options),
  });
  return { bytes, header: cHeader(program, headerName, symbolOf) };
}

/** The module with other names for functions, in definitions and calls. */
function rename({ functions }: IRModule, symbolOf: (name: string) => string): IRModule {
  const renamed = (fn: IRFunction): IRFunction => {
    const values = fn.values.map((value) => ({ ...value }));
    for (const value of values) {
      if (value.op === 'call') setCallee(value, symbolOf(calleeOf(value)));
    }
    return { ...fn, name: symbolOf(fn.name), values };
  };
  return { functions: functions.map(renamed) };
}

/** An empty processor is LLVM's name for the plainest of a kind; without one it takes this machine's. */
function machineOf({
  optimizationLevel,
  triple,
  cpu = '',
}: NativeOptions): Pick<NativeEmitterOptions, 'optimizationLevel' | 'triple' | 'cpu'> {
  if (cpu === 'native' && triple !== undefined)
    throw new BuildError("'native' is the processor of this machine: leave the triple out");
  return {
    ...(optimizationLevel !== undefined && { optimizationLevel }),
    ...(triple !== undefined && { triple }),
    ...(cpu !== 'native' && { cpu }),
  };
}
