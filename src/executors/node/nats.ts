/** Executors behind a server of NATS by its URL, with the client library for Node, which is optional. */
import type { NatsConnection } from '@nats-io/nats-core';
import { ExecutorLostError } from '../errors.ts';
import { natsExecutors } from '../nats/index.ts';
import type { OpenTransport, Transport } from '../transport.ts';

/** How long connecting may take, in milliseconds. */
const CONNECT_MS = 5000;

/** A server, and what it demands. */
export interface NatsServerOptions {
  /** `nats://HOST:PORT`. */
  readonly url: string;
  readonly token?: string;
}

/**
 * Connects to a server of NATS.
 *
 * @throws ExecutorLostError without the library, and when the server does not answer.
 */
export async function connectToNats({ url, token }: NatsServerOptions): Promise<NatsConnection> {
  const { connect } = await import('@nats-io/transport-node').catch((cause: unknown) => {
    throw new ExecutorLostError("NATS needs 'npm install @nats-io/transport-node@3'", { cause });
  });
  try {
    return await connect({
      servers: url,
      timeout: CONNECT_MS,
      ...(token !== undefined && { token }),
    });
  } catch (cause) {
    throw new ExecutorLostError(`${url}: ${(cause as Error).message}`, { cause });
  }
}

/** One of the executors behind a server, with a connection of its own. */
export function natsServerExecutor(server: NatsServerOptions): OpenTransport {
  return () => new NatsServerTransport(server);
}

class NatsServerTransport implements Transport {
  readonly #server: NatsServerOptions;
  /** Frames that wait for the server. */
  readonly #waiting: Uint8Array[] = [];
  #executor: Transport | undefined;
  #nats: NatsConnection | undefined;

  constructor(server: NatsServerOptions) {
    this.#server = server;
  }

  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void {
    this.#open(onFrame, onEnd).catch((thrown: Error) => {
      onEnd(thrown instanceof ExecutorLostError ? thrown.reason : thrown.message);
    });
  }

  send(frame: Uint8Array): void {
    if (this.#executor === undefined) this.#waiting.push(frame);
    else this.#executor.send(frame);
  }

  close(): void {
    this.#executor?.close();
    this.#nats?.drain().catch(() => {}); // it may be closed already
  }

  async #open(
    onFrame: (frame: Uint8Array) => void,
    onEnd: (reason: string) => void,
  ): Promise<void> {
    this.#nats = await connectToNats(this.#server);
    const [open] = natsExecutors(this.#nats, { count: 1 });
    const executor = open!(); // there is one
    executor.start(onFrame, (reason) => {
      this.close();
      onEnd(reason);
    });
    executor.hold?.(true); // the thread that waits may have calls at any time
    for (const frame of this.#waiting.splice(0)) executor.send(frame);
    this.#executor = executor;
  }
}
