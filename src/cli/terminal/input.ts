/** Source files from disk, from standard input and from the command line. */
import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DiagnosticError, error, SourceFile } from '../../source/index.ts';
import { whenReady } from './file-descriptor.ts';
import { attempt } from './file-error.ts';
import type { Reporter } from './report.ts';
import { invalidUtf8At } from './utf8.ts';

/** The largest input in bytes. A larger program is probably a mistake. */
const MAX_INPUT = 128 * 1024 * 1024;

const STANDARD_INPUT = 0;
const CHUNK = 64 * 1024;

/** Where programs come from, in the order in which they run. */
export interface Inputs {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  /** Programs given on the command line; they come after the files. */
  readonly texts: readonly string[];
}

/** Reads each input when the caller asks for it; reports those that cannot be read. */
export function* readInputs(inputs: Inputs, reporter: Reporter): Generator<SourceFile> {
  for (const read of sourcesOf(inputs)) {
    try {
      yield read();
    } catch (thrown) {
      reporter.exception(thrown);
    }
  }
}

/** Functions that read the inputs; each throws as `readSource` does. */
export function sourcesOf({ files, texts }: Inputs): (() => SourceFile)[] {
  return [
    ...files.map((file) => () => readSource(file)),
    ...texts.map((text, i) => {
      const name = texts.length === 1 ? '<-e>' : `<-e ${i + 1}>`;
      return () => new SourceFile(name, text);
    }),
  ];
}

/**
 * Reads a source file.
 *
 * @throws FileError when there is no such file, or it is a directory, too large, or not readable;
 * DiagnosticError when it is not UTF-8.
 */
export function readSource(path: string): SourceFile {
  const name = path === '-' ? '<stdin>' : path;
  const bytes = attempt('read', name, () =>
    path === '-' ? readAll(STANDARD_INPUT) : readFile(path),
  );
  return decode(name, bytes);
}

function readFile(path: string): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    return readAll(fd);
  } finally {
    closeSync(fd);
  }
}

/** Refuses a file that is too large, before reading it if its size is known. */
function readAll(fd: number): Uint8Array {
  const { size } = fstatSync(fd);
  checkSize(size);
  let bytes = new Uint8Array(size > 0 ? size + 1 : CHUNK);
  for (let length = 0; ; ) {
    if (length === bytes.length) bytes = enlarge(bytes);
    const count = whenReady(() => readSync(fd, bytes, length, bytes.length - length, null));
    if (count === 0) return bytes.subarray(0, length);
    length += count;
    checkSize(length);
  }
}

function checkSize(size: number): void {
  if (size <= MAX_INPUT) return;
  throw Object.assign(new Error(`it is larger than ${MAX_INPUT / 1024 / 1024} MiB`), {
    code: 'EFBIG',
  });
}

function enlarge(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

function decode(name: string, bytes: Uint8Array): SourceFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isAscii(buffer)) return new SourceFile(name, buffer.toString('latin1'));
  const source = new SourceFile(name, buffer.toString());
  if (isUtf8(buffer)) return source;
  const at = invalidUtf8At(buffer);
  const start = buffer.toString('utf8', 0, at).length; // the invalid byte shows as U+FFFD
  const byte = buffer[at]!.toString(16).toUpperCase().padStart(2, '0'); // within the buffer, as it is not UTF-8
  throw new DiagnosticError([
    error({ source, start, end: start + 1 }, `invalid UTF-8: byte 0x${byte}`),
  ]);
}
