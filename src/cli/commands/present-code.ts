/** Compiles a program to one module of all its functions, as intermediate or compiled code. */

import { latest } from '../../aot/whole-program.ts';
import { linkStandalone, WasmCompiler } from '../../engines/wasm/index.ts';
import { type IRFunction, type IRModule, printModule, verifyModule } from '../../ir/index.ts';
import type { KaleidoscopeJIT } from '../../kaleidoscope-jit.ts';
import { ANONYMOUS, type FunctionAST } from '../../language/index.ts';
import { DiagnosticError } from '../../source/index.ts';
import { EngineError } from '../session/engine.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import type { Reporter } from '../terminal/report.ts';
import { printControlFlow } from './print-cfg.ts';

type Stage = 'lowered' | 'optimized';

export type CodeForm = `${Stage}-ir` | `${Stage}-cfg` | 'wat' | 'wasm' | 'llvm' | 'asm';

export interface PresentationOptions {
  /** Knows the operators and prototypes that bodies refer to. */
  readonly jit: KaleidoscopeJIT;
  readonly form: CodeForm;
  readonly verify: boolean;
  /** For LLVM. */
  readonly optimizationLevel: 0 | 1 | 2 | 3;
  readonly reporter: Reporter;
}

/** Compiles functions together, so that they call each other directly. Empty after errors. */
export async function presentCode(
  asts: readonly FunctionAST[],
  options: PresentationOptions,
): Promise<Uint8Array> {
  const { form, reporter } = options;
  const module = { functions: lowerAll(current(asts, reporter), options) };
  if (reporter.exitCode !== ExitCode.success) return new Uint8Array();
  if (options.verify) verifyModule(module);
  if (form.endsWith('-ir')) return Buffer.from(printModule(module));
  if (form.endsWith('-cfg')) return Buffer.from(printControlFlow(module.functions));
  if (form === 'llvm' || form === 'asm') return emitNative(module, form, options);
  const bytes = linkStandalone(new WasmCompiler({ externalCalls: 'direct' }).compile(module));
  if (form === 'wasm') return bytes;
  const { printWat } = await import('../../engines/wasm/format/wat.ts');
  return Buffer.from(printWat(bytes));
}

/** The latest definition of each function, and all expressions, in order. */
function current(asts: readonly FunctionAST[], reporter: Reporter): FunctionAST[] {
  const isExpression = ({ prototype }: FunctionAST) => prototype.name === ANONYMOUS;
  const { asts: functions, warnings } = latest(asts.filter((ast) => !isExpression(ast)));
  reporter.diagnostics(warnings);
  const kept = new Set(functions);
  return asts.filter((ast) => isExpression(ast) || kept.has(ast));
}

/** Lowers each function, and optimizes it as its first call would; expressions get numbers. */
function lowerAll(
  asts: readonly FunctionAST[],
  { jit, form, reporter }: PresentationOptions,
): IRFunction[] {
  let expressions = 0;
  return asts.flatMap((ast) => {
    const { name } = ast.prototype;
    const number = name === ANONYMOUS ? expressions++ : 0;
    try {
      const { functions } = jit.lower(ast, !form.startsWith('lowered-'));
      return number === 0
        ? functions
        : functions.map((fn) => ({ ...fn, name: `${name}.${number}` }));
    } catch (thrown) {
      if (!(thrown instanceof DiagnosticError)) throw thrown;
      reporter.diagnostics(thrown.diagnostics);
      return [];
    }
  });
}

async function emitNative(
  module: IRModule,
  form: 'llvm' | 'asm',
  { optimizationLevel }: PresentationOptions,
): Promise<Uint8Array> {
  const { emitModule, LibraryNotFoundError } = await import('../../engines/llvm/index.ts');
  try {
    return emitModule(module, { form: form === 'asm' ? 'assembly' : 'ir', optimizationLevel });
  } catch (thrown) {
    if (thrown instanceof LibraryNotFoundError) throw new EngineError(thrown.message);
    throw thrown;
  }
}
