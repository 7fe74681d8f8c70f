/**
 * The controller's side of one connection: commands become messages, and the events of the executor
 * are answered as they come. It connects when it is started. When the connection has ended, nothing is
 * sent any more, and its calls fail.
 */
import {
  type CodeId,
  DeadlineError,
  type HostFunction,
  LinkError,
  type MergeLimits,
  type ObjectFile,
  type ObjectFormat,
  StackOverflowError,
  type StubId,
  SymbolsNotFoundError,
} from '../orc/index.ts';
import { ExecutorLostError } from './errors.ts';
import { ExecutorImage } from './executor-image.ts';
import {
  type CallId,
  controllerCodec,
  type ErrorId,
  type ObjectHash,
  type Outcome,
  PROTOCOL_VERSION,
  ProtocolError,
  type ToController,
  type ToExecutor,
} from './protocol.ts';
import type { OpenTransport, Transport } from './transport.ts';

/** How much later than its deadline, or its interruption, a call may end, in milliseconds. */
export const GRACE_MS = 100;
/** How long a connection may take until the executor is ready, in milliseconds. */
const CONNECT_MS = 10_000;

/** What executors of an engine have in common. */
export interface RemoteEngine<O extends ObjectFile = ObjectFile> {
  readonly name: string;
  /** How its objects are sent. */
  readonly format: ObjectFormat<O>;
  readonly mergeLimits: MergeLimits | undefined;
  /** Whether executors of the engine may have a function of this name themselves. */
  mayHave(name: string): boolean;
}

/** Answers what an executor asks, and hears what happens to it. */
export interface RemoteExecutorOwner {
  readonly engine: RemoteEngine;
  /** Whether there is such a stub. */
  hasStub(stub: StubId): boolean;
  /** The function of the host, if code is one. */
  hostFunction(code: CodeId): HostFunction | undefined;
  /** The bytes of an object that is linked. */
  objectOf(hash: ObjectHash): Uint8Array | undefined;
  /** Runs what answers an event. */
  answer(executor: RemoteExecutor, action: () => number): number;
  /** Sees that the executor has the code of a stub, and that its stub points there. */
  compile(executor: RemoteExecutor, stub: StubId): void;
  onReady(): void;
  /** A call has ended. */
  onResult(): void;
  onLoss(executor: RemoteExecutor, error: ExecutorLostError): void;
  /** The host of the executor has refused code. */
  onRefusal(codes: readonly CodeId[]): void;
}

/** Hears how a call ends. */
export interface PendingCall {
  resolve(value: number): void;
  reject(error: unknown): void;
  /** The time that the executor was told is up, in these functions. */
  expire(symbols: readonly string[]): void;
}

/** Drives one executor elsewhere. */
export class RemoteExecutor implements Disposable {
  readonly #open: OpenTransport;
  readonly #owner: RemoteExecutorOwner;
  readonly #codec = controllerCodec();
  readonly #calls = new Map<CallId, PendingCall>();
  readonly #interrupted = new Set<CallId>();
  /** Exceptions that pass through frames of the executor. */
  readonly #errors = new Map<ErrorId, unknown>();
  /** The code that it has. */
  readonly image: ExecutorImage;
  #callCount = 0;
  #errorCount = 0;
  #transport: Transport | undefined;
  #isReady = false;
  #hasWorked = false;
  /** Settles when the executor is ready, or lost. */
  #readiness: Promise<void> | undefined;
  #onReady: (() => void) | undefined;
  #onFailure: ((error: ExecutorLostError) => void) | undefined;
  /** Why the connection has ended. */
  #loss: ExecutorLostError | undefined;

