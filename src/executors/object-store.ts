/** The objects that an executor has, by content. */
import type { ObjectCache } from '../orc/index.ts';
import { hashOf, type ObjectHash } from './protocol.ts';

/** Bytes of objects that are kept for one connection. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The last objects of one connection, and those that are kept for longer if there is a place for them. */
export class ObjectStore {
  readonly #recent = new Map<ObjectHash, Uint8Array>();
  readonly #kept: ObjectCache | undefined;
  #bytes = 0;

  constructor(kept: ObjectCache | undefined) {
    this.#kept = kept;
  }

  get(hash: ObjectHash): Uint8Array | undefined {
    return this.#recent.get(hash) ?? this.#getKept(hash);
  }

  /** Takes an object in, and returns its name. */
  add(object: Uint8Array): ObjectHash {
    const hash = hashOf(object);
    this.#keepForNow(hash, object);
    try {
      this.#kept?.set(hash, object);
    } catch {
      // It is sent again.
    }
    return hash;
  }

  #getKept(hash: ObjectHash): Uint8Array | undefined {
    try {
      const object = this.#kept?.get(hash);
      return object !== undefined && hashOf(object) === hash ? object : undefined;
    } catch {
      return undefined;
    }
  }

  #keepForNow(hash: ObjectHash, object: Uint8Array): void {
    if (this.#recent.has(hash)) return;
    this.#recent.set(hash, object);
    this.#bytes += object.length;
    for (const [oldest, { length }] of this.#recent) {
      if (this.#bytes <= MOST_BYTES || oldest === hash) return;
      this.#recent.delete(oldest);
      this.#bytes -= length;
    }
  }
}
