/**
 * Foreign calls through koffi, an optional dependency that the first engine loads.
 * Addresses and handles are numbers: user space ends far below 2^53.
 */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';

declare const brand: unique symbol;

/** A place in this process's memory. */
export type Address = number & { readonly [brand]: 'Address' };

/** An object of a library, as an address that only the library dereferences. */
export type Handle<Name extends string> = number & { readonly [brand]: Name };

export const NULL = 0;

/** C types in koffi's spelling: handles and addresses, numbers, and text and bytes passed in. */
export type CType =
  | 'void'
  | 'uintptr_t'
  | 'size_t'
  | 'int'
  | 'uint'
  | 'int64'
  | 'str'
  | 'void *'
  | '_Out_ uintptr_t *'
  | '_Out_ uint *'
  | 'uintptr_t *';

export interface Signature {
  readonly result: CType;
  readonly parameters: readonly CType[];
}

/** A shared library, or the process itself. */
export interface ForeignLibrary {
  /** The address of an exported symbol; undefined if the library does not export the name. */
  find(name: string): Address | undefined;
}

/** The part of koffi that this engine needs. */
export interface ForeignInterface {
  /** Opens a shared library, or without a path the process. Throws the loader's message. */
  open(path?: string): ForeignLibrary;
  /** Makes a JavaScript function that calls foreign code. The caller vouches for its type. */
  bind<F>(address: Address, signature: Signature): F;
  /** Makes foreign code, until `release`, for a JavaScript function that never throws. */
  callback(call: (...args: number[]) => number, signature: Signature): CallbackEntry;
  /** Address of the elements of a typed array, valid while it lives. A small array has none. */
  addressOf(array: BigUint64Array | Float64Array | Int32Array): Address;
  /** The text at an address, up to its NUL. */
  readText(address: Address): string;
  readBytes(address: Address, length: number): Uint8Array;
  readWord(address: Address): Address;
  writeWords(address: Address, words: readonly number[]): void;
  /** Size of the stack that foreign code runs on. */
  readonly stackSize: number;
}

export interface CallbackEntry {
  readonly address: Address;
  release(): void;
}

/** The largest stack that koffi allows foreign code. It must be set before a library is loaded. */
const STACK_SIZE = 16 * 1024 * 1024;

/**
 * The one interface of the process. koffi keeps every type and library until the process ends, so a
 * new interface for each engine would leak 20 KB of heap and 200 KB of memory.
 */
const processWide: { ffi?: ForeignInterface } = {};

/** Loads koffi. Throws the error of `require` if koffi is not installed. */
export function loadForeignInterface(): ForeignInterface {
  processWide.ffi ??= createForeignInterface();
  return processWide.ffi;
}

function createForeignInterface(): ForeignInterface {
  const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
  try {
    koffi.config({ sync_stack_size: STACK_SIZE });
  } catch {
    // Somebody has loaded a library already: the stack keeps its size.
  }
  const prototypes = new Map<string, Koffi.TypeObject>();
  const prototype = ({ result, parameters }: Signature) => {
    const key = [result, ...parameters].join();
    const known = prototypes.get(key) ?? koffi.proto(result, [...parameters]);
    prototypes.set(key, known);
    return known;
  };
  const libraries = new Map<string, ForeignLibrary>();
  // Copies, because views of memory pile up until the event loop turns, and a program may block it.
  const copy = koffi.load(null).func('memcpy', 'void', ['void *', 'uintptr_t', 'size_t']);
  return {
    open(path = '') {
      const opened = libraries.get(path);
      if (opened !== undefined) return opened;
      const library = koffi.load(path === '' ? null : path, { lazy: true });
      const find = (name: string): Address | undefined => {
        try {
          return Number(library.symbol(name)) as Address;
        } catch {
          return undefined;
        }
      };
      libraries.set(path, { find });
      return { find };
    },
    bind: (address, signature) => koffi.decode(BigInt(address), prototype(signature)),
    callback(call, signature) {
      const entry = koffi.register(call, koffi.pointer(prototype(signature)));
      return { address: Number(entry) as Address, release: () => koffi.unregister(entry) };
    },
    addressOf: (array) => Number(koffi.address(array)) as Address,
    readText: (address) => koffi.decode(BigInt(address), 'char', -1),
    readBytes(address, length) {
      const bytes = new Uint8Array(length);
      copy(bytes, address, length);
      return bytes;
    },
    readWord: (address) => Number(koffi.decode.uint64(BigInt(address))) as Address,
    writeWords(address, words) {
      // One by one, because koffi keeps an array type for each length for ever.
      words.forEach((word, index) => {
        koffi.encode(BigInt(address + 8 * index), 'uint64', word);
      });
    },
    stackSize: koffi.config().sync_stack_size ?? 0,
  };
}
