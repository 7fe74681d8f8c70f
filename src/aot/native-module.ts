/** Compiles a program to machine code or LLVM's code, with a header for C. */
import { calleeOf, type IRFunction, type IRModule, setCallee } from '../ir/index.ts';
import type { OptimizationLevel } from '../passes/index.ts';
import { BuildError } from './build-error.ts';
import { cHeader } from './c-header.ts';
import { cName, collisionsOf } from './c-names.ts';
import type { WholeProgram } from './whole-program.ts';

/** The formats that LLVM can emit. */
export type NativeForm = 'object' | 'assembly' | 'bitcode' | 'ir';

/** Options of an emitter of native code. */
export interface NativeEmitterOptions {
  readonly form: NativeForm;
  /** Which functions are visible to other code. */
  readonly isExported: (name: string) => boolean;
  readonly optimizationLevel?: OptimizationLevel;
  readonly triple?: string;
  readonly cpu?: string;
}

/** Compiles a module, for example `emitModule` of `kaleidoscope-jit/engines/llvm`. */
export type NativeEmitter = (module: IRModule, options: NativeEmitterOptions) => Uint8Array;

/** The machine to compile for, and the prefix of names in C. */
export interface NativeTarget {
  /** Prefix of the C names of the functions. Default: none. */
  readonly prefix?: string;
  /** LLVM's name of the machine to compile for. Default: this machine. */
  readonly triple?: string;
  /** The processor; `native` is this one. Default: the common features of the triple's machines. */
  readonly cpu?: string;
}

/** Options of a native build. */
export interface NativeOptions extends NativeTarget {
  readonly form: NativeForm;
  /** File name of the header, for its include guard. Default: `program.h`. */
  readonly headerName?: string;
  /** How much LLVM optimizes. Default: 2. */
  readonly optimizationLevel?: OptimizationLevel;
}

/** A compiled program, and its header for C. */
export interface NativeBuild {
  readonly bytes: Uint8Array;
  readonly header: string;
}

/**
 * Compiles a program with `emit`. Functions get C names: `binary+` becomes `binary_plus`.
 *
 * @throws BuildError if two functions would have the same name in C, or options contradict each
 * other; and what `emit` throws.
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
    return imported.has(name) ? cName(name) : name; // private
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

/** Returns a copy of the module with functions renamed, in definitions and calls. */
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

/** To LLVM an empty processor is the triple's generic one, and a missing one this machine's. */
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
