/** Offers executors on NATS. */
import type { Msg, NatsConnection, Subscription } from '@nats-io/nats-core';
import {
  type Codec,
  controllerCodec,
  executorCodec,
  hashOf,
  type ObjectHash,
} from '../protocol.ts';
import type { OpenTransport, Transport } from '../transport.ts';
import { NatsLink } from './nats-link.ts';
import { isInbox, newInbox, QUEUE, subjectOf } from './subjects.ts';

/** What is offered. */
export interface ServeNatsOptions {
  /** Starts an executor for a session: `workerExecutor()`. */
  readonly open: OpenTransport;
  /** How many executors run at a time. Default: 1. */
  readonly count?: number;
  /** Sessions ask for executors by this name. Default: `kaleidoscope`. */
  readonly group?: string;
  /** Objects by content that machines share. Default: each session sends its own. */
  readonly objects?: SharedObjects | undefined;
}

/** A store of objects; an object store of `@nats-io/obj` is one. Both functions may reject. */
export interface SharedObjects {
  /** Returns the object of this name, or null. */
  getBlob(name: string): Promise<Uint8Array | null>;
  /** Keeps an object. */
  putBlob(meta: { readonly name: string }, object: Uint8Array): Promise<unknown>;
}

/**
 * Offers executors to whoever asks on NATS, until it is disposed of. While all are taken, sessions get
 * those of others of the group. The connection stays the caller's.
 *
 * @example
 * const nats = await connectNats({ servers: 'nats://127.0.0.1' }); // of @nats-io/transport-node
 * using offer = serveNats(nats, { open: workerExecutor() });
 */
export function serveNats(nats: NatsConnection, options: ServeNatsOptions): Disposable {
  return new NatsOffer(nats, options);
}

class NatsOffer implements Disposable {
  readonly #nats: NatsConnection;
  readonly #open: OpenTransport;
  readonly #count: number;
  readonly #subject: string;
  readonly #objects: SharedObjects | undefined;
  readonly #running = new Set<ServedLink>();
  /** Nobody is asked while all executors are taken. */
  #subscription: Subscription | undefined;
  #isDisposed = false;

  constructor(
    nats: NatsConnection,
    { open, count = 1, group = 'kaleidoscope', objects }: ServeNatsOptions,
  ) {
    this.#nats = nats;
    this.#open = open;
    this.#count = count;
    this.#subject = subjectOf(group);
    this.#objects = objects;
    this.#listen();
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#subscription?.unsubscribe();
    for (const each of this.#running) each.close();
  }

  #listen(): void {
    if (this.#subscription !== undefined || this.#isDisposed) return;
    this.#subscription = this.#nats.subscribe(this.#subject, {
      queue: QUEUE,
      callback: (error, request) => {
        if (error === null) this.#serve(request);
      },
    });
  }

  #serve(request: Msg): void {
    const peer = request.string();
    if (this.#running.size >= this.#count || !isInbox(peer)) {
      request.respond(''); // all are taken, and the request came before this could be known
      return;
    }
    const own = newInbox();
    const served = new ServedLink(this.#open(), this.#nats, own, peer, this.#objects);
    this.#running.add(served);
    served.onEnd = () => {
      this.#running.delete(served);
      this.#listen();
    };
    request.respond(own);
    if (this.#running.size < this.#count) return;
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }
}

/** One executor and its session. Answers what the executor needs from the shared objects. */
class ServedLink {
  readonly #executor: Transport;
  readonly #link: NatsLink;
  readonly #objects: SharedObjects | undefined;
  readonly #toExecutor = controllerCodec();
  readonly #toController = executorCodec();
  /** Objects that the session is asked for, because nobody has shared them. */
  readonly #asked = new Set<ObjectHash>();
  /** Called once, when either side has ended. */
  onEnd: (() => void) | undefined;

  constructor(
    executor: Transport,
    nats: NatsConnection,
    own: string,
    peer: string,
    objects: SharedObjects | undefined,
  ) {
    this.#executor = executor;
    this.#objects = objects;
    this.#link = new NatsLink(nats, own, peer, {
      onFrame: (frame) => this.#fromController(frame),
      onEnd: () => this.close(),
    });
    executor.start(
      (frame) => this.#fromExecutor(frame),
      (reason) => {
        this.#link.send(this.#toController.encode({ kind: 'end', reason }));
        this.close();
      },
    );
  }

  close(): void {
    this.#executor.close();
    this.#link.close();
    this.onEnd?.();
    this.onEnd = undefined;
  }

  #fromController(frame: Uint8Array): void {
    this.#executor.send(frame);
    if (this.#asked.size > 0) this.#share(frame);
  }

  /** Shares an object that the session was asked for. */
  #share(frame: Uint8Array): void {
    const message = readOrNothing(this.#toController, frame);
    if (message?.kind !== 'object') return;
    const name = hashOf(message.bytes);
    // Where this fails, whoever needs it next gets it from its session too.
    if (this.#asked.delete(name)) this.#objects?.putBlob({ name }, message.bytes).catch(() => {});
  }

  #fromExecutor(frame: Uint8Array): void {
    const message =
      this.#objects === undefined ? undefined : readOrNothing(this.#toExecutor, frame);
    if (message?.kind === 'ready') {
      this.#link.send(this.#toController.encode({ ...message, keepsObjects: true }));
    } else if (message?.kind === 'need') void this.#provide(message.object, frame);
    else this.#link.send(frame);
  }

  async #provide(object: ObjectHash, request: Uint8Array): Promise<void> {
    const bytes = await this.#objects?.getBlob(object).catch(() => null);
    if (bytes != null && hashOf(bytes) === object) {
      this.#executor.send(this.#toExecutor.encode({ kind: 'object', bytes }));
      return;
    }
    this.#asked.add(object);
    this.#link.send(request);
  }
}

/** A message; nothing for a frame that is none, which its receiver complains of. */
function readOrNothing<M>(codec: Codec<never, M>, frame: Uint8Array): M | undefined {
  try {
    return codec.decode(frame);
  } catch {
    return undefined;
  }
}
