/**
 * Relocatable code: what the compiler gives and the executor links, alone or together with others,
 * into WebAssembly modules. Plain data, so that it can be stored and sent. Indices of types,
 * functions and table slots are placeholders that relocations fill in (compare the "linking"
 * conventions of WebAssembly object files).
 */
import type { FunctionType, Type } from '../../../ir/index.ts';
import type { ObjectFile } from '../../../orc/index.ts';

/** A function type: one letter per value, `d` for f64 and `i` for i32; `dd:d` takes two doubles. */
export type Signature = string;

/** What a placeholder refers to: a `slot` is a reference's, or where code calls directly, its import's. */
export const RelocationKind = { type: 0, function: 1, slot: 2 } as const;

/** One function's code. */
export interface CodeEntry {
  readonly name: string;
  readonly signature: Signature;
  /** Locals and instructions, as in a code section entry without its size. */
  readonly code: Uint8Array;
  /** Triples: offset in `code`, kind, index into `signatures`, `functions` or `references`. */
  readonly relocations: readonly number[];
}

export interface WasmObject extends ObjectFile {
  readonly signatures: readonly Signature[];
  /** The definitions in order, then the loops that were outlined from them. */
  readonly functions: readonly CodeEntry[];
}

/** The letters of a signature. */
const letters: Readonly<Record<Type, string>> = { double: 'd', i1: 'i' };

/** The signature of a function of this type. */
export function signatureOf({ parameters, result }: FunctionType): Signature {
  return `${parameters.map((type) => letters[type]).join('')}:${letters[result]}`;
}

/** What stack traces call a loop that runs in a function of its own. */
export const LOOP_SUFFIX = ' (loop)';
