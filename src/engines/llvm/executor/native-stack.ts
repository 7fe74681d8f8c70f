/** The stack of compiled code: its limits, and the functions whose frames are on it. */
import { readFileSync } from 'node:fs';
import type { Address, ForeignInterface } from '../binding/ffi.ts';

/** Bytes that a function needs to run: for the C library, and for calling back. */
const RESERVE = 256 * 1024;
/** Bytes that LLVM needs to compile. */
const COMPILER_RESERVE = 4 * 1024 * 1024;
/** Bytes of the stack that the search for callers reads. */
const SEARCHED_BYTES = 4096;

/** The addresses of a function's code. */
export interface CodeRange {
  readonly name: string;
  readonly address: Address;
  readonly size: number;
}

export class NativeStack {
  /** Below this, functions report an overflow. */
  readonly limit: Address;
  /** Below this, the executor compiles nothing. */
  readonly compilerLimit: Address;
  readonly #ffi: ForeignInterface;
  readonly #top: Address;

  /** @param stackPointer Some address on the stack. */
  constructor(ffi: ForeignInterface, stackPointer: Address) {
    this.#ffi = ffi;
    this.#top = stackPointer;
    const end = mappingStart(stackPointer) ?? stackPointer - ffi.stackSize;
    this.limit = (end + RESERVE) as Address;
    this.compilerLimit = (end + COMPILER_RESERVE) as Address;
  }

  /**
   * The functions whose frames are on the searched part of the stack, innermost first. Any word
   * that is an address within a function counts as the return address of a call in it.
   */
  callers(stackPointer: Address, functions: Iterable<CodeRange>, limit: number): string[] {
    const ranges = [...functions].sort((a, b) => a.address - b.address);
    const length = Math.min(SEARCHED_BYTES, Math.max(this.#top - stackPointer, 0)) & ~7;
    const words = new BigUint64Array(this.#ffi.readBytes(stackPointer, length).buffer);
    const names: string[] = [];
    for (const word of words) {
      const name = rangeAt(ranges, Number(word))?.name;
      if (name !== undefined && names.push(name) === limit) break;
    }
    return names;
  }
}

function rangeAt(ranges: readonly CodeRange[], address: number): CodeRange | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.address < address) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low - 1];
  return range !== undefined && address <= range.address + range.size ? range : undefined;
}

/** The start of the memory mapping around an address; undefined if unknown (not on Linux). */
function mappingStart(address: Address): number | undefined {
  let maps: string;
  try {
    maps = readFileSync('/proc/self/maps', 'latin1');
  } catch {
    return undefined;
  }
  for (const line of maps.split('\n')) {
    const [start, end] = line
      .split(' ', 1)[0]!
      .split('-')
      .map((part) => Number.parseInt(part, 16));
    if (start !== undefined && end !== undefined && start <= address && address < end) return start;
  }
  return undefined;
}
