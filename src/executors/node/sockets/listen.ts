/**
 * Serves executors on a socket: each connection that has shown the secret gets one of its own, in a
 * thread unless told otherwise. This thread carries frames between the two, so that no call of one
 * connection stops another one.
 */
import { once } from 'node:events';
import { lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { expectCount, InvalidArgumentError } from '../../../source/index.ts';
import { controllerCodec, executorCodec, ProtocolError } from '../../protocol.ts';
import type { OpenTransport, Transport } from '../../transport.ts';
import { workerExecutor } from '../worker.ts';
import { type Address, parseAddress, printAddress } from './address.ts';
import { describeSocketError, FrameSocket, HANDSHAKE_MS } from './frame-socket.ts';
import { admitController, keyOf, type Secret } from './handshake.ts';

/** Who may connect, and what serves them. */
export interface ListenOptions {
  /** What controllers must know: 16 bytes or more. Needed but for `unix:`, whose file is the user's alone. */
  readonly secret?: Secret;
  /** Certificate and key in PEM, for `tls:`. */
  readonly tls?: { readonly cert: string | Uint8Array; readonly key: string | Uint8Array };
  /** Most executors at a time. Default: 64. */
  readonly connections?: number;
  /** Starts the executor of a connection. Default: `workerExecutor()`. */
  readonly executor?: OpenTransport;
  /** Hears in one line of each connection that ends badly. */
  readonly onProblem?: (message: string) => void;
}

/** Where executors are served until it is disposed of, which ends them. */
export interface ListeningExecutor extends AsyncDisposable {
  /** With the port that was chosen, if it was 0. */
  readonly address: string;
}

/** Nobody can listen at an address. The message says why. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'ERR_LISTEN';

  /** `reason`: in a few words. */
  constructor(address: string, reason: string, options?: ErrorOptions) {
    super(`cannot listen at ${address}: ${reason}`, options);
  }
}

const CONNECTIONS = 64;
/** Connections that may be in their handshakes, besides. */
const HANDSHAKES = 64;
/** Most characters of a reason that are shown: the controller may have chosen them. */
const MOST_SHOWN = 200;

/**
 * Serves executors at `tcp://HOST:PORT`, `tls://HOST:PORT` or `unix:PATH`. Port 0 is any that is free,
 * and no host is 127.0.0.1. The file of a Unix socket that nobody serves any more is replaced; only a
 * process's main thread can make one.
 *
 * @throws InvalidArgumentError for what is no address, or without a secret that does; ListenError.
 *
 * @example
 * await using listener = await listen('tcp://:0', { secret });
 */
export async function listen(
  address: string,
  options: ListenOptions = {},
): Promise<ListeningExecutor> {
  const wanted = parseAddress(address);
  const key = keyOf(options.secret, wanted);
  const { connections = CONNECTIONS } = options;
  expectCount('connections', connections, Number.POSITIVE_INFINITY);
  const server = createServerFor(wanted, options);
  server.maxConnections = connections + HANDSHAKES;
  await bind(server, wanted);
  return new ExecutorListener(server, wanted, key, { ...options, connections });
}

function createServerFor(address: Address, { tls }: ListenOptions): Server {
  if (address.kind !== 'tls') {
    if (tls === undefined) return createServer();
    throw new InvalidArgumentError(`${printAddress(address)} is without TLS: write tls://`);
  }
  if (tls === undefined) {
    throw new InvalidArgumentError(`${printAddress(address)} needs a certificate and its key`);
  }
  try {
    const { cert, key } = tls;
    const pem = { cert: Buffer.from(cert), key: Buffer.from(key) };
    return createSecureServer({ ...pem, handshakeTimeout: HANDSHAKE_MS });
  } catch (thrown) {
    const reason = describeSocketError(thrown as Error);
    throw new ListenError(printAddress(address), `the certificate or its key: ${reason}`, {
      cause: thrown,
    });
  }
}

