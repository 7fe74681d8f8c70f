/** A call that waits for one of several executors, or runs there. It ends in time, whatever they do. */
import { type CallOptions, DeadlineError, type StubId } from '../orc/index.ts';
import type { CallId } from './protocol.ts';
import { GRACE_MS, type PendingCall, type RemoteExecutor } from './remote-executor.ts';

/** The longest time that timers of hosts can wait, in milliseconds. */
const MOST_TIMER_MS = 2 ** 31 - 1;

type Settle = Pick<PendingCall, 'resolve' | 'reject'>;

/** A call of a session with several executors. */
export class SpreadCall implements PendingCall {
  readonly stub: StubId;
  /** Its value, or what it throws. */
  readonly result: Promise<number>;
  readonly #args: readonly number[];
  readonly #timeout: number;
  readonly #end: number;
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: () => void;
  readonly #onAbort = () => this.#abort();
  #settle: Settle | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Where it runs, and what it is called there. */
  #running: { readonly executor: RemoteExecutor; readonly call: CallId } | undefined;
  /** Why the call was given up. */
  #reason: { readonly error: unknown } | undefined;

  /** @param onEnd Hears of the call's end. */
  constructor(
    stub: StubId,
    args: readonly number[],
    { timeout = Number.POSITIVE_INFINITY, signal }: CallOptions,
    onEnd: () => void,
  ) {
    this.stub = stub;
    this.#args = args;
    this.#timeout = timeout;
    this.#end = performance.now() + timeout;
    this.#signal = signal;
    this.#onEnd = onEnd;
    this.result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    if (timeout < MOST_TIMER_MS) this.#timer = setTimeout(() => this.#onTimeout(), timeout);
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** Whether it has to end at some time. */
  get isTimed(): boolean {
    return this.#timeout !== Number.POSITIVE_INFINITY;
  }

  /** Runs the call in an executor. */
  begin(executor: RemoteExecutor): void {
    const left = Math.max(0, this.#end - performance.now());
    const timeout = left === Number.POSITIVE_INFINITY ? undefined : left;
    this.#running = { executor, call: executor.call(this.stub, this.#args, timeout, this) };
  }

  resolve(value: number): void {
    if (this.#reason === undefined) this.#finish()?.resolve(value);
    else this.#finish()?.reject(this.#reason.error);
  }

  reject(error: unknown): void {
    this.#finish()?.reject(this.#reason === undefined ? error : this.#reason.error);
  }

  /** The executor was told how much time was left; the caller knows how much there was. */
  expire(symbols: readonly string[]): void {
    this.reject(new DeadlineError(symbols, this.#timeout));
  }

  #abort(): void {
    this.#reason = { error: this.#signal?.reason };
    if (this.#running === undefined) this.reject(undefined);
    else this.#running.executor.interrupt(this.#running.call);
  }

  #onTimeout(): void {
    if (this.#running === undefined) {
      this.expire([]);
      return;
    }
    const { executor } = this.#running;
    this.#timer = setTimeout(() => {
      this.#reason ??= { error: new DeadlineError([], this.#timeout) };
      executor.lose('a call did not end in time');
    }, GRACE_MS);
  }

  /** Returns who hears of the end, once. */
  #finish(): Settle | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#onEnd();
    return settle;
  }
}
