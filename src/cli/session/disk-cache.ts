/**
 * Objects on disk, shared by all processes of the user: one file for each key, in folders by the
 * first two digits.
 *
 *     magic and version: 8 bytes │ length of the object: 8 │ SHA-256 of key and object: 32 │ object
 *
 * A file is written under another name and renamed, so that nobody sees a part of it. What the system
 * leaves of a file after a crash fails the check, and is removed. Files with other names are never
 * touched. A file with a name of ours that begins otherwise counts as missing until `set` replaces it.
 *
 * Reading an object renews its file's time, once an hour. Now and then, by chance, a process that
 * writes counts all files and removes the oldest.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ObjectCache } from '../../orc/index.ts';
import { printableText } from '../../source/index.ts';
import { describeError, errorCode, printMessage } from '../terminal/file-descriptor.ts';

/** The last character is the version. */
const MAGIC = 'KSOBJ\r\n1';
const MAGIC_BYTES = 8;
const CHECKSUM_OFFSET = 16;
const HEADER_BYTES = 48;

const FOLDER = /^[0-9a-f]{2}$/;
const FILE = /^[0-9a-f]{62}$/;
const TEMPORARY = /^\.writing-[0-9a-f]{16}$/;

const HOUR = 3_600_000;
/** Room for the code of some 60,000 functions. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface DiskCacheOptions {
  /** How much the files take before some are removed, and a sixteenth more. Default: 256 MiB. */
  readonly maxBytes?: number;
  /** Numbers from 0 to 1, which decide when files are counted. Tests choose them. */
  readonly random?: () => number;
}

/** The cache cannot be used, or not written to. The message says why. */
export class DiskCacheError extends Error {
  override readonly name = 'DiskCacheError';
}

export class DiskCache implements ObjectCache {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #random: () => number;

