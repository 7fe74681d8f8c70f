/** Executors behind NATS, for sessions: whoever is free on any machine. */
import type { NatsConnection } from '@nats-io/nats-core';
import { ExecutorLostError } from '../errors.ts';
import type { OpenTransport, Transport } from '../transport.ts';
import { NatsLink } from './nats-link.ts';
import { newInbox, subjectOf } from './subjects.ts';

/** Which executors, and how many. */
export interface NatsExecutorsOptions {
  /** How many executors a session has at most. Default: 8. */
  readonly count?: number;
  /** The name of the group of executors, as `serveNats` has it. Default: `kaleidoscope`. */
  readonly group?: string;
}

/**
 * Executors that other processes offer by `serveNats`, for `connect`. Each is one that is free when it is
 * needed. Of `count` some may be missing: the session goes on with the others, and looks for more about
 * once a second while calls wait. The connection stays the caller's.
 *
 * @example
 * const nats = await connectNats({ servers: 'nats://127.0.0.1' }); // of @nats-io/transport-node
 * await using jit = await connect(natsExecutors(nats));
 */
export function natsExecutors(
  nats: NatsConnection,
  { count = 8, group = 'kaleidoscope' }: NatsExecutorsOptions = {},
): OpenTransport[] {
  const open: OpenTransport = () => new NatsTransport(nats, subjectOf(group));
  return Array.from({ length: count }, () => open);
}

/** How long a session asks until an executor is free, in milliseconds. */
const OPEN_MS = 2000;
/** How long one answer takes at most, and the time until the next question. */
const ANSWER_MS = 500;
const RETRY_MS = 50;

class NatsTransport implements Transport {
  readonly #nats: NatsConnection;
  readonly #subject: string;
  /** Frames that wait for an executor. */
  readonly #waiting: Uint8Array[] = [];
  #link: NatsLink | undefined;
  #isHeld = false;
  #isClosed = false;

  constructor(nats: NatsConnection, subject: string) {
    this.#nats = nats;
    this.#subject = subject;
  }

  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void {
    this.#find({ onFrame, onEnd }).catch((error: Error) => {
      onEnd(error instanceof ExecutorLostError ? error.reason : error.message);
    });
  }

  send(frame: Uint8Array): void {
    if (this.#link === undefined) this.#waiting.push(frame);
    else this.#link.send(frame);
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#link?.beat(isHeld);
  }

  close(): void {
    this.#isClosed = true;
    this.#link?.close();
  }

  async #find(events: ConstructorParameters<typeof NatsLink>[3]): Promise<void> {
    const own = newInbox();
    const peer = await this.#ask(own);
    this.#link = new NatsLink(this.#nats, own, peer, events);
    if (this.#isClosed) {
      this.#link.close();
      return;
    }
    for (const frame of this.#waiting.splice(0)) this.#link.send(frame);
    this.#link.beat(this.#isHeld);
  }

  /** Asks until an executor is free; returns its inbox. */
  async #ask(own: string): Promise<string> {
    const end = performance.now() + OPEN_MS;
    for (;;) {
      const answer = await this.#nats
        .request(this.#subject, own, { timeout: ANSWER_MS })
        .catch((error: unknown) => error as Error);
      if (!(answer instanceof Error) && answer.string() !== '') return answer.string();
      if (this.#nats.isClosed()) throw new ExecutorLostError('NATS was closed');
      if (this.#isClosed || performance.now() > end)
        throw new ExecutorLostError('no executor is free');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
