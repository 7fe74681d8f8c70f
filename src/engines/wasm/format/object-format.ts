/** Relocatable code as bytes. Reading checks all that the linker and the executor rely on. */
import { type ObjectFormat, ObjectFormatError } from '../../../orc/index.ts';
import {
  expectIndex,
  expectList,
  expectRecord,
  expectString,
  packObject,
  type UnpackedObject,
  unpackObject,
} from '../../../orc/object-bytes.ts';
import { PLACEHOLDER_BYTES } from './bytes.ts';
import {
  type CodeEntry,
  RelocationKind,
  type Signature,
  signatureOf,
  valueLetters,
  type WasmObject,
} from './object.ts';

/** The last character is the version. */
const MAGIC = 'KSW1';

/** Objects as bytes. Both directions are linear, reading in the number of bytes, whatever they are. */
export const objectFormat: ObjectFormat<WasmObject> = { serialize, deserialize };

function serialize(object: WasmObject): Uint8Array {
  const { signatures, functions, hasCheckpoints } = object;
  const entries = functions.map(({ name, signature, code, relocations }) => {
    return { name, signature, size: code.length, relocations };
  });
  const code = functions.map((fn) => fn.code);
  return packObject(MAGIC, object, { signatures, functions: entries, hasCheckpoints }, code);
}

/** Reads an object. Its code itself is the host's to validate, when it is linked. */
function deserialize(bytes: Uint8Array): WasmObject {
  const unpacked = unpackObject(MAGIC, bytes);
  const { definitions, references, description } = unpacked;
  const { hasCheckpoints } = description;
  if (typeof hasCheckpoints !== 'boolean') throw new ObjectFormatError('checkpoints are unclear');
  const signatures = expectList(description['signatures']).map(signatureFrom);
  const functions = readFunctions(unpacked, signatures);
  const size = functions.reduce((sum, { code }) => sum + code.length, 0);
  if (size !== unpacked.code.length || size !== unpacked.size) {
    throw new ObjectFormatError('there is more code than functions have');
  }
  definitions.forEach(({ type, size }, i) => {
    const fn = functions[i];
    if (fn?.signature === signatureOf(type) && fn.code.length === size) return;
    throw new ObjectFormatError('a definition is not the function that it names');
  });
  const limits: Limits = [signatures.length, functions.length, references.length];
  for (const fn of functions) checkRelocations(fn, limits, hasCheckpoints);
  return { definitions, references, size, signatures, functions, hasCheckpoints };
}

function signatureFrom(value: unknown): Signature {
  const signature = expectString(value);
  const letters = valueLetters.join('');
  if (new RegExp(`^[${letters}]*:[${letters}]*$`).test(signature)) return signature;
  throw new ObjectFormatError('a signature is malformed');
}

function readFunctions(
  { description, code }: UnpackedObject,
  signatures: readonly Signature[],
): CodeEntry[] {
  const known = new Set(signatures);
  let start = 0;
  return expectList(description['functions']).map((value) => {
    const entry = expectRecord(value);
    const signature = expectString(entry['signature']);
    if (!known.has(signature)) throw new ObjectFormatError('a signature is not in the list');
    const end = start + expectIndex(entry['size'], code.length - start);
    const relocations = expectList(entry['relocations']).map((n) => expectIndex(n, MOST));
    const name = expectString(entry['name']);
    const fn = { name, signature, code: code.subarray(start, end), relocations };
    start = end;
    return fn;
  });
}

const MOST = Number.MAX_SAFE_INTEGER;

/** How many signatures, functions and references there are. */
type Limits = readonly [number, number, number];

/** Placeholders lie in the code, one after the other, and stand for something that is there. */
function checkRelocations(
  { code, relocations }: CodeEntry,
  [signatures, functions, references]: Limits,
  hasCheckpoints: boolean,
): void {
  const counts = {
    [RelocationKind.type]: signatures,
    [RelocationKind.function]: functions,
    [RelocationKind.slot]: references,
    [RelocationKind.checkpoint]: hasCheckpoints ? 1 : 0,
  };
  if (relocations.length % 3 !== 0) throw new ObjectFormatError('a relocation is cut off');
  let free = 0;
  for (let i = 0; i < relocations.length; i += 3) {
    const [offset, kind, index] = relocations.slice(i, i + 3) as [number, number, number];
    const count = (counts as Readonly<Record<number, number>>)[kind] ?? 0;
    if (offset < free || offset + PLACEHOLDER_BYTES > code.length || index >= count) {
      throw new ObjectFormatError('a relocation is out of range');
    }
    free = offset + PLACEHOLDER_BYTES;
  }
}
