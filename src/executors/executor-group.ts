/**
 * Executors elsewhere that a session drives as one. Stubs are everywhere from the start; code goes to an
 * executor when that first calls it, compiled once for all. So an executor that is lost costs the calls
 * that it ran: the one that replaces it gets the stubs, and code as it needs it.
 */
import {
  type AttachedSession,
  type CallOptions,
  type CodeId,
  DeadlineError,
  type EntryPoint,
  type Executor,
  type ExecutorEvents,
  type HostFunction,
  type ObjectFile,
  type ProcessScope,
  SessionDisposedError,
  type StubId,
  type SymbolSignature,
} from '../orc/index.ts';
import { type ExecutorLostError, RemoteCallError } from './errors.ts';
import type { LinkedFunction, LinkedObject } from './linked-function.ts';
import { hashOf, type ObjectHash } from './protocol.ts';
import { type RemoteEngine, RemoteExecutor, type RemoteExecutorOwner } from './remote-executor.ts';
import { SpreadCall } from './spread-call.ts';
import type { OpenTransport } from './transport.ts';

/** Calls that an executor has at a time: enough to have the next one there when one ends. */
const MOST_CALLS = 4;
/** How long an executor that could not be reached is left out while there are others, in milliseconds. */
const RETRY_MS = 1000;

/** A stub, and where it points to. */
interface StubState {
  readonly signature: SymbolSignature;
  target: CodeId | 'lazy';
}

/** One place in the group, and the executor that has it now. */
interface Place {
  readonly open: OpenTransport;
  executor: RemoteExecutor;
  /** When it is started again, on the clock of `performance.now`. */
  notBefore: number;
}

