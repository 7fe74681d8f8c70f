/** `kaleidoscope build`: compiles a program ahead of time, to a file that needs no session. */
import { basename, extname } from 'node:path';
import {
  BuildError,
  buildNative,
  buildWasm,
  compileProgram,
  type NativeForm,
  type NativeTarget,
  type WholeProgram,
} from '../../../aot/index.ts';
import { type CompilationOptions, createJIT, levelOf } from '../../session/jit-options.ts';
import { ExitCode } from '../../terminal/exit-code.ts';
import { type Inputs, readInputs } from '../../terminal/input.ts';
import { Reporter, type ReportOptions } from '../../terminal/report.ts';
import { emitNative } from './emit-native.ts';
import { BANNER, type OutputFile, writeOutput } from './output-files.ts';

/** LLVM's output form for each extension. */
const FORMS: Readonly<Record<string, NativeForm>> = {
  '.o': 'object',
  '.s': 'assembly',
  '.ll': 'ir',
  '.bc': 'bitcode',
};

/** The extensions that `build` knows. */
export const EXTENSIONS: readonly string[] = ['.wasm', ...Object.keys(FORMS)];

export interface BuildOptions extends Inputs, CompilationOptions, ReportOptions, NativeTarget {
  /** The file to write to. Its extension, one of `EXTENSIONS`, selects the form. */
  readonly output: string;
}

/** Compiles the programs, runs nothing, and writes two files unless there are errors. */
export function build(options: BuildOptions): ExitCode {
  const reporter = new Reporter(options);
  using jit = createJIT(options);
  const { program, diagnostics } = compileProgram(jit, readInputs(options, reporter));
  reporter.diagnostics(diagnostics);
  if (program === undefined || reporter.exitCode !== ExitCode.success) return reporter.finish();
  try {
    const [compiled, declaration] = isWasm(options.output)
      ? wasmFiles(program, options.output)
      : nativeFiles(program, options);
    writeOutput(compiled, declaration);
  } catch (thrown) {
    if (!(thrown instanceof BuildError)) throw thrown;
    reporter.message(thrown.message);
  }
  return reporter.finish();
}

export function isWasm(output: string): boolean {
  return extname(output) === '.wasm';
}

function wasmFiles(program: WholeProgram, path: string): [OutputFile, OutputFile] {
  const { bytes, declaration } = buildWasm(program);
  return [
    { path, content: bytes },
    { path: path.replace(/\.wasm$/, '.d.wasm.ts'), content: `// ${BANNER}\n\n${declaration}` },
  ];
}

function nativeFiles(
  program: WholeProgram,
  { output: path, ...options }: BuildOptions,
): [OutputFile, OutputFile] {
  const headerPath = path.replace(/\.\w+$/, '.h');
  const { bytes, header } = buildNative(program, emitNative, {
    ...options,
    form: FORMS[extname(path)]!, // one of them by the caller of `build`
    headerName: basename(headerPath),
    optimizationLevel: levelOf(options),
  });
  return [
    { path, content: bytes },
    { path: headerPath, content: `/* ${BANNER} */\n${header}` },
  ];
}
