/**
 * A stream of bytes from one thread to another through shared memory: a ring with one writer and one
 * reader, which needs no lock (Lamport 1977, "Proving the correctness of multiprocess programs"). The
 * reader may sleep until bytes come. The writer never does, for it may be a page's main thread: it keeps
 * bytes that do not fit, and the reader tells it when there is room.
 */

/** Bytes written and read so far, modulo 2^32; and whether the writer waits for a notice of room. */
const [WRITTEN, READ, IS_FULL] = [0, 1, 2];
const COUNTERS = 3;

/** What both threads share. It can be sent by `postMessage`. */
export interface Ring {
  readonly counters: Int32Array;
  readonly bytes: Uint8Array;
}

/** @param size A power of two: positions are counters modulo the size. */
export function createRing(size: number): Ring {
  return {
    counters: new Int32Array(new SharedArrayBuffer(COUNTERS * Int32Array.BYTES_PER_ELEMENT)),
    bytes: new Uint8Array(new SharedArrayBuffer(size)),
  };
}

/** The thread that writes. */
export class RingWriter {
  readonly #ring: Ring;
  #written: number;
  /** Not written yet. */
  #kept: Uint8Array[] = [];

  constructor(ring: Ring) {
    this.#ring = ring;
    this.#written = Atomics.load(ring.counters, WRITTEN);
  }

  /** Writes the bytes, or keeps what does not fit. They must not change any more. */
  write(bytes: Uint8Array): void {
    this.#kept.push(bytes);
    this.flush();
  }

  /** Writes what was kept, as far as there is room. To be called when the reader tells that there is. */
  flush(): void {
    let done = 0;
    for (let left = this.#kept[done]; left !== undefined; left = this.#kept[done]) {
      const count = this.#put(left);
      if (count === left.length) done++;
      else if (count > 0) this.#kept[done] = left.subarray(count);
      else break;
    }
    this.#kept.splice(0, done);
  }

  /** Writes as many of the bytes as there is room for; returns how many. */
  #put(bytes: Uint8Array): number {
    const ring = this.#ring;
    const count = Math.min(bytes.length, this.#room() || this.#roomOrNotice());
    if (count === 0) return 0;
    const start = this.#written & (ring.bytes.length - 1);
    const first = Math.min(count, ring.bytes.length - start);
    ring.bytes.set(bytes.subarray(0, first), start);
    ring.bytes.set(bytes.subarray(first, count), 0);
    this.#written += count;
    Atomics.store(ring.counters, WRITTEN, this.#written);
    Atomics.notify(ring.counters, WRITTEN);
    return count;
  }

  #room(): number {
    const { counters, bytes } = this.#ring;
    return Math.max(0, bytes.length - ((this.#written - Atomics.load(counters, READ)) >>> 0));
  }

  /** Asks for a notice of room; and looks again, for the reader may have read just before. */
  #roomOrNotice(): number {
    Atomics.store(this.#ring.counters, IS_FULL, 1);
    return this.#room();
  }
}

/** The thread that reads. */
export class RingReader {
  readonly #ring: Ring;
  readonly #onRoom: () => void;
  #read: number;

  /** @param onRoom Tells the writer that there is room. */
  constructor(ring: Ring, onRoom: () => void) {
    this.#ring = ring;
    this.#onRoom = onRoom;
    this.#read = Atomics.load(ring.counters, READ);
  }

  /** The bytes that have come; perhaps none. */
  read(): Uint8Array {
    const { counters, bytes } = this.#ring;
    const count = (Atomics.load(counters, WRITTEN) - this.#read) >>> 0;
    const taken = new Uint8Array(count);
    if (count === 0) return taken;
    const start = this.#read & (bytes.length - 1);
    const first = Math.min(count, bytes.length - start);
    taken.set(bytes.subarray(start, start + first));
    taken.set(bytes.subarray(0, count - first), first);
    this.#read += count;
    Atomics.store(counters, READ, this.#read);
    if (Atomics.exchange(counters, IS_FULL, 0) === 1) this.#onRoom();
    return taken;
  }

  /** Sleeps until there are bytes to read. */
  wait(): void {
    Atomics.wait(this.#ring.counters, WRITTEN, this.#read);
  }
}
