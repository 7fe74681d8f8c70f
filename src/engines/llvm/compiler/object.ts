/** Objects, and the table in each through which it meets the executor. */
import type { ObjectFile } from '../../../orc/index.ts';

/** Native code in the object format of its platform. */
export interface LLVMObject extends ObjectFile {
  readonly bytes: Uint8Array;
}

/**
 * What an object's one exported symbol starts with; a serial number of eight digits follows, which
 * is 0 until the object is linked. It names a table of words:
 *
 *     the stack's limit, the overflow entry, the addresses of the definitions, cells of references
 *
 * The executor reads the definitions and writes the rest. So objects have no undefined symbols of
 * ours, the same object can be linked any number of times, and names never clash.
 */
export const TABLE_NAME = 'kaleidoscope.module.';
export const SERIAL_DIGITS = 8;

/** The table's name in an object that is not linked. */
export const UNLINKED_TABLE = TABLE_NAME + '0'.repeat(SERIAL_DIGITS);

/** Fields of the table as LLVM's structure counts them. */
export const TableField = { stackLimit: 0, overflow: 1, definitions: 2, cells: 3 } as const;
