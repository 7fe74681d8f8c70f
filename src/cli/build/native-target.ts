/** A program as machine code or as LLVM's code, with a header for C. */
import { extname } from 'node:path';
import {
  type CodeGeneratorOptions,
  type EmitModuleOptions,
  emitModule,
  LibraryNotFoundError,
  LLVMError,
  type OutputForm,
} from '../../engines/llvm/index.ts';
import { calleeOf, type IRFunction, type IRModule, setCallee } from '../../ir/index.ts';
import type { OptimizationLevel } from '../../passes/index.ts';
import { ExitCode } from '../exit-code.ts';
import { printMessage } from '../file-descriptor.ts';
import { BuildError } from './build-error.ts';
import { cHeader, headerPath } from './c-header.ts';
import { cName, collisionsOf } from './c-names.ts';
import type { OutputFile } from './output-files.ts';
import type { WholeProgram } from './whole-program.ts';

/** What LLVM makes for each extension. */
const FORMS: Readonly<Record<string, OutputForm>> = {
  '.o': 'object',
  '.s': 'assembly',
  '.ll': 'ir',
  '.bc': 'bitcode',
};

/** The extensions of what is built here. */
export const NATIVE_EXTENSIONS: readonly string[] = Object.keys(FORMS);

export interface TargetOptions {
  /** What stands before the C names of the functions. Default: nothing. */
  readonly prefix?: string;
  /** The machine to compile for, in LLVM's words. Default: this one. */
  readonly triple?: string;
  /** The processor; `native` is this one. Default: what all machines of the triple have. */
  readonly cpu?: string;
}

export interface NativeOptions extends TargetOptions {
  /** How much LLVM optimizes. */
  readonly optimizationLevel: OptimizationLevel;
}

/**
 * Compiles and declares it.
 *
 * @throws BuildError where C could not tell two functions apart, or LLVM cannot compile for the
 * machine.
 */
export function buildNative(
  program: WholeProgram,
  path: string,
  options: NativeOptions,
): { readonly compiled: OutputFile; readonly declaration: OutputFile } {
  const { prefix = '' } = options;
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
  const content = compile(rename(program.module, symbolOf), {
    form: FORMS[extname(path)]!, // one of them by its caller
    isExported: (symbol) => symbols.has(symbol),
    onFatalError: fail,
    ...machineOf(options),
  });
  return {
    compiled: { path, content },
    declaration: { path: headerPath(path), content: cHeader(program, path, symbolOf) },
  };
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
function machineOf({ optimizationLevel, triple, cpu = '' }: NativeOptions): CodeGeneratorOptions {
  if (cpu === 'native' && triple !== undefined)
    throw new BuildError("'native' is the processor of this machine: leave the triple out");
  return {
    optimizationLevel,
    ...(triple !== undefined && { triple }),
    ...(cpu !== 'native' && { cpu }),
  };
}

function compile(module: IRModule, options: EmitModuleOptions): Uint8Array {
  try {
    return emitModule(module, options);
  } catch (thrown) {
    if (!(thrown instanceof LLVMError || thrown instanceof LibraryNotFoundError)) throw thrown;
    throw new BuildError(thrown.message.trimEnd(), { cause: thrown });
  }
}

function fail(message: string): never {
  printMessage(`LLVM: ${message}`);
  process.exit(ExitCode.failure);
}
