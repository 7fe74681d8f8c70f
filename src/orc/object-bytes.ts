/**
 * The frame of an object as bytes, which the formats of all engines share:
 *
 *     magic, with a version: 4 bytes │ checksum: 8 │ length of the description: 4 │ description │ code
 *
 * The checksum is the start of SHA-256 of what follows it: chance damages no object unnoticed. It is
 * no signature, so readers check all the rest too. The description is JSON: the members of
 * `ObjectFile`, which are checked here, and what the engine adds to them.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { type FunctionType, type Type, types } from '../ir/index.ts';
import type { ObjectDefinition, ObjectFile, SymbolSignature } from './engine.ts';
import { ObjectFormatError } from './errors.ts';

const CHECKSUM_OFFSET = 4;
const CHECKSUM_BYTES = 8;
const LENGTH_OFFSET = CHECKSUM_OFFSET + CHECKSUM_BYTES;
const HEADER_BYTES = LENGTH_OFFSET + 4;
/** What engines allow (WebAssembly's JavaScript interface, "Implementation-defined Limits"). */
const MAX_PARAMETERS = 1000;

/** The parts of an object's bytes. */
export interface UnpackedObject extends ObjectFile {
  /** What the engine has added to the description, unchecked. */
  readonly description: Readonly<Record<string, unknown>>;
  /** A copy of the code. */
  readonly code: Uint8Array;
}

/** Packs an object; `extra` is plain data. Cost: linear. */
export function packObject(
  magic: string,
  { definitions, references, size }: ObjectFile,
  extra: Readonly<Record<string, unknown>>,
  code: readonly Uint8Array[],
): Uint8Array {
  const text = JSON.stringify({ definitions, references, size, ...extra });
  const description = new TextEncoder().encode(text);
  const codeBytes = code.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(HEADER_BYTES + description.length + codeBytes);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setUint32(LENGTH_OFFSET, description.length, true);
  bytes.set(description, HEADER_BYTES);
  let offset = HEADER_BYTES + description.length;
  for (const part of code) {
    bytes.set(part, offset);
    offset += part.length;
  }
  bytes.set(checksumOf(bytes), CHECKSUM_OFFSET);
  return bytes;
}

/**
 * Takes an object apart. Cost: linear in the number of bytes, whatever they are.
 *
 * @throws ObjectFormatError unless the frame is whole, and definitions and references are sound.
 */
export function unpackObject(magic: string, bytes: Uint8Array): UnpackedObject {
  const found = String.fromCharCode(...bytes.subarray(0, CHECKSUM_OFFSET));
  if (found !== magic || bytes.length < HEADER_BYTES) {
    throw new ObjectFormatError(`they do not begin with '${magic}'`);
  }
  if (checksumOf(bytes).some((byte, i) => byte !== bytes[CHECKSUM_OFFSET + i])) {
    throw new ObjectFormatError('they are damaged');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = HEADER_BYTES + view.getUint32(LENGTH_OFFSET, true);
  if (end > bytes.length) throw new ObjectFormatError('the description is cut off');
  const description = expectRecord(parse(bytes.subarray(HEADER_BYTES, end)));
  const definitions = expectList(description['definitions']).map(definitionFrom);
  const references = expectList(description['references']).map(signatureFrom);
  if (new Set(definitions.map(({ name }) => name)).size < definitions.length) {
    throw new ObjectFormatError('a function is defined twice');
  }
  const size = expectIndex(description['size'], Number.MAX_SAFE_INTEGER);
  const code = new Uint8Array(bytes.subarray(end)); // `slice` of Node's buffers copies nothing
  return { definitions, references, size, description, code };
}

function checksumOf(bytes: Uint8Array): Uint8Array {
  return sha256(bytes.subarray(LENGTH_OFFSET)).subarray(0, CHECKSUM_BYTES);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ObjectFormatError('the description is no JSON', { cause });
  }
}

function definitionFrom(value: unknown): ObjectDefinition {
  const { size } = expectRecord(value);
  return { ...signatureFrom(value), size: expectIndex(size, Number.MAX_SAFE_INTEGER) };
}

function signatureFrom(value: unknown): SymbolSignature {
  const { name, type, exported } = expectRecord(value);
  const signature = { name: expectString(name), type: functionTypeFrom(type) };
  if (exported === undefined) return signature;
  if (typeof exported !== 'boolean') throw new ObjectFormatError("'exported' is no truth");
  return { ...signature, exported };
}

function functionTypeFrom(value: unknown): FunctionType {
  const { parameters, result } = expectRecord(value);
  const list = expectList(parameters);
  if (list.length > MAX_PARAMETERS) {
    throw new ObjectFormatError(`a function has ${list.length} parameters`);
  }
  return { parameters: list.map(typeFrom), result: typeFrom(result) };
}

function typeFrom(value: unknown): Type {
  const type = types.find((known) => known === value);
  if (type === undefined) throw new ObjectFormatError('a type is unknown');
  return type;
}

/** @throws ObjectFormatError unless `value` is an object of JSON that is no array. */
export function expectRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>; // so is each object of JSON
  }
  throw new ObjectFormatError('a part of the description is no record');
}

/** @throws ObjectFormatError unless `value` is an array. */
export function expectList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ObjectFormatError('a part of the description is no list');
}

/** @throws ObjectFormatError unless `value` is a string. */
export function expectString(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new ObjectFormatError('a part of the description is no text');
}

/** @throws ObjectFormatError unless `value` is an integer from 0 to `most`. */
export function expectIndex(value: unknown, most: number): number {
  if (Number.isSafeInteger(value) && 0 <= Number(value) && Number(value) <= most) {
    return Number(value);
  }
  throw new ObjectFormatError('a number is out of range');
}
