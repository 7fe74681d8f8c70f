/** Frames on a stream of bytes: the length in four bytes, little-endian, then the message. */
import { MAX_FRAME, ProtocolError } from './protocol.ts';

export const HEADER_BYTES = 4;

/** The header of a frame. */
function headerOf(frame: Uint8Array): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, frame.length, true);
  return header;
}

/** The frame with its header before it. */
export function withHeader(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + frame.length);
  bytes.set(headerOf(frame));
  bytes.set(frame, HEADER_BYTES);
  return bytes;
}

/** @throws ProtocolError for more than a frame may have. */
export function lengthIn(header: Uint8Array, most = MAX_FRAME): number {
  const length = new DataView(header.buffer, header.byteOffset).getUint32(0, true);
  if (length > most) throw new ProtocolError(`a frame of ${length} bytes`);
  return length;
}

/** Cuts a stream that comes in pieces into frames. */
export class FrameReader {
  /** Most bytes of a frame. */
  limit = MAX_FRAME;
  readonly #onFrame: (frame: Uint8Array) => void;
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Length of the frame that is being read; undefined while its header is. */
  #expected: number | undefined;

  constructor(onFrame: (frame: Uint8Array) => void) {
    this.#onFrame = onFrame;
  }

  /** Whether a part of a frame has come. */
  get isInFrame(): boolean {
    return this.#expected !== undefined || this.#length > 0;
  }

  /** Takes the next piece. Throws ProtocolError for a frame that is too long. */
  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    for (;;) {
      if (this.#length < (this.#expected ?? HEADER_BYTES)) return;
      if (this.#expected === undefined) {
        this.#expected = lengthIn(this.#take(HEADER_BYTES), this.limit);
        continue;
      }
      const frame = this.#take(this.#expected);
      this.#expected = undefined;
      this.#onFrame(frame);
    }
  }

  /** The next bytes; there are as many. */
  #take(count: number): Uint8Array {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const piece = this.#pieces[0]!; // there are enough
      const part = piece.subarray(0, count - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(part.length);
    }
    this.#length -= count;
    return taken;
  }
}
