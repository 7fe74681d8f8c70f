/**
 * The controller's side of a connection: an `Executor` whose commands are messages, and which answers
 * the events of the executor as they come. It connects when it is first used, and is replaced by another
 * one when the connection ends. Calls give promises; where the host can wait for frames, entry points
 * can be called too.
 */
import type { FunctionType } from '../ir/index.ts';
import {
  type CallOptions,
  type CodeId,
  DeadlineError,
  type EntryPoint,
  type Executor,
  type ExecutorEvents,
  LinkError,
  type MergeLimits,
  type ObjectFile,
  type ObjectFormat,
  StackOverflowError,
  type StubId,
  type SymbolSignature,
} from '../orc/index.ts';
import { ExecutorLostError, RemoteCallError } from './errors.ts';
import {
  type CallId,
  controllerCodec,
  type ErrorId,
  type Outcome,
  PROTOCOL_VERSION,
  ProtocolError,
  type ToController,
  type ToExecutor,
} from './protocol.ts';
import type { Transport } from './transport.ts';

/** How much later than its deadline a call may end before its executor is given up, in milliseconds. */
const GRACE_MS = 100;
/** How long a connection may take until the executor is ready, in milliseconds. */
const CONNECT_MS = 10_000;

/** What a remote executor has to know of the engine that it belongs to. */
export interface RemoteEngine<O extends ObjectFile> {
  readonly name: string;
  /** How its objects are sent. */
  readonly format: ObjectFormat<O>;
  readonly mergeLimits: MergeLimits | undefined;
  /** Names of the functions that executors of the engine have themselves. */
  readonly functions: ReadonlySet<string>;
}

/** What its owner hears of a remote executor. */
export interface RemoteExecutorEvents {
  /** The connection has ended. Nothing is sent any more. */
  onLoss(error: ExecutorLostError): void;
  /** The host of the executor has refused code. */
  onRefusal(codes: readonly CodeId[]): void;
}

interface PendingCall {
  resolve(value: number): void;
  reject(error: unknown): void;
}

/** Drives one executor elsewhere. */
export class RemoteExecutor<O extends ObjectFile = ObjectFile> implements Executor<O> {
  readonly #open: () => Transport;
  readonly #engine: RemoteEngine<O>;
  readonly #owner: RemoteExecutorEvents;
  readonly #codec = controllerCodec();
  readonly #stubs = new Set<StubId>();
  readonly #hostFunctions = new Map<CodeId, FunctionType>();
  readonly #calls = new Map<CallId, PendingCall>();
  /** Exceptions that pass through frames of the executor. */
  readonly #errors = new Map<ErrorId, unknown>();
  #callCount = 0;
  #errorCount = 0;
  /** How many events are being answered, one in the other. */
  #answering = 0;
  #events: ExecutorEvents | undefined;
  #transport: Transport | undefined;
  #isReady = false;
  /** Settles when the executor is ready, or lost. */
  #readiness: Promise<void> | undefined;
  #onReady: (() => void) | undefined;
  #onFailure: ((error: ExecutorLostError) => void) | undefined;
  /** Why the connection has ended. */
  #loss: ExecutorLostError | undefined;

  constructor(open: () => Transport, engine: RemoteEngine<O>, owner: RemoteExecutorEvents) {
    this.#open = open;
    this.#engine = engine;
    this.#owner = owner;
  }

  get mergeLimits(): MergeLimits | undefined {
    return this.#engine.mergeLimits;
  }

  connect(events: ExecutorEvents): void {
    this.#events = events;
  }

