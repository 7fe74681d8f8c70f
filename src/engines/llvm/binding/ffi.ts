/**
 * Foreign calls through koffi, an optional dependency that is loaded when an engine is first made.
 * Addresses and handles are numbers: user space ends far below 2^53.
 */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';

declare const brand: unique symbol;

/** A place in this process's memory. */
export type Address = number & { readonly [brand]: 'Address' };

/** Something that a library owns or gives out: an address that only the library looks behind. */
export type Handle<Name extends string> = number & { readonly [brand]: Name };

export const NULL = 0;

/** Types of C as koffi spells them: handles and addresses, numbers, and text and bytes passed in. */
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
  /** The address of what the library exports under a name. */
  find(name: string): Address | undefined;
}

/** What this engine needs of koffi. */
export interface ForeignInterface {
  /** Opens a shared library; the process itself without a path. Throws what the loader says. */
  open(path?: string): ForeignLibrary;
  /** A JavaScript function for foreign code. The caller vouches for its type. */
  bind<F>(address: Address, signature: Signature): F;
  /** Foreign code for a JavaScript function that never throws, until `release`. */
  callback(call: (...args: number[]) => number, signature: Signature): CallbackEntry;
  /** Where a typed array that is not small keeps its elements, as long as the array lives. */
  addressOf(array: BigUint64Array | Float64Array): Address;
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

/** The largest stack that koffi gives foreign code. It must be said before a library is loaded. */
const STACK_SIZE = 16 * 1024 * 1024;

/**
 * The one interface of the process. koffi keeps every type and library that it is asked for until
 * the process ends, so asking again for each engine would leak 20 KB of heap and 200 KB of memory.
 */
const processWide: { ffi?: ForeignInterface } = {};

/** Loads koffi. Throws what `require` throws where it is not installed. */
export function loadForeignInterface(): ForeignInterface {
  processWide.ffi ??= createForeignInterface();
  return processWide.ffi;
}

function createForeignInterface(): ForeignInterface {
  const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
  try {
    koffi.config({ sync_stack_size: STACK_SIZE });
  } catch {
    // Somebody has loaded a library: it stays as it is.
  }
  const prototypes = new Map<string, Koffi.TypeObject>();
  const prototype = ({ result, parameters }: Signature) => {
    const key = [result, ...parameters].join();
    const known = prototypes.get(key) ?? koffi.proto(result, [...parameters]);
    prototypes.set(key, known);
    return known;
  };
  const libraries = new Map<string, ForeignLibrary>();
  // Views of memory pile up until the event loop turns, which a program may not let it do.
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
      // One by one: koffi keeps every type of array that it is asked for.
      words.forEach((word, index) => {
        koffi.encode(BigInt(address + 8 * index), 'uint64', word);
      });
    },
    stackSize: koffi.config().sync_stack_size ?? 0,
  };
}
