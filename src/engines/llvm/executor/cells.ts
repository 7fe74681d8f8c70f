/** Cells: words at fixed addresses that point to code. */
import type { Address, ForeignInterface } from '../binding/ffi.ts';

/** How many cells one allocation makes. */
const PER_CHUNK = 512;

export interface Cell {
  readonly address: Address;
  pointTo(code: Address): void;
}

export class Cells {
  readonly #ffi: ForeignInterface;
  /** Keeps the words alive for as long as code may load them. */
  readonly #chunks: BigUint64Array[] = [];
  readonly #free: Cell[] = [];
  #used = PER_CHUNK;
  #base = 0;

  constructor(ffi: ForeignInterface) {
    this.#ffi = ffi;
  }

  create(): Cell {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used === PER_CHUNK) this.#grow();
    const chunk = this.#chunks[this.#chunks.length - 1]!; // `#grow` made one
    const index = this.#used++;
    return {
      address: (this.#base + 8 * index) as Address,
      pointTo: (code) => {
        chunk[index] = BigInt(code);
      },
    };
  }

  /** Recycles a cell. Call this only when no code can load it. */
  release(cell: Cell): void {
    this.#free.push(cell);
  }

  /** Forgets all cells. Call this only when no code can load them. */
  clear(): void {
    this.#chunks.length = 0;
    this.#free.length = 0;
    this.#used = PER_CHUNK;
  }

  #grow(): void {
    const chunk = new BigUint64Array(PER_CHUNK);
    this.#chunks.push(chunk);
    this.#base = this.#ffi.addressOf(chunk);
    this.#used = 0;
  }
}
