/** `kaleidoscope` on a terminal: a session in conversation. */
import { useColour } from './colour.ts';
import { createEngine } from './engine.ts';
import { ExitCode } from './exit-code.ts';
import type { Inputs } from './input.ts';
import { version } from './internal-error.ts';
import { type CompilationOptions, createJIT } from './jit-options.ts';
import type { NumberFormat } from './number-format.ts';
import { startRepl } from './repl/index.ts';
import { programOutput, STANDARD_OUTPUT } from './standard-output.ts';

export interface InteractOptions extends CompilationOptions, Inputs {
  readonly color?: boolean;
  readonly format?: NumberFormat;
}

export async function interact(options: InteractOptions): Promise<number> {
  const output = programOutput(() => ExitCode.success);
  const { files, texts, format } = options;
  return await startRepl({
    createJIT: async () => {
      const engine = await createEngine(options);
      return createJIT(options, { engine, output });
    },
    programs: { files, texts },
    input: process.stdin,
    output: process.stdout,
    colour: useColour(options.color, STANDARD_OUTPUT),
    ...(format && { format }),
    version: version(),
    isInterruptible: options.engine !== 'llvm',
  });
}
