/**
 * Relocatable code, which the compiler makes and the executor links, alone or together with others,
 * into WebAssembly modules. Plain data, so that it can be stored and sent. Indices of types,
 * functions and table slots are placeholders that relocations fill in (compare the "linking"
 * conventions of WebAssembly object files).
 */
import type { FunctionType, Type } from '../../../ir/index.ts';
import type { ObjectFile } from '../../../orc/index.ts';

/** The WebAssembly types: `d` is f64, `i` is i32. */
export const valueLetters = ['d', 'i'] as const;

export type ValueLetter = (typeof valueLetters)[number];

/** A function type: one letter per value; `dd:d` takes two doubles and returns one. */
export type Signature = string;

/**
 * The target of a placeholder: a `slot` is a reference's, or where code calls directly, its import's;
 * `checkpoint` is the slot of the function that code calls when its fuel is used up.
 */
export const RelocationKind = { type: 0, function: 1, slot: 2, checkpoint: 3 } as const;

/** The type of the function that code calls when its fuel is used up. */
export const CHECKPOINT: Signature = ':';

/** One function's code. */
export interface CodeEntry {
  readonly name: string;
  readonly signature: Signature;
  /** Locals and instructions, as in a code section entry without its size. */
  readonly code: Uint8Array;
  /** Triples: offset in `code`, kind, index into `signatures`, `functions` or `references`, or 0. */
  readonly relocations: readonly number[];
}

export interface WasmObject extends ObjectFile {
  readonly signatures: readonly Signature[];
  /** The definitions in order, then the loops that were outlined from them. */
  readonly functions: readonly CodeEntry[];
  /** Whether the code burns fuel, which is the module's first global. */
  readonly hasCheckpoints: boolean;
}

/** The WebAssembly type of values of each type. */
export const letterOf: Readonly<Record<Type, ValueLetter>> = { double: 'd', i1: 'i' };

/** The signature of a function of this type. */
export function signatureOf({ parameters, result }: FunctionType): Signature {
  return `${parameters.map((type) => letterOf[type]).join('')}:${letterOf[result]}`;
}

/** Name in stack traces of a loop that runs in a function of its own. */
export const LOOP_SUFFIX = ' (loop)';