/** Drives executors elsewhere. */
export class ExecutorGroup<O extends ObjectFile = ObjectFile>
  implements Executor<O>, RemoteExecutorOwner
{
  readonly engine: RemoteEngine<O>;
  readonly #places: readonly Place[];
  readonly #stubs = new Map<StubId, StubState>();
  readonly #functions = new Map<CodeId, LinkedFunction>();
  readonly #objects = new Map<ObjectHash, { readonly bytes: Uint8Array; count: number }>();
  /** Calls that no executor has yet. */
  readonly #waiting = new Set<SpreadCall>();
  /** The executors whose events are being answered, the innermost last. */
  readonly #asking: RemoteExecutor[] = [];
  #events: ExecutorEvents | undefined;
  #session: AttachedSession | undefined;
  #isClosed = false;

  constructor(executors: readonly OpenTransport[], engine: RemoteEngine<O>) {
    this.engine = engine;
    this.#places = executors.map((open) => ({
      open,
      executor: new RemoteExecutor(open, this),
      notBefore: 0,
    }));
  }

  /** Hears which code executors have refused. */
  attach(session: AttachedSession): void {
    this.#session = session;
  }

  /**
   * Resolves when an executor is ready. Others may follow.
   *
   * @throws ExecutorLostError when none can be reached, or all refuse.
   */
  async ready(): Promise<void> {
    try {
      await Promise.any(this.#places.map((place) => this.#start(place).ready()));
    } catch (thrown) {
      throw (thrown as AggregateError).errors[0];
    }
  }

  /** Does the same where the thread can wait. */
  waitUntilReady(): void {
    for (const place of this.#places) this.#start(place).waitUntilReady();
  }

  connect(events: ExecutorEvents): void {
    this.#events = events;
  }

  createStub(stub: StubId, signature: SymbolSignature): void {
    this.#stubs.set(stub, { signature, target: 'lazy' });
    for (const { image } of this.#started()) image.createStub(stub, signature);
  }

  updatePointer(stub: StubId, target: CodeId | 'lazy'): void {
    this.#stubs.get(stub)!.target = target; // the controller has created it
    for (const { image } of this.#started()) image.updatePointer(stub, target);
  }

  removeStub(stub: StubId): void {
    this.#stubs.delete(stub);
    for (const { image } of this.#started()) image.removeStub(stub);
  }

  link(object: O, codes: readonly CodeId[], stubs: readonly StubId[]): void {
    const bytes = this.engine.format.serialize(object);
    const hash = hashOf(bytes);
    const kept = this.#objects.get(hash) ?? { bytes, count: 0 };
    kept.count++;
    this.#objects.set(hash, kept);
    const { size } = object;
    const live = new Set(codes);
    const linked = { kind: 'object', hash, bytes: kept.bytes, size, codes, live, stubs } as const;
    for (const code of codes) this.#functions.set(code, linked);
  }

  linkHostFunction(code: CodeId, { name, type }: SymbolSignature): void {
    this.#functions.set(code, { kind: 'linkHostFunction', name, type });
  }

  linkProcessFunction(code: CodeId, { name, type }: SymbolSignature, scope: ProcessScope): boolean {
    if (!this.engine.mayHave(name)) return false;
    this.#functions.set(code, { kind: 'linkProcessFunction', name, type, scope });
    return true;
  }

  release(code: CodeId, mayRun: boolean): void {
    const linked = this.#functions.get(code)!; // the controller has linked it
    this.#functions.delete(code);
    if (linked.kind === 'object') this.#releaseObject(linked, code);
    for (const { image } of this.#started()) image.release(code, mayRun);
  }

  quiesce(): void {
    for (const executor of this.#started()) executor.quiesce();
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
   * Calls what `stub` points to, in the executor that has the fewest calls.
   *
   * @throws ExecutorLostError when the executor ends meanwhile; DeadlineError and the reason of a signal;
   * what the call throws.
   */
  async call(stub: StubId, args: readonly number[], options: CallOptions): Promise<number> {
    const call = new SpreadCall(stub, args, options, () => this.#waiting.delete(call));
    this.#waiting.add(call);
    this.#dispatch();
    return await call.result;
  }

  translateError(thrown: unknown): unknown {
    return thrown;
  }

  recover(): void {
    this.#asking.length = 0;
    for (const executor of this.#started()) executor.recover();
  }

  /** Ends the executors, and the calls that run there. No others replace them. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { executor } of this.#places) executor[Symbol.dispose]();
    for (const call of this.#waiting) call.reject(new SessionDisposedError());
  }

  hasStub(stub: StubId): boolean {
    return this.#stubs.has(stub);
  }

  hostFunction(code: CodeId): HostFunction | undefined {
    const linked = this.#functions.get(code);
    if (linked?.kind !== 'linkHostFunction' || this.#events === undefined) return undefined;
    const { name, type } = linked;
    return { name, type, call: this.#events.hostFunction(code) };
  }

  objectOf(hash: ObjectHash): Uint8Array | undefined {
    return this.#objects.get(hash)?.bytes;
  }

  compile(executor: RemoteExecutor, stub: StubId): void {
    if (this.#stubs.get(stub)?.target === 'lazy') this.#events?.compile(stub);
    this.#provide(executor, stub);
  }

  answer(executor: RemoteExecutor, action: () => number): number {
    this.#asking.push(executor);
    try {
      return action();
    } finally {
      this.#asking.pop();
    }
  }

  onReady(): void {
    this.#dispatch();
  }

  onResult(): void {
    this.#dispatch();
  }

  onRefusal(codes: readonly CodeId[]): void {
    this.#session?.dropRefused(codes);
  }

  onLoss(lost: RemoteExecutor, error: ExecutorLostError): void {
    const place = this.#places.find(({ executor }) => executor === lost);
    if (place === undefined || this.#isClosed) return;
    place.executor = new RemoteExecutor(place.open, this);
    if (!lost.wasReady) place.notBefore = performance.now() + RETRY_MS;
    const isHopeless = !lost.wasReady && !this.#places.some(({ executor }) => executor.isStarted);
    if (isHopeless) for (const call of this.#waiting) call.reject(error);
    else if (lost.hasWorked) this.#replace(place, lost.isWaitedFor);
    this.#dispatch();
  }

  /**
   * Starts another executor now, when something has gone wrong anyway, and not in the time of the next
   * call.
   */
  #replace(place: Place, isWaitedFor: boolean): void {
    const executor = this.#start(place);
    try {
      if (isWaitedFor) executor.waitUntilReady();
    } catch {
      // The next call tries again.
    }
  }

  /** Gives waiting calls to executors that have room. */
  #dispatch(): void {
    for (const call of this.#waiting) {
      // The executor measures time from when it begins: calls before would add theirs.
      const executor = this.#freest(call.isTimed ? 1 : MOST_CALLS);
      if (executor === undefined) break;
      this.#waiting.delete(call);
      this.#provide(executor, call.stub);
      call.begin(executor);
    }
    if (this.#waiting.size > 0) this.#startMore();
  }

  /** The executor with the fewest calls, if those are fewer than `limit`. */
  #freest(limit: number): RemoteExecutor | undefined {
    let freest: RemoteExecutor | undefined;
    for (const { executor } of this.#places) {
      if (!executor.isReady || executor.load >= limit) continue;
      if (freest === undefined || executor.load < freest.load) freest = executor;
    }
    return freest;
  }

  /** Calls wait: starts executors that are not there. */
  #startMore(): void {
    const isAnyReady = this.#places.some(({ executor }) => executor.isReady);
    for (const place of this.#places) {
      if (!isAnyReady || performance.now() >= place.notBefore) this.#start(place);
      // What goes wrong with it comes to `onLoss`.
      if (!isAnyReady) place.executor.ready().catch(() => {});
    }
  }

  /** Starts the executor of a place, unless it is. */
  #start({ executor }: Place): RemoteExecutor {
    if (executor.isStarted) return executor;
    executor.start();
    for (const [stub, { signature }] of this.#stubs) executor.image.createStub(stub, signature);
    return executor;
  }

  /** The executors that get commands. Others get everything when they start. */
  #started(): RemoteExecutor[] {
    return this.#places.map(({ executor }) => executor).filter(({ isStarted }) => isStarted);
  }

  /** Sees that a stub points to its code in an executor, if it has code. */
  #provide({ image }: RemoteExecutor, stub: StubId): void {
    const target = this.#stubs.get(stub)?.target;
    if (target === undefined || target === 'lazy') return;
    image.link(target, this.#functions.get(target)!); // stubs point to code that is linked
    image.updatePointer(stub, target);
  }

  #releaseObject({ hash, live }: LinkedObject, code: CodeId): void {
    live.delete(code);
    const kept = this.#objects.get(hash);
    if (live.size > 0 || kept === undefined) return;
    kept.count--;
    if (kept.count === 0) this.#objects.delete(hash);
  }

  #callAndWait(stub: StubId, args: readonly number[]): number {
    const executor = this.#asking.at(-1) ?? this.#start(this.#places[0]!); // there is one
    if (!executor.isWaitedFor) throw new RemoteCallError();
    this.#provide(executor, stub);
    const timeLeft = this.#events?.timeLeft ?? Number.POSITIVE_INFINITY;
    return executor.callAndWait(stub, args, timeLeft, this.#asking.length > 0);
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
}
