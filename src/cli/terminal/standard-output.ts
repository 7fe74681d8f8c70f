/** Standard output, for what programs print and for what the commands give. */
import { openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { Output } from '../../runtime/index.ts';
import { ExitCode } from './exit-code.ts';
import { describeError, errorCode, printMessage, writeAll } from './file-descriptor.ts';
import { attempt } from './file-error.ts';

export const STANDARD_OUTPUT = 1;

/** A terminal is shown what waits for a line end after so many milliseconds, when more comes. */
const PATIENCE = 10;

const LINE_FEED = 10;

/**
 * What programs print. In a pipe or file it goes out in large chunks, on a terminal line by line.
 *
 * @param finish Called before the process ends early, because nobody takes the output any more.
 */
export function programOutput(finish: () => ExitCode): Output {
  const sink = (bytes: Uint8Array) => writeOut(bytes, finish);
  return isatty(STANDARD_OUTPUT) ? new TerminalOutput(sink) : new Output(sink);
}

/**
 * Writes to standard output, or ends the process: quietly where the reader has gone
 * (`kaleidoscope … | head -1`), with a message where the disk is full.
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

/** Writes what a command makes to a file; to standard output if that is `-`. */
export function writeTo(path: string | undefined, bytes: Uint8Array): void {
  if (path === undefined || path === '-') writeOut(bytes);
  else attempt('write', path, () => writeAll(openSync(path, 'w'), bytes));
}

/** Line by line, as C's standard output does; slow dots of a progress bar appear at once, too. */
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
