/** The command line: reads the arguments, runs the command, and reports errors of both. */
import { CommanderError } from 'commander';
import { arrange } from './arguments.ts';
import { createProgram } from './command-tree.ts';
import { EngineError } from './session/engine.ts';
import { ExitCode } from './terminal/exit-code.ts';
import { printMessage } from './terminal/file-descriptor.ts';
import { FileError } from './terminal/file-error.ts';

/** Runs the command that the arguments name; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.success;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(arrange(program, args), { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError)
      return thrown.exitCode === 0 ? ExitCode.success : ExitCode.usage;
    if (!(thrown instanceof FileError || thrown instanceof EngineError)) throw thrown;
    printMessage(thrown.message);
    return ExitCode.failure;
  }
  return exitCode;
}
