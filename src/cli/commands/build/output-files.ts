/** The files that `kaleidoscope build` writes: a compiled program and its declaration. */
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { errorCode, writeAll } from '../../terminal/file-descriptor.ts';
import { attempt, FileError } from '../../terminal/file-error.ts';

/** In the first line of each declaration. `build` never overwrites a file without this line. */
export const BANNER = 'Made by `kaleidoscope build`, which overwrites it each time.';

export interface OutputFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes both files, or neither if one cannot be written or would replace a file of somebody else.
 *
 * @throws FileError
 */
export function writeOutput(compiled: OutputFile, declaration: OutputFile): void {
  if (!isOurs(declaration.path)) {
    const reason = 'it exists already, and `kaleidoscope build` has not made it';
    throw new FileError(`cannot write '${declaration.path}': ${reason}`);
  }
  const isNew = !existsSync(declaration.path);
  write(declaration);
  try {
    write(compiled);
  } catch (thrown) {
    if (isNew) rmSync(declaration.path);
    throw thrown;
  }
}

function write({ path, content }: OutputFile): void {
  attempt('write', path, () => writeAll(openSync(path, 'w'), Buffer.from(content)));
}

function isOurs(path: string): boolean {
  try {
    const [firstLine = ''] = readFileSync(path, 'latin1').split('\n', 1);
    return firstLine.includes(BANNER);
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return true; // no such file, or writing to it reports the error
  }
}