  /**
   * Resolves when the executor is ready.
   *
   * @throws ExecutorLostError when it cannot be reached, or refuses.
   */
  async ready(): Promise<void> {
    if (this.#isReady && this.#loss === undefined) return;
    this.#readiness ??= this.#awaitReadiness();
    await this.#readiness;
  }

  async #awaitReadiness(): Promise<void> {
    const timer = setTimeout(() => this.#lose('it did not get ready in time'), CONNECT_MS);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#onReady = resolve;
        this.#onFailure = reject;
        this.#connection?.hold?.(true);
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
    const connection = this.#connection;
    while (!this.#isReady && this.#loss === undefined && connection?.receive !== undefined) {
      const frame = connection.receive(CONNECT_MS);
      if (frame !== undefined) this.#receive(frame);
      else if (!this.#isReady) this.#lose('it did not get ready in time');
    }
    if (this.#loss !== undefined) throw this.#loss;
  }

  /** Whether the thread waits for this executor's frames. */
  get isWaitedFor(): boolean {
    return this.#transport?.receive !== undefined;
  }

  /** Whether the executor has been ready. */
  get wasReady(): boolean {
    return this.#isReady;
  }

  createStub(stub: StubId, { name, type }: SymbolSignature): void {
    this.#stubs.add(stub);
    this.#send({ kind: 'createStub', stub, name, type });
  }

  updatePointer(stub: StubId, target: CodeId | 'lazy'): void {
    this.#send({ kind: 'updatePointer', stub, code: target === 'lazy' ? null : target });
  }

  removeStub(stub: StubId): void {
    this.#stubs.delete(stub);
    this.#send({ kind: 'removeStub', stub });
  }

  link(object: O, codes: readonly CodeId[], stubs: readonly StubId[]): void {
    this.#send({ kind: 'link', object: this.#engine.format.serialize(object), codes, stubs });
  }

  merge(codes: readonly CodeId[]): void {
    this.#send({ kind: 'merge', codes });
  }

  linkHostFunction(code: CodeId, { name, type }: SymbolSignature): void {
    this.#hostFunctions.set(code, type);
    this.#send({ kind: 'linkHostFunction', code, name, type });
  }

  linkProcessFunction(code: CodeId, { name, type }: SymbolSignature): boolean {
    if (!this.#engine.functions.has(name)) return false;
    this.#send({ kind: 'linkProcessFunction', code, name, type });
    return true;
  }

  release(code: CodeId, mayRun: boolean): void {
    this.#hostFunctions.delete(code);
    this.#send({ kind: 'release', code, mayRun });
  }

  quiesce(): void {
    this.#errors.clear();
    this.#send({ kind: 'quiesce' });
  }

  entryPoint(stub: StubId): EntryPoint {
    return {
      call: (...args) => {
        try {
          return this.#callAndWait(stub, args);
        } catch (thrown) {
          throw thrown instanceof DeadlineError ? this.#ownDeadline(thrown) : thrown;
        }
      },
    };
  }

  /**
   * Calls what `stub` points to.
   *
   * @throws ExecutorLostError when the executor ends meanwhile; DeadlineError and the reason of a signal;
   * what the call throws.
   */
  async call(
    stub: StubId,
    args: readonly number[],
    { timeout, signal }: CallOptions,
  ): Promise<number> {
    const settled = new AbortController();
    try {
      return await new Promise<number>((resolve, reject) => {
        const giveUp = (error: unknown) => {
          reject(error);
          this.#lose('a call did not end in time');
        };
        if (timeout !== undefined && timeout !== Number.POSITIVE_INFINITY) {
          const late = new DeadlineError([], timeout);
          const timer = setTimeout(() => giveUp(late), timeout + GRACE_MS);
          settled.signal.addEventListener('abort', () => clearTimeout(timer));
        }
        const onAbort = () => giveUp(signal?.reason);
        signal?.addEventListener('abort', onAbort, { signal: settled.signal });
        this.#begin(stub, args, timeout, false, { resolve, reject });
      });
    } finally {
      settled.abort();
    }
  }

  translateError(thrown: unknown): unknown {
    return thrown;
  }

  /** The host has terminated calls that were waiting: the executor still runs them. */
  recover(): void {
    this.#answering = 0;
    if (this.#calls.size > 0) this.#lose('a call was interrupted');
  }

  [Symbol.dispose](): void {
    this.#lose('the session was disposed of');
  }

  /** The executor was told how much time was left; the session knows how much there was. */
  #ownDeadline(error: DeadlineError): unknown {
    try {
      this.#events?.checkpoint();
      return error;
    } catch (own) {
      return own instanceof DeadlineError ? own.within(error.symbols) : own;
    }
  }

  #callAndWait(stub: StubId, args: readonly number[]): number {
    const receive = this.#connection?.receive?.bind(this.#connection);
    if (this.#loss === undefined && receive === undefined) throw new RemoteCallError();
    const left = this.#events?.timeLeft ?? Number.POSITIVE_INFINITY;
    const timeout = left === Number.POSITIVE_INFINITY ? undefined : left;
    let end: (() => number) | undefined;
    this.#begin(stub, args, timeout, this.#answering > 0, {
      resolve: (value) => {
        end = () => value;
      },
      reject: (error) => {
        end = () => {
          throw error;
        };
      },
    });
    while (end === undefined) {
      const frame = receive?.(left + GRACE_MS);
      if (frame !== undefined) this.#receive(frame);
      else if (end === undefined) this.#lose('a call did not end in time');
    }
    return end();
  }

  #begin(
    stub: StubId,
    args: readonly number[],
    timeout: number | undefined,
    isNested: boolean,
    pending: PendingCall,
  ): void {
    const call = this.#callCount++ as CallId;
    this.#send({ kind: 'call', call, stub, args, timeout: timeout ?? null, isNested });
    if (this.#loss === undefined) {
      this.#calls.set(call, pending);
      this.#hold();
    } else pending.reject(this.#loss);
  }

  /** The connection, which begins here. */
  get #connection(): Transport | undefined {
    if (this.#transport !== undefined || this.#loss !== undefined) return this.#transport;
    this.#transport = this.#open();
    this.#transport.start(
      (frame) => this.#receive(frame),
      (reason) => this.#lose(reason),
    );
    this.#hold();
    this.#send({ kind: 'start', version: PROTOCOL_VERSION, engine: this.#engine.name });
    return this.#transport;
  }

  /** Keeps the host's process running while calls are. */
  #hold(): void {
    this.#transport?.hold?.(this.#calls.size > 0);
  }

