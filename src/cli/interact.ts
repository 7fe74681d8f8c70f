/** `kaleidoscope` on a terminal: a session in conversation. */
import { KaleidoscopeJIT } from '../kaleidoscope-jit.ts';
import { useColour } from './colour.ts';
import { createEngine } from './engine.ts';
import { ExitCode } from './exit-code.ts';
import { version } from './internal-error.ts';
import { type CompilationOptions, jitOptions } from './jit-options.ts';
import { startRepl } from './repl/index.ts';
import { programOutput, STANDARD_OUTPUT } from './standard-output.ts';

export interface InteractOptions extends CompilationOptions {
  readonly color?: boolean;
}

export async function interact(options: InteractOptions): Promise<number> {
  const output = programOutput(() => ExitCode.success);
  const engine = await createEngine(options);
  using jit = new KaleidoscopeJIT({ ...jitOptions(options), engine, output });
  const colour = useColour(options.color, STANDARD_OUTPUT);
  return await startRepl({
    jit,
    input: process.stdin,
    output: process.stdout,
    colour,
    version: version(),
    isInterruptible: options.engine !== 'llvm',
  });
}
