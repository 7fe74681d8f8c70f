/** The secret that controllers and executors share: from a file or the environment, never an argument. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { printableText } from '../../source/index.ts';
import { attempt, FileError } from '../terminal/file-error.ts';

/** Permissions of everybody who is neither owner nor of the file's group. */
const OTHERS = 0o007;

export interface SecretOptions {
  /** Default: the environment's `KALEIDOSCOPE_SECRET`. */
  readonly secretFile?: string;
}

/**
 * Reads the secret for an address; undefined if there is none and need not be. A line break at the end
 * of the file is not part of it.
 *
 * @throws FileError for a file that is missing, empty, or readable by everybody, and without a secret
 * where one is needed.
 */
export function readSecret(address: string, { secretFile }: SecretOptions): string | undefined {
  if (secretFile !== undefined) return readSecretFile(secretFile);
  const secret = process.env['KALEIDOSCOPE_SECRET'];
  if (secret !== undefined && secret !== '') return secret;
  if (address.startsWith('unix:')) return undefined; // the file's permissions do
  if (address.startsWith('nats:')) return undefined; // the server knows whom it admits
  throw new FileError(
    `${address} needs a secret: --secret-file FILE, or KALEIDOSCOPE_SECRET in the environment`,
  );
}

/** The token for a server of NATS: the secret, if there is one. */
export function tokenFor(url: string, options: SecretOptions): { readonly token?: string } {
  const token = readSecret(url, options);
  return token === undefined ? {} : { token };
}

function readSecretFile(secretFile: string): string {
  const { text, mode } = attempt('read', secretFile, () => readWithMode(secretFile));
  const name = printableText(secretFile);
  if ((mode & OTHERS) !== 0 && process.platform !== 'win32') {
    throw new FileError(`everybody can use the secret in '${name}': chmod 600 '${name}'`);
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw new FileError(`there is no secret in '${name}': it is empty`);
  return secret;
}

function readWithMode(path: string): { readonly text: string; readonly mode: number } {
  const fd = openSync(path, 'r');
  try {
    return { mode: fstatSync(fd).mode, text: readFileSync(fd, 'utf8') };
  } finally {
    closeSync(fd);
  }
}
