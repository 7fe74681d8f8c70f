/** A program as intermediate code and as WebAssembly: one module of all its functions. */
import { WasmCompiler, type WasmObject } from '../engines/wasm/index.ts';
import { type IRFunction, printModule, verifyModule } from '../ir/index.ts';
import type { KaleidoscopeJIT } from '../kaleidoscope-jit.ts';
import { ANONYMOUS, type FunctionAST, prototypeSpan } from '../language/index.ts';
import { DiagnosticError, note, warning } from '../source/index.ts';
import { ExitCode } from './exit-code.ts';
import { linkByName } from './object-module.ts';
import type { Reporter } from './report.ts';

export type CodeForm = 'lowered-ir' | 'optimized-ir' | 'wat' | 'wasm';

export interface PresentationOptions {
  /** Knows the operators and prototypes that bodies refer to. */
  readonly jit: KaleidoscopeJIT;
  readonly form: CodeForm;
  readonly verify: boolean;
  readonly reporter: Reporter;
}

/** Compiles functions together, so that calls between them are direct. Empty if there are errors. */
export async function presentCode(
  asts: readonly FunctionAST[],
  options: PresentationOptions,
): Promise<Uint8Array> {
  const { form, reporter } = options;
  const module = { functions: lowerAll(latest(asts, reporter), options) };
  if (reporter.exitCode !== ExitCode.success) return new Uint8Array();
  if (options.verify) verifyModule(module);
  if (form === 'lowered-ir' || form === 'optimized-ir') return Buffer.from(printModule(module));
  const object = new WasmCompiler().compile(module);
  if (form === 'wasm') return linkAlone(object, reporter);
  const { printWat } = await import('../engines/wasm/wat.ts');
  return Buffer.from(printWat(linkByName(object)));
}

/** The functions that count at the end of the program: of several of one name, the last. */
function latest(asts: readonly FunctionAST[], reporter: Reporter): FunctionAST[] {
  const last = new Map(asts.map((ast) => [ast.prototype.name, ast]));
  return asts.filter(({ prototype }) => {
    const { prototype: other } = last.get(prototype.name)!; // it has one
    if (other === prototype || prototype.name === ANONYMOUS) return true;
    const reason = note(prototypeSpan(other), 'it is redefined here');
    reporter.diagnostics([
      warning(prototypeSpan(prototype), `'${prototype.name}' is left out`, [reason]),
    ]);
    return false;
  });
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
      const { functions } = jit.lower(ast, form !== 'lowered-ir');
      return functions.map((fn) => ({ ...fn, name: number === 0 ? name : `${name}.${number}` }));
    } catch (thrown) {
      if (!(thrown instanceof DiagnosticError)) throw thrown;
      reporter.diagnostics(thrown.diagnostics);
      return [];
    }
  });
}

/** A module that needs nothing from outside. */
function linkAlone(object: WasmObject, reporter: Reporter): Uint8Array {
  if (object.references.length === 0) return linkByName(object);
  const names = object.references.map(({ name }) => `'${name}'`).join(', ');
  reporter.message(
    `cannot make a module that stands alone: it calls ${names}, which it does not define`,
  );
  return new Uint8Array();
}
