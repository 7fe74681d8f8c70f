/**
 * Names in LLVM's assembly: quotes, unique names for the blocks and values of a function, and names
 * of intrinsics.
 */
import type { IRFunction } from '../ir.ts';
import { type Opcode, opcodes, type PlainOpcode } from '../opcodes.ts';
import { type FunctionType, functionOfDoubles } from '../types.ts';

/** Prefix of names that belong to LLVM: no other name may start with it. */
export const reservedPrefix = 'llvm.';

/** Name of the LLVM intrinsic for an opcode of form `intrinsic`. */
export function intrinsicName(op: Opcode): string {
  return `${reservedPrefix}${op}.f64`;
}

/** Type of the LLVM intrinsic for an opcode of form `intrinsic`. */
export function typeOfIntrinsic(op: Opcode): FunctionType {
  return functionOfDoubles(opcodes[op].operands!.length); // an intrinsic is pure, so it has a list
}

/** Opcodes by the name of their intrinsic. */
export const opcodesOfIntrinsics: ReadonlyMap<string, PlainOpcode> = new Map(
  (Object.keys(opcodes) as PlainOpcode[]) // true of what the filter keeps
    .filter((op) => opcodes[op].form === 'intrinsic')
    .map((op) => [intrinsicName(op), op]),
);

/**
 * Returns `name` as written after `@` or `%` or before a label's colon: in quotes where LLVM's own
 * printer puts them, with every byte of UTF-8 that is not printable ASCII escaped as `\xx`.
 */
export function quoteName(name: string): string {
  if (/^[-a-zA-Z._][-a-zA-Z._0-9]*$/.test(name)) return name;
  let quoted = '';
  for (const byte of new TextEncoder().encode(name)) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    quoted += plain ? String.fromCharCode(byte) : `\\${hexByte(byte)}`;
  }
  return `"${quoted}"`;
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** Printed names of the values and blocks of a function, with `%` and quotes. */
export interface LocalNames {
  /** By value; constants, terminators and values in no block have none. */
  readonly values: readonly (string | undefined)[];
  /** By block, without `%`. */
  readonly blocks: readonly string[];
}

/**
 * Gives parameters and blocks their own names, with a number appended to a name that is taken (LLVM
 * has one namespace for both), and numbers all other values in order. Cost: linear.
 */
export function nameLocals(fn: IRFunction): LocalNames {
  const unique = new UniqueNames();
  const values = new Array<string | undefined>(fn.values.length);
  let next = 0;
  for (let value = 0; value < fn.type.parameters.length; value++) {
    const name = fn.parameterNames[value] ?? '';
    values[value] = name === '' ? `%${next++}` : `%${quoteName(unique.take(name))}`;
  }
  const blocks = fn.blocks.map(({ label }) => quoteName(unique.take(label || 'block')));
  for (const { instructions } of fn.blocks) {
    for (const value of instructions) {
      const op = fn.values[value]?.op;
      if (op === undefined || values[value] !== undefined) continue; // only in a broken function
      const { kind, result } = opcodes[op];
      if (kind !== 'leaf' && result !== undefined) values[value] = `%${next++}`;
    }
  }
  return { values, blocks };
}

/** Returns each name once; unique names never change, so text that is read back prints the same. */
class UniqueNames {
  readonly #taken = new Set<string>();
  readonly #suffixes = new Map<string, number>();

  take(base: string): string {
    let name = base;
    let suffix = this.#suffixes.get(base) ?? 0;
    while (this.#taken.has(name)) name = `${base}${++suffix}`;
    this.#suffixes.set(base, suffix);
    this.#taken.add(name);
    return name;
  }
}
