/**
 * Frames on a socket: a handshake, then frames both ways. Each side sends an empty frame now and then as
 * a sign of life, and gives the other up when nothing has come for a while.
 */
import type { Socket } from 'node:net';
import { FrameReader, withHeader } from '../../frames.ts';
import { MAX_FRAME, ProtocolError } from '../../protocol.ts';
import {
  HANDSHAKE_LIMIT,
  type Handshake,
  HandshakeRefusedError,
  NO_HANDSHAKE,
  refusalFrame,
} from './handshake.ts';

/** Time for a connection and its handshake, in milliseconds. */
export const HANDSHAKE_MS = 5000;
/** Time between two signs of life, in milliseconds. */
export const HEARTBEAT_MS = 5000;
/** After so many of these times without a byte the other side is given up. */
const SILENT_BEATS = 6;
/** Time that the other side has to read the last frame, in milliseconds. */
const LINGER_MS = 1000;

const HEARTBEAT = new Uint8Array();

export interface FrameSocketEvents {
  /** The other side knows the secret. */
  onReady?(): void;
  onFrame(frame: Uint8Array): void;
  /** The connection has ended: without a reason by `end`, or between two frames by the other side. */
  onEnd(reason: string | undefined): void;
  /** The last frame, which tells the other side the reason. Default: none. */
  farewell?(reason: string): Uint8Array;
}

export class FrameSocket {
  readonly #socket: Socket;
  readonly #handshake: Handshake;
  readonly #owner: FrameSocketEvents;
  readonly #reader = new FrameReader((frame) => this.#onFrame(frame));
  readonly #handshakeTimer: NodeJS.Timeout;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Frames to send when the handshake is done; undefined from then on. */
  #waiting: Uint8Array[] | undefined = [];
  /** Heartbeats sent since a byte has come. A thread that was busy for long sends one. */
  #silentBeats = 0;
  /** Whether nothing is sent or received any more. */
  #isOver = false;
  #isOwnerTold = false;

  /** @param socket May still be connecting. */
  constructor(socket: Socket, handshake: Handshake, owner: FrameSocketEvents) {
    this.#socket = socket;
    this.#handshake = handshake;
    this.#owner = owner;
    this.#reader.limit = HANDSHAKE_LIMIT;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (error) => this.#close(describeSocketError(error)));
    socket.on('end', () => this.#onClosed());
    socket.on('close', () => this.#onClosed());
    socket.on('close', () => {
      clearTimeout(this.#handshakeTimer);
      clearInterval(this.#heartbeat);
    });
    const late = () => this.#fail(`no handshake within ${HANDSHAKE_MS / 1000} s`);
    this.#handshakeTimer = setTimeout(late, HANDSHAKE_MS).unref();
    const { value: first } = handshake.next();
    if (first !== undefined) this.#socket.write(withHeader(first));
  }

  /** Sends a frame, or keeps it until the handshake is done. */
  send(frame: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#waiting === undefined) this.#socket.write(withHeader(frame));
    else this.#waiting.push(frame);
  }

  /** Ends the connection, and tells the other side the reason if there is one. */
  end(reason?: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (reason !== undefined) {
      const last =
        this.#waiting === undefined ? this.#owner.farewell?.(reason) : refusalFrame(reason);
      if (last !== undefined) this.#socket.write(withHeader(last));
    }
    // Closed at once, with bytes unread, the last frame might be lost on its way.
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
  }

  /** Whether the host's process waits for this connection before it ends. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#socket.ref();
    else this.#socket.unref();
  }

  #take(bytes: Uint8Array): void {
    this.#silentBeats = 0;
    if (this.#isOver) return;
    try {
      this.#reader.push(bytes);
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      this.#fail(this.#waiting === undefined ? thrown.message : NO_HANDSHAKE);
    }
  }

  #onFrame(frame: Uint8Array): void {
    if (this.#isOver) return; // a piece may have more frames than the last one
    if (this.#waiting !== undefined) this.#shakeHands(frame);
    else if (frame.length > 0) this.#owner.onFrame(frame);
  }

  #shakeHands(frame: Uint8Array): void {
    let step: IteratorResult<Uint8Array | undefined, Uint8Array | undefined>;
    try {
      step = this.#handshake.next(frame);
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      if (thrown instanceof HandshakeRefusedError) this.#close(thrown.message);
      else this.#fail(thrown.message);
      return;
    }
    if (step.value !== undefined) this.#socket.write(withHeader(step.value));
    if (step.done) this.#open();
  }

  #open(): void {
    clearTimeout(this.#handshakeTimer);
    this.#reader.limit = MAX_FRAME;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const frame of waiting) this.#socket.write(withHeader(frame));
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    this.#owner.onReady?.();
  }

  #beat(): void {
    if (this.#silentBeats === SILENT_BEATS) {
      this.#fail(`nothing came for ${(SILENT_BEATS * HEARTBEAT_MS) / 1000} s`);
    }
    this.#silentBeats++;
    this.send(HEARTBEAT);
  }

  /** Ends the connection from this side. */
  #fail(reason: string): void {
    if (this.#isOver) return;
    this.end(reason);
    this.#tellOwner(reason);
  }

  /** The other side has ended the connection. */
  #onClosed(): void {
    if (this.#isOver) this.#tellOwner(undefined);
    else if (this.#waiting !== undefined) this.#close('it was closed in the handshake');
    else if (this.#reader.isInFrame) this.#close('it was closed within a frame');
    else this.#close(undefined);
  }

  #close(reason: string | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    this.#tellOwner(reason);
  }

  #tellOwner(reason: string | undefined): void {
    if (this.#isOwnerTold) return;
    this.#isOwnerTold = true;
    this.#owner.onEnd(reason);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'something else listens there',
  EADDRNOTAVAIL: 'this machine does not have the address',
  EAI_AGAIN: 'the host is not known',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it was reset',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'the host is not known',
  EPERM: 'permission denied',
  EPIPE: 'it was reset',
};

/** What has gone wrong with a socket, in words. OpenSSL's errors have a `reason` in words. */
export function describeSocketError(error: NodeJS.ErrnoException & { reason?: string }): string {
  return REASONS[error.code ?? ''] ?? error.reason ?? error.message;
}
