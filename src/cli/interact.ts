/** `kaleidoscope` on a terminal: a session in conversation. */
import { KaleidoscopeJIT } from '../kaleidoscope-jit.ts';
import { useColour } from './colour.ts';
import { createEngine } from './engine.ts';
import { ExitCode } from './exit-code.ts';
import { version } from './internal-error.ts';
import { startRepl } from './repl/index.ts';
import { programOutput, STANDARD_OUTPUT } from './standard-output.ts';

export interface InteractOptions {
  readonly verify?: boolean;
  readonly color?: boolean;
}

export async function interact({ verify = false, color }: InteractOptions): Promise<number> {
  const output = programOutput(() => ExitCode.success);
  using jit = new KaleidoscopeJIT({ engine: createEngine(), output, verify });
  const colour = useColour(color, STANDARD_OUTPUT);
  return await startRepl({
    jit,
    input: process.stdin,
    output: process.stdout,
    colour,
    version: version(),
  });
}
