/** A call that waits for one of several executors, or runs there. It ends in time, whatever they do. */
import { type CallOptions, DeadlineError, type StubId } from '../orc/index.ts';
import { GRACE_MS, type PendingCall, type RemoteExecutor } from './remote-executor.ts';

/** The longest time that timers of hosts can wait, in milliseconds. */
const MOST_TIMER_MS = 2 ** 31 - 1;

/** Hears of the call's end. */
export type OnEnd = (call: SpreadCall) => void;

export class SpreadCall implements PendingCall {
  readonly stub: StubId;
  /** Its value, or what it throws. */
  readonly result: Promise<number>;
  readonly #args: readonly number[];
  readonly #timeout: number;
  readonly #end: number;
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: OnEnd;
  readonly #onAbort = () => this.#abort();
  #settle: PendingCall | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the call, once it runs. */
  #interrupt: (() => void) | undefined;
  #executor: RemoteExecutor | undefined;
  /** Why the call was given up. */
  #reason: { readonly error: unknown } | undefined;

  constructor(
    stub: StubId,
    args: readonly number[],
    { timeout = Number.POSITIVE_INFINITY, signal }: CallOptions,
    onEnd: OnEnd,
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
    if (timeout < MOST_TIMER_MS) this.#timer = setTimeout(() => this.#expire(), timeout);
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** Whether it has to end at some time. */
  get isTimed(): boolean {
    return this.#timeout !== Number.POSITIVE_INFINITY;
  }

  /** Runs the call in an executor. */
  begin(executor: RemoteExecutor): void {
    this.#executor = executor;
    const left = Math.max(0, this.#end - performance.now());
    const timeout = left === Number.POSITIVE_INFINITY ? undefined : left;
    const id = executor.call(this.stub, this.#args, timeout, this);
    this.#interrupt = () => executor.interrupt(id);
  }

  resolve(value: number): void {
    if (this.#reason === undefined) this.#finish()?.resolve(value);
    else this.#finish()?.reject(this.#reason.error);
  }

  reject(error: unknown): void {
    // The executor was told how much time was left.
    const own =
      error instanceof DeadlineError ? new DeadlineError(error.symbols, this.#timeout) : error;
    this.#finish()?.reject(this.#reason === undefined ? own : this.#reason.error);
  }

  #abort(): void {
    this.#reason = { error: this.#signal?.reason };
    if (this.#interrupt === undefined) this.reject(undefined);
    else this.#interrupt();
  }

  #expire(): void {
    const error = new DeadlineError([], this.#timeout);
    if (this.#executor === undefined) {
      this.reject(error);
      return;
    }
    this.#timer = setTimeout(() => {
      this.#reason ??= { error };
      this.#executor?.lose('a call did not end in time');
    }, GRACE_MS);
  }

  /** Returns who hears of the end, once. */
  #finish(): PendingCall | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#onEnd(this);
    return settle;
  }
}
