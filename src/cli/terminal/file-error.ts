/** Files that cannot be read or written. */
import { printableText } from '../../source/index.ts';
import { describeError, errorCode } from './file-descriptor.ts';

/** The message says which file and why. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

/** Runs `action` on a file; an error of the system becomes a FileError. */
export function attempt<T>(verb: 'read' | 'write', path: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    throw new FileError(`cannot ${verb} '${printableText(path)}': ${describeError(thrown)}`);
  }
}
