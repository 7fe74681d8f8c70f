/** The message for a bug of ours. */
import { createRequire } from 'node:module';
import { ExitCode } from './exit-code.ts';
import { printMessage } from './file-descriptor.ts';

/** Prints the exception and asks for a report. */
export function internalError(thrown: unknown): typeof ExitCode.internal {
  const details = thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
  const where = `kaleidoscope ${version()}, Node ${process.version}, ${process.platform} ${process.arch}`;
  printMessage(`internal error: ${details}
This is a bug (${where}).
Please report it with the lines above and, if you can, the program that shows it.`);
  return ExitCode.internal;
}

/** The version of this package. Reads a file, so call this only on demand. */
export function version(): string {
  const require = createRequire(import.meta.url);
  return (require('kaleidoscope-jit/package.json') as { version: string }).version;
}