  #send(message: ToExecutor): void {
    if (this.#loss === undefined) this.#connection?.send(this.#codec.encode(message));
  }

  #receive(frame: Uint8Array): void {
    if (this.#loss !== undefined) return;
    try {
      this.#take(this.#codec.decode(frame));
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown;
      this.#lose(thrown.message);
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
        this.#onReady?.();
        break;
      case 'compile': {
        const { stub } = message;
        if (!this.#stubs.has(stub)) throw new ProtocolError(`there is no stub ${stub}`);
        this.#answer((events) => {
          events.compile(stub);
          return 0;
        });
        break;
      }
      case 'host': {
        const { code, args } = message;
        const type = this.#hostFunctions.get(code);
        if (type?.parameters.length !== args.length) {
          throw new ProtocolError(`there is no host function ${code} of ${args.length} parameters`);
        }
        this.#answer((events) => events.hostFunction(code)(...args));
        break;
      }
      case 'result':
        this.#finish(message.call, message.outcome);
        break;
      case 'refused':
        this.#owner.onRefusal(message.codes);
        break;
      case 'end':
        this.#lose(message.reason);
    }
  }

  #answer(action: (events: ExecutorEvents) => number): void {
    if (this.#events === undefined) throw new ProtocolError('an event before the first command');
    let outcome: Outcome;
    this.#answering++;
    try {
      outcome = { kind: 'value', value: action(this.#events) };
    } catch (thrown) {
      const error = this.#errorCount++ as ErrorId;
      this.#errors.set(error, thrown);
      outcome = { kind: 'error', error };
    } finally {
      this.#answering--;
    }
    this.#send({ kind: 'answer', outcome });
  }

  #finish(call: CallId, outcome: Outcome): void {
    const pending = this.#calls.get(call);
    if (pending === undefined) throw new ProtocolError(`there is no call ${call}`);
    this.#calls.delete(call);
    this.#hold();
    if (outcome.kind === 'value') pending.resolve(outcome.value);
    else pending.reject(this.#errorOf(outcome));
  }

  #errorOf(outcome: Exclude<Outcome, { kind: 'value' }>): unknown {
    switch (outcome.kind) {
      case 'error':
        if (this.#errors.has(outcome.error)) return this.#errors.get(outcome.error);
        throw new ProtocolError(`there is no error ${outcome.error}`);
      case 'stack overflow':
        return new StackOverflowError(outcome.symbols, { depth: outcome.depth ?? undefined });
      case 'deadline':
        return new DeadlineError(outcome.symbols, outcome.timeout);
      case 'link':
        return new LinkError(outcome.symbols, outcome.reason);
      case 'failure':
        return new ExecutorLostError(`it failed: ${outcome.message}`);
    }
  }

  /** Ends the connection, and the calls that were running. */
  #lose(reason: string): void {
    if (this.#loss !== undefined) return;
    const loss = new ExecutorLostError(reason);
    this.#loss = loss;
    this.#transport?.close();
    this.#onFailure?.(loss);
    for (const { reject } of this.#calls.values()) reject(loss);
    this.#calls.clear();
    this.#owner.onLoss(loss);
  }
}
