/** Objects, and the table in each that connects it to the executor. */
import type { ObjectFile } from '../../../orc/index.ts';

/** Native code in the object format of its platform. */
export interface LLVMObject extends ObjectFile {
  readonly bytes: Uint8Array;
}

/**
 * Start of the name of an object's one exported symbol. A serial number of eight digits follows,
 * which is 0 until the executor links the object. The symbol names a table of words:
 *
 *     limit        where the limit of the stack is, which `Alarm` raises to stop code
 *     checkpoint   the entry that loops call at a raised limit
 *     definitions  addresses of the functions
 *     entries      for each function, the entry that it jumps to below the limit
 *     cells        addresses of the references' cells
 *
 * The executor reads the definitions and writes the rest. So objects have no undefined symbols of
 * ours, the executor can link the same object any number of times, and names never clash.
 */
export const TABLE_NAME = 'kaleidoscope.module.';
export const SERIAL_DIGITS = 8;

/** The table's name in an object that is not linked yet. */
export const UNLINKED_TABLE = TABLE_NAME + '0'.repeat(SERIAL_DIGITS);

/** Indices of the table's fields in LLVM's structure. */
export const TableField = {
  limit: 0,
  checkpoint: 1,
  definitions: 2,
  entries: 3,
  cells: 4,
} as const;
