/** `kaleidoscope` on a terminal: a session in conversation. */

import { startRepl } from '../repl/index.ts';
import { createEngine } from '../session/engine.ts';
import { type CompilationOptions, createJIT } from '../session/jit-options.ts';
import { useColour } from '../terminal/colour.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import type { Inputs } from '../terminal/input.ts';
import { version } from '../terminal/internal-error.ts';
import type { NumberFormat } from '../terminal/number-format.ts';
import { programOutput, STANDARD_OUTPUT } from '../terminal/standard-output.ts';

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
  });
}
