/** Finds and opens libLLVM 14 to 22, where Debian, LLVM's own packages or Homebrew install it. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  bindLLVM,
  type ErrorHandle,
  type LLVM,
  type Message,
  missingFunctions,
} from './bindings.ts';
import {
  type Address,
  type ForeignInterface,
  type ForeignLibrary,
  loadForeignInterface,
} from './ffi.ts';

const OLDEST = 14;
const NEWEST = 22;
/** The environment variable that names the library. */
const VARIABLE = 'KALEIDOSCOPE_LLVM';
const PACKAGES = `install a package from libllvm${OLDEST} to libllvm${NEWEST}`;

/** A library is missing, or this engine cannot use it. The message is one line. */
export class LibraryNotFoundError extends Error {
  readonly code = 'ERR_LIBRARY_NOT_FOUND';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LibraryNotFoundError';
  }
}

/** LLVM reported an error: in our IR, our object, or our request. */
export class LLVMError extends Error {
  readonly code = 'ERR_LLVM';
  constructor(message: string) {
    super(`LLVM: ${message}`);
    this.name = 'LLVMError';
  }
}

/** A libLLVM in this process. Loading one again costs little: the process shares it. */
export interface LLVMLibrary {
  readonly ffi: ForeignInterface;
  readonly library: ForeignLibrary;
  readonly llvm: LLVM;
  /** The major version. */
  readonly version: number;
  readonly path: string;
}

/**
 * Opens the library at `path`; by default the one that the environment names, or else the newest.
 *
 * @throws LibraryNotFoundError
 */
export function openLLVM(path?: string): LLVMLibrary {
  const ffi = openForeignInterface();
  const [newest] = installedLLVMs();
  const named = path ?? process.env[VARIABLE];
  if (named) return openAt(ffi, named, correction(path === undefined, newest?.path));
  if (newest === undefined) {
    throw new LibraryNotFoundError(
      `the llvm engine needs LLVM ${OLDEST} to ${NEWEST}: ${PACKAGES}, or name a libLLVM in ${VARIABLE}`,
    );
  }
  return openAt(ffi, newest.path, PACKAGES);
}

/** Advice for a user who named a library that is of no use. */
function correction(isFromEnvironment: boolean, installed: string | undefined): string {
  const place = isFromEnvironment ? VARIABLE : "the option 'library'";
  const instead = installed === undefined ? PACKAGES : `unset it to use ${installed}`;
  return `correct ${place}, or ${instead}`;
}

/** Throws `LLVMError` with LLVM's message if `error` is a failure. */
export function check({ llvm, ffi }: LLVMLibrary, error: ErrorHandle): void {
  if (error === 0) return;
  const message = llvm.GetErrorMessage(error);
  const text = ffi.readText(message as number as Address);
  llvm.DisposeErrorMessage(message);
  throw new LLVMError(text);
}

/** Opens a shared library by path. Throws `LibraryNotFoundError` with the loader's message. */
export function openLibrary(ffi: ForeignInterface, path: string, hint = ''): ForeignLibrary {
  try {
    return ffi.open(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LibraryNotFoundError(`cannot load '${path}': ${firstLine(reason)}${hint}`, { cause });
  }
}

/** Reads a text that belongs to us, and frees it. */
export function takeText({ llvm, ffi }: LLVMLibrary, message: Message): string {
  const text = ffi.readText(message as number as Address);
  llvm.DisposeMessage(message);
  return text;
}

function openForeignInterface(): ForeignInterface {
  try {
    return loadForeignInterface();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const advice = code === 'MODULE_NOT_FOUND' ? 'npm install koffi' : firstLine(message);
    throw new LibraryNotFoundError(`the llvm engine needs the package koffi: ${advice}`, { cause });
  }
}

/** The open libraries, by path: a process never unloads one, and binding one takes 140 KB. */
const opened = new Map<string, LLVMLibrary>();

/** @param advice Ends the message if the LLVM at `path` is missing, too old or too new. */
function openAt(ffi: ForeignInterface, path: string, advice: string): LLVMLibrary {
  const known = opened.get(path);
  if (known !== undefined) return known;
  const library = openLibrary(ffi, path, `; ${advice}`);
  const version = versionOf(ffi, library, path);
  if (version < OLDEST || version > NEWEST || missingFunctions(library).length > 0) {
    const found = version === 0 ? 'no LLVM' : `LLVM ${version}`;
    throw new LibraryNotFoundError(
      `'${path}' is ${found}, but the llvm engine needs LLVM ${OLDEST} to ${NEWEST}; ${advice}`,
    );
  }
  const result = { ffi, library, llvm: bindLLVM(ffi, library), version, path };
  opened.set(path, result);
  return result;
}

/** The major version; 0 if it is no LLVM. Before LLVM 16, new functions reveal the version. */
function versionOf(ffi: ForeignInterface, library: ForeignLibrary, path: string): number {
  const get = library.find('LLVMGetVersion');
  if (get !== undefined) {
    const version = [0];
    const parameters = ['_Out_ uint *', '_Out_ uint *', '_Out_ uint *'] as const;
    ffi.bind<(...out: number[][]) => void>(get, { result: 'void', parameters })(version, [0], [0]);
    return version[0]!; // written just now
  }
  if (library.find('LLVMContextCreate') === undefined) return 0;
  if (library.find('LLVMContextSetOpaquePointers') !== undefined) return 15;
  if (library.find('LLVMAddAlias2') !== undefined) return 14;
  return Math.min(Number(/(\d+)/.exec(basename(path))?.[1] ?? NaN) || OLDEST - 1, OLDEST - 1);
}

/** Tells builds of LLVM apart: before LLVM 16 it does not even tell its minor version. */
export function identityOf({ path, version }: LLVMLibrary): string {
  const file = realpathOf(path);
  // The loader has found it elsewhere, and does not say where: no other process has this name.
  if (file === undefined) return `${version} ${path} ${performance.timeOrigin}`;
  const { size, mtimeMs } = statSync(file);
  return `${version} ${file} ${size} ${mtimeMs}`;
}

/** The libraries in the directories of packages, the newest first. Loads none. */
export function installedLLVMs(): { readonly path: string; readonly version: number }[] {
  const found = new Map<string, number>();
  for (const directory of libraryDirectories()) {
    for (const name of entriesOf(directory)) {
      const match = /^libLLVM(?:-(\d+)|\.so\.(\d+)\.\d+|\.dylib)/.exec(name);
      if (match === null) continue;
      const version = Number(match[1] ?? match[2] ?? /llvm@?(\d+)/.exec(directory)?.[1] ?? NEWEST);
      if (version < OLDEST || version > NEWEST) continue;
      const path = realpathOf(`${directory}/${name}`);
      if (path !== undefined && !found.has(path)) found.set(path, version);
    }
  }
  return [...found]
    .map(([path, version]) => ({ path, version }))
    .sort((a, b) => b.version - a.version);
}

function libraryDirectories(): string[] {
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  const perVersion = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => NEWEST - i).flatMap(
    (version) => [`/usr/lib/llvm-${version}/lib`, `/opt/homebrew/opt/llvm@${version}/lib`],
  );
  return [
    `/usr/lib/${machine}-linux-gnu`,
    ...perVersion,
    ...['/usr/lib64', '/usr/lib', '/usr/local/lib', '/opt/homebrew/opt/llvm/lib'],
  ];
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The path without links; undefined if no such file exists. */
export function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // a link to something that was removed
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!; // a split has a part
}
