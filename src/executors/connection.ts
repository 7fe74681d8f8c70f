/** The executor of a session, which another one replaces when it is lost. */

import { createWasmEngine } from '../engines/wasm/index.ts';
import {
  type AttachedSession,
  type Engine,
  InvalidArgumentError,
  type ObjectFile,
  type ObjectFormat,
} from '../orc/index.ts';
import { mathFunctions } from '../runtime/index.ts';
import { type RemoteEngine, RemoteExecutor } from './remote-executor.ts';
import type { Transport } from './transport.ts';

/** Starts an executor, or finds one, and connects to it. Called again after one is lost. */
export type OpenTransport = () => Transport;

export class Connection {
  readonly #open: OpenTransport;
  readonly #local: Engine;
  readonly #format: ObjectFormat;
  #executor: RemoteExecutor;
  #session: AttachedSession | undefined;
  #isClosed = false;

  /**
   * @param local Compiles here, and is disposed of with the session.
   * @throws InvalidArgumentError unless the engine's objects can be sent.
   */
  constructor(open: OpenTransport, local: Engine) {
    this.#open = open;
    const { objectFormat } = local.compiler;
    if (objectFormat === undefined) {
      throw new InvalidArgumentError(
        `the engine '${local.name}' makes objects that cannot be sent`,
      );
    }
    this.#local = local;
    this.#format = objectFormat;
    this.#executor = this.#create();
  }

  /** The local engine's compiler with the executor elsewhere. */
  get engine(): Engine {
    const { name, targetMachine, compiler } = this.#local;
    return {
      name,
      targetMachine,
      compiler,
      executor: this.#executor,
      hasCheckpoints: true,
      attach: (session) => {
        this.#session = session;
      },
      [Symbol.dispose]: () => this.close(),
    };
  }

  /**
   * Resolves when the executor at hand is ready.
   *
   * @throws ExecutorLostError
   */
  async ready(): Promise<void> {
    await this.#executor.ready();
  }

  /** Does the same where the thread can wait. */
  waitUntilReady(): void {
    this.#executor.waitUntilReady();
  }

  /** Ends the executor, and the calls that run there. No other one replaces it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#executor[Symbol.dispose]();
    this.#local[Symbol.dispose]();
  }

  #create(): RemoteExecutor {
    const { name, executor } = this.#local;
    const functions = new Set(mathFunctions().keys());
    const engine: RemoteEngine<ObjectFile> = {
      name,
      format: this.#format,
      mergeLimits: executor.mergeLimits,
      functions,
    };
    return new RemoteExecutor(this.#open, engine, {
      onLoss: () => this.#replace(),
      onRefusal: (codes) => this.#session?.dropRefused(codes),
    });
  }

  #replace(): void {
    if (this.#isClosed) return;
    const { isWaitedFor, wasReady } = this.#executor;
    this.#executor = this.#create();
    this.#session?.replaceExecutor(this.#executor);
    // Now, when something has gone wrong anyway, and not in the time of the next call. One that could
    // not be started is tried again by the next call.
    if (isWaitedFor && wasReady) this.#executor.waitUntilReady();
  }
}

/**
 * An engine whose code runs elsewhere, for sessions as they are: calls wait for the executor. Only where
 * the thread can wait, as in Node; `connect` makes sessions whose calls give promises.
 *
 * @param local Compiles here. Default: WebAssembly.
 * @throws ExecutorLostError when the executor cannot be reached, or refuses.
 *
 * @example
 * using jit = new KaleidoscopeJIT({ engine: createRemoteEngine(workerExecutor()), interpretedCalls: 0 });
 */
export function createRemoteEngine(
  open: OpenTransport,
  local: Engine = createWasmEngine(),
): Engine {
  const connection = new Connection(open, local);
  connection.waitUntilReady();
  return connection.engine;
}