async function bind(server: Server, address: Address): Promise<void> {
  try {
    const listening = once(server, 'listening'); // or rejects with the error
    if (address.kind === 'unix') withPrivateFiles(() => server.listen(address.path));
    else server.listen(address.port, address.host);
    await listening;
  } catch (thrown) {
    const isTaken = (thrown as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (!isTaken || address.kind !== 'unix' || !(await isStale(address))) {
      const reason = describeSocketError(thrown as Error);
      throw new ListenError(printAddress(address), reason, { cause: thrown });
    }
    remove(address);
    await bind(server, address);
  }
}

function remove(address: Address & { readonly kind: 'unix' }): void {
  try {
    rmSync(address.path);
  } catch (thrown) {
    const reason = describeSocketError(thrown as Error);
    throw new ListenError(printAddress(address), `its old file stays: ${reason}`, {
      cause: thrown,
    });
  }
}

/** Nobody else may connect to a socket that is made meanwhile. */
function withPrivateFiles(action: () => void): void {
  const mask = process.umask(0o177);
  try {
    action();
  } finally {
    process.umask(mask);
  }
}

/**
 * Whether a process that has ended has left this socket behind.
 *
 * @throws ListenError for another file.
 */
async function isStale(address: Address & { readonly kind: 'unix' }): Promise<boolean> {
  const { path } = address;
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === false) {
    throw new ListenError(printAddress(address), 'there is a file that is no socket');
  }
  return await new Promise((resolve) => {
    const socket = connect({ path }, () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  });
}

/** The connections to one server. */
class ExecutorListener implements ListeningExecutor {
  readonly address: string;
  readonly #server: Server;
  readonly #key: Uint8Array;
  readonly #options: ListenOptions & { readonly connections: number };
  readonly #open = new Set<ServedConnection>();

  constructor(
    server: Server,
    wanted: Address,
    key: Uint8Array,
    options: ListenOptions & { readonly connections: number },
  ) {
    const bound = server.address();
    const isNetwork = wanted.kind !== 'unix' && bound !== null && typeof bound === 'object';
    this.address = printAddress(isNetwork ? { ...wanted, port: bound.port } : wanted);
    this.#server = server;
    this.#key = key;
    this.#options = options;
    const accepted = wanted.kind === 'tls' ? 'secureConnection' : 'connection';
    server.on(accepted, (socket: Socket) => this.#accept(socket));
    const onError = (error: Error, socket?: Socket) =>
      this.#report(nameOf(socket), describeSocketError(error));
    server.on('tlsClientError', onError);
    server.on('error', onError);
    server.on('drop', () => this.#report(nameOf(), 'there are too many'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const connection of this.#open) connection.end('the executor was closed');
    await closed;
  }

  #accept(socket: Socket): void {
    const { connections, executor = workerExecutor() } = this.#options;
    const name = nameOf(socket);
    const connection = new ServedConnection(socket, this.#key, {
      open: () => {
        const served = [...this.#open].filter(({ hasExecutor }) => hasExecutor).length;
        if (served < connections) return executor();
        throw new ProtocolError(`it is full: its limit of connections is ${connections}`);
      },
      onEnd: (reason) => {
        this.#open.delete(connection);
        if (reason !== undefined) this.#report(name, reason);
      },
    });
    this.#open.add(connection);
  }

  #report(name: string, reason: string): void {
    this.#options.onProblem?.(`${name} has ended: ${reason.slice(0, MOST_SHOWN)}`);
  }
}

/** A connection in messages. Those to Unix sockets have no address. */
function nameOf({ remoteAddress: host, remotePort: port }: Partial<Socket> = {}): string {
  return host === undefined ? 'a connection' : `a connection from ${host}:${port}`;
}

interface ConnectionOwner {
  /** Starts the executor. What it throws ends the connection. */
  open(): Transport;
  /** Hears once of the end, with a reason if it was a bad one. */
  onEnd(reason: string | undefined): void;
}

/** A controller's connection and its executor. */
class ServedConnection {
  readonly #frames: FrameSocket;
  readonly #owner: ConnectionOwner;
  #executor: Transport | undefined;
  /** The last frame of the executor, which may say why it has ended. */
  #last: Uint8Array | undefined;
  #isOver = false;

  constructor(socket: Socket, key: Uint8Array, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#frames = new FrameSocket(socket, admitController(key), {
      onReady: () => this.#start(),
      onFrame: (frame) => this.#executor?.send(frame),
      onEnd: (reason) => this.#finish(reason),
      farewell: (reason) => executorCodec().encode({ kind: 'end', reason }),
    });
  }

  get hasExecutor(): boolean {
    return this.#executor !== undefined;
  }

  /** Ends the connection and its executor, whatever that is doing. */
  end(reason: string): void {
    this.#frames.end(reason);
    this.#finish(undefined);
  }

  #start(): void {
    try {
      this.#executor = this.#owner.open();
      this.#executor.start(
        (frame) => {
          this.#last = frame;
          this.#frames.send(frame);
        },
        (reason) => this.#onExecutorEnd(reason),
      );
    } catch (thrown) {
      this.#onExecutorEnd(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  #onExecutorEnd(reason: string): void {
    if (this.#isOver) return;
    const said = this.#last && reasonIn(this.#last);
    this.#frames.end(said === undefined ? reason : undefined); // the controller knows what was said
    this.#finish(said ?? reason);
  }

  #finish(reason: string | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#executor?.close();
    this.#owner.onEnd(reason);
  }
}

/** The reason in an executor's last message; undefined for any other frame. */
function reasonIn(frame: Uint8Array): string | undefined {
  try {
    const message = controllerCodec().decode(frame);
    return message.kind === 'end' ? message.reason : undefined;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return undefined;
    throw thrown;
  }
}
