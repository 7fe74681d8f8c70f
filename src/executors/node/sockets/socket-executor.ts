/** Executors that listen elsewhere: the controller's end of a connection. */
import { X509Certificate } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import { InvalidArgumentError } from '../../../source/index.ts';
import type { OpenTransport, Transport } from '../../transport.ts';
import { type Address, parseAddress, printAddress } from './address.ts';
import { FrameSocket } from './frame-socket.ts';
import { keyOf, meetExecutor, type Secret } from './handshake.ts';

/** What it takes to connect to an executor that listens. */
export interface SocketOptions {
  /** What the executor demands: 16 bytes or more. Needed but for `unix:`. */
  readonly secret?: Secret;
  readonly tls?: {
    /** Certificates in PEM that the executor's must go back to. Default: those that Node trusts. */
    readonly ca?: string | Uint8Array;
  };
}

/**
 * An executor that listens at `tcp://HOST:PORT`, `tls://HOST:PORT` or `unix:PATH`, for `connect`.
 * `listen` and the command `kaleidoscope executor` are the other side.
 *
 * @throws InvalidArgumentError for what is no address, or without a secret that does.
 *
 * @example
 * await using jit = await connect(socketExecutor('tcp://127.0.0.1:7000', { secret }));
 */
export function socketExecutor(address: string, options: SocketOptions = {}): OpenTransport {
  const target = parseAddress(address);
  const key = keyOf(options.secret, target);
  const open = opener(target, options);
  return () => new SocketTransport(open, key, printAddress(target));
}

/** Returns the function that opens sockets to an address. */
function opener(address: Address, { tls }: SocketOptions): () => Socket {
  if (address.kind === 'tls') {
    const { host, port } = address;
    const ca = tls?.ca === undefined ? undefined : certificates(tls.ca);
    return () => secureConnect({ host, port, ca });
  }
  if (tls !== undefined) {
    throw new InvalidArgumentError(`${printAddress(address)} is without TLS: write tls://`);
  }
  return () => connect(address.kind === 'unix' ? { path: address.path } : address);
}

/** Node itself would trust nobody, and not say why. */
function certificates(pem: string | Uint8Array): Buffer {
  const bytes = Buffer.from(pem);
  try {
    new X509Certificate(bytes);
  } catch (cause) {
    throw new InvalidArgumentError('the CA is no certificate in PEM', { cause });
  }
  return bytes;
}

class SocketTransport implements Transport {
  readonly #open: () => Socket;
  readonly #key: Uint8Array;
  readonly #name: string;
  #frames: FrameSocket | undefined;

  constructor(open: () => Socket, key: Uint8Array, name: string) {
    this.#open = open;
    this.#key = key;
    this.#name = name;
  }

  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void {
    this.#frames = new FrameSocket(this.#open(), meetExecutor(this.#key), {
      onFrame,
      onEnd: (reason = 'it was closed') => onEnd(`${this.#name}: ${reason}`),
    });
  }

  send(frame: Uint8Array): void {
    this.#frames?.send(frame);
  }

  hold(isHeld: boolean): void {
    this.#frames?.hold(isHeld);
  }

  close(): void {
    this.#frames?.end();
  }
}
