/** Standard output, for the output of programs and for the results of commands. */
import { openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { Output } from '../../runtime/index.ts';
import { ExitCode } from './exit-code.ts';
import { describeError, errorCode, printMessage, writeAll } from './file-descriptor.ts';
import { attempt } from './file-error.ts';

export const STANDARD_OUTPUT = 1;

/** After so many milliseconds without a flush, the next byte shows an unfinished line. */
const PATIENCE = 10;

const LINE_FEED = 10;

/**
 * The output of programs: to a pipe or file in large chunks, to a terminal line by line.
 *
 * @param finish Called before the process ends early because its output cannot be written.
 */
export function programOutput(finish: () => ExitCode): Output {
  const sink = (bytes: Uint8Array) => writeOut(bytes, finish);
  return isatty(STANDARD_OUTPUT) ? new TerminalOutput(sink) : new Output(sink);
}

/**
 * Writes to standard output, or ends the process: quietly if the reader has gone
 * (`kaleidoscope … | head -1`), with a message after other errors, such as a full disk.
 */
export function writeOut(bytes: Uint8Array, finish: () => ExitCode = () => ExitCode.success): void {
  try {
    writeAll(STANDARD_OUTPUT, bytes);
  } catch (thrown) {
    const code = finish();
    if (errorCode(thrown) === 'EPIPE') process.exit(code);
    printMessage(`cannot write to standard output: ${describeError(thrown)}`);
    process.exit(ExitCode.failure);
  }
}

/** Writes a command's result to a file, or to standard output if `path` is `-` or undefined. */
export function writeTo(path: string | undefined, bytes: Uint8Array): void {
  if (path === undefined || path === '-') writeOut(bytes);
  else attempt('write', path, () => writeAll(openSync(path, 'w'), bytes));
}

/** Flushes line by line, as C's standard output does, and shows slow progress dots at once. */
class TerminalOutput extends Output {
  #flushed = 0;

  override writeByte(byte: number): void {
    super.writeByte(byte);
    if (byte === LINE_FEED || performance.now() - this.#flushed > PATIENCE) this.flush();
  }

  override flush(): void {
    super.flush();
    this.#flushed = performance.now();
  }
}
