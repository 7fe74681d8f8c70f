/**
 * Native objects as bytes. Machine code cannot be checked: the checksum finds damage, and whoever
 * writes objects on purpose writes programs.
 */
import { ObjectFormatError } from '../../../orc/index.ts';
import { packObject, unpackObject } from '../../../orc/object-bytes.ts';
import { type LLVMObject, UNLINKED_TABLE } from './object.ts';

/** The last character is the version. */
const MAGIC = 'KSL1';

/** Makes bytes of an object. Cost: linear. */
export function serializeObject(object: LLVMObject): Uint8Array {
  return packObject(MAGIC, object, {}, [object.bytes]);
}

/**
 * Reads an object.
 *
 * @throws ObjectFormatError for bytes that are no object.
 */
export function deserializeObject(bytes: Uint8Array): LLVMObject {
  const { definitions, references, size, code } = unpackObject(MAGIC, bytes);
  if (!Buffer.from(code.buffer).includes(UNLINKED_TABLE)) {
    throw new ObjectFormatError('it has no table to link it by');
  }
  return { definitions, references, size, bytes: code };
}
