/** A program as intermediate or compiled code: one module of all its functions. */
import { linkModule, WasmCompiler, type WasmObject } from '../engines/wasm/index.ts';
import { type IRFunction, type IRModule, printModule, verifyModule } from '../ir/index.ts';
import type { KaleidoscopeJIT } from '../kaleidoscope-jit.ts';
import { ANONYMOUS, type FunctionAST, prototypeSpan } from '../language/index.ts';
import { DiagnosticError, note, warning } from '../source/index.ts';
import { EngineError } from './engine.ts';
import { ExitCode } from './exit-code.ts';
import type { Reporter } from './report.ts';

export type CodeForm = 'lowered-ir' | 'optimized-ir' | 'wat' | 'wasm' | 'llvm' | 'asm';

export interface PresentationOptions {
  /** Knows the operators and prototypes that bodies refer to. */
  readonly jit: KaleidoscopeJIT;
  readonly form: CodeForm;
  readonly verify: boolean;
  /** For LLVM. */
  readonly optimizationLevel: 0 | 1 | 2 | 3;
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
  if (form === 'llvm' || form === 'asm') return emitNative(module, form, options);
  const object = new WasmCompiler().compile(module);
  if (form === 'wasm') return linkAlone(object, reporter);
  const { printWat } = await import('../engines/wasm/wat.ts');
  return Buffer.from(printWat(link(object)));
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

async function emitNative(
  module: IRModule,
  form: 'llvm' | 'asm',
  { optimizationLevel }: PresentationOptions,
): Promise<Uint8Array> {
  const { emitModule, LibraryNotFoundError } = await import('../engines/llvm/index.ts');
  try {
    return emitModule(module, { form: form === 'asm' ? 'assembly' : 'ir', optimizationLevel });
  } catch (thrown) {
    if (thrown instanceof LibraryNotFoundError) throw new EngineError(thrown.message);
    throw thrown;
  }
}

/** A module that needs nothing from outside. */
function linkAlone(object: WasmObject, reporter: Reporter): Uint8Array {
  if (object.references.length === 0) return link(object);
  const names = object.references.map(({ name }) => `'${name}'`).join(', ');
  reporter.message(
    `cannot make a module that stands alone: it calls ${names}, which it does not define`,
  );
  return new Uint8Array();
}

/** Calls of what the object does not define go through a slot each of an exported table. */
function link(object: WasmObject): Uint8Array {
  const slots = object.references.map((_, slot) => slot);
  return linkModule([{ object, slots }], slots.length, (name) => name);
}