  constructor(open: OpenTransport, owner: RemoteExecutorOwner) {
    this.#open = open;
    this.#owner = owner;
    this.image = new ExecutorImage((change) => this.#send(change), owner.engine.mergeLimits);
  }

  /** Connects, unless it has. */
  start(): void {
    if (this.#transport !== undefined || this.#loss !== undefined) return;
    try {
      this.#transport = this.#open();
    } catch (thrown) {
      this.lose((thrown as Error).message);
      return;
    }
    this.#transport.start(
      (frame) => this.#receive(frame),
      (reason) => this.lose(reason),
    );
    this.#hold();
    this.#send({ kind: 'start', version: PROTOCOL_VERSION, engine: this.#owner.engine.name });
  }

  get isStarted(): boolean {
    return this.#transport !== undefined;
  }

  /** Whether it takes calls. */
  get isReady(): boolean {
    return this.#isReady && this.#loss === undefined;
  }

  /** Whether it has been ready. */
  get wasReady(): boolean {
    return this.#isReady;
  }

  /** Whether a call has ended there. */
  get hasWorked(): boolean {
    return this.#hasWorked;
  }

  /** Whether the thread waits for its frames. */
  get isWaitedFor(): boolean {
    return this.#transport?.receive !== undefined;
  }

  /** How many calls it has. */
  get load(): number {
    return this.#calls.size;
  }

  /**
   * Resolves when the executor is ready.
   *
   * @throws ExecutorLostError when it cannot be reached, or refuses.
   */
  async ready(): Promise<void> {
    if (this.isReady) return;
    this.#readiness ??= this.#awaitReadiness();
    await this.#readiness;
  }

  async #awaitReadiness(): Promise<void> {
    const timer = setTimeout(() => this.lose('it did not get ready in time'), CONNECT_MS);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#onReady = resolve;
        this.#onFailure = reject;
        this.#transport?.hold?.(true);
        if (this.#loss !== undefined) reject(this.#loss);
      });
    } finally {
      clearTimeout(timer);
      this.#hold();
    }
  }

  /**
   * Waits until the executor is ready, where the thread can wait.
   *
   * @throws ExecutorLostError when it cannot be reached, or refuses.
   */
  waitUntilReady(): void {
    while (!this.#isReady && this.#loss === undefined && this.#transport?.receive !== undefined) {
      const frame = this.#transport.receive(CONNECT_MS);
      if (frame !== undefined) this.#receive(frame);
      else if (!this.#isReady) this.lose('it did not get ready in time');
    }
    if (this.#loss !== undefined) throw this.#loss;
  }

  quiesce(): void {
    if (this.#calls.size === 0) this.#errors.clear();
    this.#send({ kind: 'quiesce' });
  }

  /** Begins a call. `pending` hears of its end, and of the loss of the executor. */
  call(
    stub: StubId,
    args: readonly number[],
    timeout: number | undefined,
    pending: PendingCall,
    isNested = false,
  ): CallId {
    const call = this.#callCount++ as CallId;
    this.#send({ kind: 'call', call, stub, args, timeout: timeout ?? null, isNested });
    if (this.#loss === undefined) {
      this.#calls.set(call, pending);
      this.#hold();
    } else pending.reject(this.#loss);
    return call;
  }

  /**
   * Calls what a stub points to, and waits.
   *
   * @throws ExecutorLostError, and what the call throws.
   */
  callAndWait(stub: StubId, args: readonly number[], timeLeft: number, isNested: boolean): number {
    let end: (() => number) | undefined;
    const pending: PendingCall = {
      resolve: (value) => {
        end ??= () => value;
      },
      reject: (error) => {
        end ??= () => {
          throw error;
        };
      },
      expire: (symbols) => pending.reject(new DeadlineError(symbols, timeLeft)),
    };
    const timeout = timeLeft === Number.POSITIVE_INFINITY ? undefined : timeLeft;
    this.call(stub, args, timeout, pending, isNested);
    while (end === undefined) {
      const frame = this.#transport?.receive?.(timeLeft + GRACE_MS);
      if (frame !== undefined) {
        this.#receive(frame);
        continue;
      }
      pending.expire([]);
      this.lose('a call did not end in time');
    }
    return end();
  }

  /** Asks the executor to end a call. What does not end soon costs the executor. */
  interrupt(call: CallId): void {
    if (!this.#calls.has(call)) return;
    this.#askToEnd(call);
    setTimeout(() => {
      if (this.#calls.has(call)) this.lose('a call did not end in time');
    }, GRACE_MS);
  }

  /** The host has terminated the thread's waiting for calls: the executor still runs them. */
  recover(): void {
    for (const call of this.#calls.keys()) this.#askToEnd(call);
    const end = performance.now() + GRACE_MS;
    while (this.#calls.size > 0) {
      const frame = this.#transport?.receive?.(Math.max(0, end - performance.now()));
      if (frame === undefined) break;
      this.#receive(frame);
    }
    if (this.#calls.size > 0) this.lose('a call was interrupted');
  }

  /** Ends the connection, and the calls that were running. */
  lose(reason: string): void {
    if (this.#loss !== undefined) return;
    const loss = new ExecutorLostError(reason);
    this.#loss = loss;
    this.#transport?.close();
    this.#onFailure?.(loss);
    for (const pending of this.#calls.values()) pending.reject(loss);
    this.#calls.clear();
    this.#owner.onLoss(this, loss);
  }

  [Symbol.dispose](): void {
    this.lose('the session was disposed of');
  }

  #askToEnd(call: CallId): void {
    this.#interrupted.add(call);
    this.#send({ kind: 'interrupt', call });
  }

  /** Keeps the host's process running while calls are. */
  #hold(): void {
    this.#transport?.hold?.(this.#calls.size > 0);
  }

  #send(message: ToExecutor): void {
    if (this.#loss === undefined) this.#transport?.send(this.#codec.encode(message));
  }

  #receive(frame: Uint8Array): void {
    if (this.#loss !== undefined) return;
    try {
      this.#take(this.#codec.decode(frame));
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      this.lose(thrown.message);
    }
  }

  #take(message: ToController): void {
    if (!this.#isReady && message.kind !== 'ready' && message.kind !== 'end') {
      throw new ProtocolError(`'${message.kind}' before 'ready'`);
    }
    switch (message.kind) {
      case 'ready':
        if (message.version !== PROTOCOL_VERSION || this.#isReady) {
          throw new ProtocolError(`'ready' of version ${message.version}`);
        }
        this.#isReady = true;
        this.image.keepsObjects = message.keepsObjects;
        this.#onReady?.();
        this.#owner.onReady();
        break;
      case 'compile': {
        const { stub } = message;
        if (!this.#owner.hasStub(stub)) throw new ProtocolError(`there is no stub ${stub}`);
        this.#answer(() => {
          this.#owner.compile(this, stub);
          return 0;
        });
        break;
      }
      case 'host': {
        const { code, args } = message;
        const fn = this.#owner.hostFunction(code);
        if (fn?.type.parameters.length !== args.length) {
          throw new ProtocolError(`there is no host function ${code} of ${args.length} parameters`);
        }
        this.#answer(() => fn.call(...args));
        break;
      }
      case 'need': {
        const bytes = this.#owner.objectOf(message.object);
        if (bytes === undefined) throw new ProtocolError(`there is no object ${message.object}`);
        this.#send({ kind: 'object', bytes });
        break;
      }
      case 'result':
        this.#finish(message.call, message.outcome);
        break;
      case 'refused':
        this.#owner.onRefusal(message.codes);
        break;
      case 'end':
        this.lose(message.reason);
    }
  }

  #answer(action: () => number): void {
    if (this.#calls.size === 0) throw new ProtocolError('an event while no call runs');
    let outcome: Outcome;
    try {
      outcome = { kind: 'value', value: this.#owner.answer(this, action) };
    } catch (thrown) {
      const error = this.#errorCount++ as ErrorId;
      this.#errors.set(error, thrown);
      outcome = { kind: 'error', error };
    }
    this.#send({ kind: 'answer', outcome });
  }

  #finish(call: CallId, outcome: Outcome): void {
    const pending = this.#calls.get(call);
    if (pending === undefined) throw new ProtocolError(`there is no call ${call}`);
    const wasInterrupted = this.#interrupted.delete(call);
    if (outcome.kind === 'interrupted' && !wasInterrupted) {
      throw new ProtocolError(`call ${call} was not interrupted`);
    }
    this.#calls.delete(call);
    this.#hasWorked = true;
    this.#hold();
    if (outcome.kind === 'value') pending.resolve(outcome.value);
    else if (outcome.kind === 'deadline') pending.expire(outcome.symbols);
    else pending.reject(this.#errorOf(outcome));
    // A fault leaves nobody knows what behind.
    if (outcome.kind === 'failure') this.lose(`it failed: ${outcome.message}`);
    this.#owner.onResult();
  }

  #errorOf(outcome: Exclude<Outcome, { kind: 'value' | 'deadline' }>): unknown {
    switch (outcome.kind) {
      case 'error':
        if (this.#errors.has(outcome.error)) return this.#errors.get(outcome.error);
        throw new ProtocolError(`there is no error ${outcome.error}`);
      case 'stack overflow':
        return new StackOverflowError(outcome.symbols, { depth: outcome.depth ?? undefined });
      case 'interrupted':
        return new ExecutorLostError('a call was interrupted');
      case 'link':
        return new LinkError(outcome.symbols, outcome.reason);
      case 'undefined':
        return new SymbolsNotFoundError(outcome.symbols);
      case 'failure':
        return new ExecutorLostError(`it failed: ${outcome.message}`);
    }
  }
}
