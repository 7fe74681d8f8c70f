/**
 * Frames between two subjects of NATS. Core NATS delivers messages in order and at most once, so each
 * carries its number: the loss of one ends the link. A message is
 *
 *     kind: 1 byte │ number of the last message with a piece of a frame: 4, little-endian │ piece
 *
 * The server tells who publishes to a subject that nobody listens to any more; so a peer that has ended
 * is noticed with the next message.
 */
import type { NatsConnection, Subscription } from '@nats-io/nats-core';
import { MAX_FRAME, ProtocolError } from '../protocol.ts';

/** A piece with more to come, the last piece of a frame, a sign of life, and the end of the link. */
const [MORE, LAST, ALIVE, END] = [0, 1, 2, 3];
const HEADER_BYTES = 5;

/** How often a side shows that it is there, in milliseconds; more often while it waits for results. */
const HEARTBEAT_MS = 5000;
const EAGER_HEARTBEAT_MS = 100;
/** After so long without a message, the other side is taken for lost. */
const SILENCE_MS = 30_000;

/** What a server answers when nobody listens to a subject. */
const NO_RESPONDERS = 503;

/** Who takes frames, and who hears of the end: once. */
export interface LinkEvents {
  onFrame(frame: Uint8Array): void;
  onEnd(reason: string): void;
}

/** One side of a link. */
export class NatsLink {
  readonly #nats: NatsConnection;
  readonly #own: string;
  readonly #peer: string;
  readonly #events: LinkEvents;
  readonly #subscription: Subscription;
  /** Most bytes of a frame in one message. */
  readonly #pieceBytes: number;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #sent = 0;
  #received = 0;
  #lastHeard = performance.now();
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #isOpen = true;

  /** @param own Subject that this side listens to. */
  constructor(nats: NatsConnection, own: string, peer: string, events: LinkEvents) {
    this.#nats = nats;
    this.#own = own;
    this.#peer = peer;
    this.#events = events;
    this.#pieceBytes = (nats.info?.max_payload ?? 1024 * 1024) - HEADER_BYTES;
    this.#subscription = nats.subscribe(own, {
      callback: (error, message) => {
        if (error !== null) this.#end(error.message);
        else if (message.headers?.code === NO_RESPONDERS) this.#end('the other side has gone');
        else this.#take(message.data);
      },
    });
    this.beat(false);
  }

  /** Sends a frame, unless the link has ended. */
  send(frame: Uint8Array): void {
    if (!this.#isOpen) return;
    let start = 0;
    do {
      const piece = frame.subarray(start, start + this.#pieceBytes);
      start += piece.length;
      this.#sent = (this.#sent + 1) >>> 0;
      this.#publish(start < frame.length ? MORE : LAST, piece);
    } while (start < frame.length);
  }

  /** Shows that this side is there, and learns whether the other one is. */
  beat(isEager: boolean): void {
    clearInterval(this.#heartbeat);
    if (!this.#isOpen) return;
    const beat = () => {
      this.#publish(ALIVE);
      if (this.#nats.isClosed()) this.#end('NATS was closed');
      else if (performance.now() - this.#lastHeard > SILENCE_MS) this.#end('it has gone silent');
    };
    this.#heartbeat = setInterval(beat, isEager ? EAGER_HEARTBEAT_MS : HEARTBEAT_MS);
  }

  /** Ends the link. The other side hears of it. */
  close(): void {
    if (!this.#isOpen) return;
    this.#publish(END);
    this.#stop();
  }

  #publish(kind: number, piece: Uint8Array = new Uint8Array()): void {
    if (this.#nats.isClosed() || this.#nats.isDraining()) return;
    const message = new Uint8Array(HEADER_BYTES + piece.length);
    message[0] = kind;
    new DataView(message.buffer).setUint32(1, this.#sent, true);
    message.set(piece, HEADER_BYTES);
    this.#nats.publish(this.#peer, message, { reply: this.#own });
  }

  #take(message: Uint8Array): void {
    if (!this.#isOpen) return;
    try {
      this.#takeMessage(message);
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      this.#end(thrown.message);
    }
  }

  #takeMessage(message: Uint8Array): void {
    if (message.length < HEADER_BYTES) throw new ProtocolError('a message that is too short');
    this.#lastHeard = performance.now();
    const kind = message[0];
    const number = new DataView(message.buffer, message.byteOffset).getUint32(1, true);
    if (kind === MORE || kind === LAST) this.#received = (this.#received + 1) >>> 0;
    if (number !== this.#received) throw new ProtocolError('messages were lost on the way');
    if (kind === END) this.#end('the other side has ended the connection');
    else if (kind === MORE || kind === LAST) {
      this.#takePiece(message.subarray(HEADER_BYTES), kind === LAST);
    } else if (kind !== ALIVE) throw new ProtocolError(`a message of kind ${kind}`);
  }

  #takePiece(piece: Uint8Array, isLast: boolean): void {
    this.#length += piece.length;
    if (this.#length > MAX_FRAME) throw new ProtocolError(`a frame of ${this.#length} bytes`);
    this.#pieces.push(piece);
    if (!isLast) return;
    const frame = joined(this.#pieces, this.#length);
    this.#pieces = [];
    this.#length = 0;
    this.#events.onFrame(frame);
  }

  #end(reason: string): void {
    if (!this.#isOpen) return;
    this.#stop();
    this.#events.onEnd(reason);
  }

  #stop(): void {
    this.#isOpen = false;
    clearInterval(this.#heartbeat);
    this.#subscription.unsubscribe();
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!; // it is there
  const frame = new Uint8Array(length);
  let start = 0;
  for (const piece of pieces) {
    frame.set(piece, start);
    start += piece.length;
  }
  return frame;
}
