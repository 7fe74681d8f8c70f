/**
 * Writes bytes to file descriptors, synchronously: all output is out, in order, however the process
 * ends. Node's own streams queue the bytes that a pipe does not take at once.
 */
import { writeSync } from 'node:fs';
import { printableLines } from '../../source/index.ts';

export const STANDARD_ERROR = 2;

/** Milliseconds to wait before trying a full non-blocking pipe again. */
const RETRY_AFTER = 2;

/** Writes all of `bytes`. Waits while the system reports `EAGAIN`; throws its other errors. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += whenReady(() => writeSync(fd, bytes, written));
  }
}

/** Writes a message to standard error. If nobody reads that, there is nowhere left to report it. */
export function printError(text: string): void {
  try {
    writeAll(STANDARD_ERROR, Buffer.from(text));
  } catch {}
}

/** Writes a message of ours to standard error, without characters that disturb a terminal. */
export function printMessage(text: string): void {
  printError(`kaleidoscope: ${printableLines(text)}\n`);
}

/** Does something with a file descriptor as soon as that is possible without blocking. */
export function whenReady<T>(action: () => T): T {
  for (;;) {
    try {
      return action();
    } catch (thrown) {
      if (errorCode(thrown) !== 'EAGAIN') throw thrown;
      sleep(RETRY_AFTER);
    }
  }
}

/** The system's name for what went wrong: `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  return (thrown as { code?: string } | undefined)?.code;
}

/** The system's words for what went wrong: `no such file or directory`. */
export function describeError(thrown: unknown): string {
  if (errorCode(thrown) === 'EISDIR') return 'it is a directory';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message; // `ENOENT: no such file or directory, open 'x'`
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