  /**
   * Makes the directory, unless it is there.
   *
   * @throws DiskCacheError where that fails, and for a directory that others can write to: objects may
   * be machine code.
   */
  constructor(path: string, { maxBytes = MAX_BYTES, random = Math.random }: DiskCacheOptions = {}) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#random = random;
    this.#attempt('use', () => mkdirSync(path, { recursive: true, mode: 0o700 }));
    const { uid, mode } = this.#attempt('use', () => statSync(path));
    const isOthers = process.getuid !== undefined && (uid !== process.getuid() || (mode & 2) !== 0);
    if (isOthers) throw this.#error('use', 'others can write to it');
  }

  /** @throws DiskCacheError where a file is there that cannot be read. */
  get(key: string): Uint8Array | undefined {
    const path = this.#pathOf(key);
    const file = this.#attempt('read', () => openIfThere(path));
    if (file === undefined) return undefined;
    try {
      const { size, mtimeMs } = fstatSync(file);
      const now = Date.now();
      const content = Buffer.allocUnsafe(Math.min(size, this.#maxBytes));
      const bytes = content.subarray(0, readSync(file, content));
      const object = objectIn(bytes, key);
      if (object === undefined && isOurs(bytes)) rmSync(path, { force: true });
      else if (now - mtimeMs > HOUR) futimesSync(file, now / 1000, now / 1000);
      return object;
    } catch (thrown) {
      throw this.#error('read', describeError(thrown));
    } finally {
      closeSync(file);
    }
  }

  /** @throws DiskCacheError where that cannot be written. */
  set(key: string, object: Uint8Array): void {
    const path = this.#pathOf(key);
    const folder = join(this.#path, key.slice(0, 2));
    const temporary = join(folder, `.writing-${randomBytes(8).toString('hex')}`);
    const bytes = Buffer.concat([headerOf(key, object), object]);
    this.#attempt('write to', () => {
      writeNew(folder, temporary, bytes);
      try {
        renameSync(temporary, path);
      } catch (thrown) {
        rmSync(temporary, { force: true });
        throw thrown;
      }
    });
    if (this.#random() * (this.#maxBytes / 16) < bytes.length)
      this.#attempt('clean', () => this.#trim());
  }

  #pathOf(key: string): string {
    return join(this.#path, key.slice(0, 2), key.slice(2));
  }

  /** Removes the files that were not used for longest until the rest take 7/8 of what they may. */
  #trim(): void {
    const files = [...this.#files()].sort((a, b) => b.time - a.time);
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= this.#maxBytes) return;
    while (total > (this.#maxBytes / 8) * 7) {
      const { path, bytes } = files.pop()!; // they make up the total
      rmSync(path, { force: true });
      total -= bytes;
    }
  }

  /** Our files, with what they take on disk and when they were last used. Removes what crashes left. */
  *#files(): Iterable<{ path: string; bytes: number; time: number }> {
    for (const folder of readdirSync(this.#path).filter((name) => FOLDER.test(name))) {
      for (const name of namesIn(join(this.#path, folder))) {
        const path = join(this.#path, folder, name);
        const stat = statSync(path, { throwIfNoEntry: false }); // others remove files too
        if (stat === undefined) continue;
        if (FILE.test(name)) {
          yield { path, bytes: Math.max(stat.size, stat.blocks * 512), time: stat.mtimeMs };
        } else if (TEMPORARY.test(name) && Date.now() - stat.mtimeMs > HOUR) {
          rmSync(path, { force: true });
        }
      }
    }
  }

  #attempt<T>(verb: string, action: () => T): T {
    try {
      return action();
    } catch (thrown) {
      throw this.#error(verb, describeError(thrown));
    }
  }

  #error(verb: string, reason: string): DiskCacheError {
    const path = printableText(this.#path);
    return new DiskCacheError(`cannot ${verb} the cache '${path}': ${reason}`);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Writes a file that is not there, in a folder that may not be there. Leaves no part of it. */
function writeNew(folder: string, path: string, bytes: Uint8Array): void {
  const options = { flag: 'wx', mode: 0o600 } as const;
  try {
    try {
      writeFileSync(path, bytes, options);
    } catch (thrown) {
      if (errorCode(thrown) !== 'ENOENT') throw thrown;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(path, bytes, options);
    }
  } catch (thrown) {
    rmSync(path, { force: true }); // the disk may be full
    throw thrown;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a file with the name of a folder
  }
}

function headerOf(key: string, object: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeBigUInt64LE(BigInt(object.length), MAGIC_BYTES);
  createHash('sha256').update(key).update(object).digest().copy(header, CHECKSUM_OFFSET);
  return header;
}

/** The object in a file's bytes, if they are those that `set` writes for the key. */
function objectIn(bytes: Buffer, key: string): Uint8Array | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const object = bytes.subarray(HEADER_BYTES);
  return bytes.subarray(0, HEADER_BYTES).equals(headerOf(key, object)) ? object : undefined;
}

/** Whether a file of these bytes is one of ours, perhaps of another version, or what is left of one. */
function isOurs(bytes: Buffer): boolean {
  const start = bytes.subarray(0, MAGIC_BYTES - 1).toString('latin1');
  return MAGIC.startsWith(start) || /^\0*$/.test(start);
}

/** Opens the cache at `path`; if that is of no use, says why on standard error, and goes on without. */
export function openCache(path: string | undefined): DiskCache | undefined {
  if (path === undefined || path === '') return undefined;
  try {
    return new DiskCache(path);
  } catch (thrown) {
    if (!(thrown instanceof DiskCacheError)) throw thrown;
    warnOfCache(thrown);
    return undefined;
  }
}

/** The program runs all the same, but what it compiles is not kept. */
export function warnOfCache(thrown: unknown): void {
  const isKnown = thrown instanceof DiskCacheError;
  printMessage(`warning: ${isKnown ? thrown.message : `cannot use the cache: ${thrown}`}`);
}
