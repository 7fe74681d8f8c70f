/**
 * When calls have to be over. Compiled code, the compiler and the interpreter pass a checkpoint at least
 * every few milliseconds of their work, which throws when the time is up.
 */
import { expectMembers, invalid } from '../source/index.ts';
import type { CallOptions, Fuel } from './call-options.ts';
import { DeadlineError } from './errors.ts';

/** How late a call may notice that its time is up, in milliseconds. */
const GRACE_MS = 2;
/** Instructions that code does in a millisecond at least: each takes 10 ns at most. */
const FUEL_PER_MS = 100_000;
/** Most fuel: a 32-bit integer must hold it and the work up to the next checkpoint. */
export const MOST_FUEL = 2 ** 30;

/** Lines of a trace that show which functions were running. */
const TRACE_LINES = 100;

/** The end of a call, and of the calls that it is in. */
export class Deadline {
  readonly #timeout: number;
  readonly #end: number;
  readonly #signal: AbortSignal | undefined;
  readonly #outer: Deadline | undefined;

  /** @throws InvalidArgumentError for a timeout that is no time, and a signal that is none. */
  constructor({ timeout, signal }: CallOptions, outer: Deadline | undefined) {
    checkCallOptions({ timeout, signal });
    this.#timeout = timeout ?? Number.POSITIVE_INFINITY;
    this.#end = performance.now() + this.#timeout;
    this.#signal = signal;
    this.#outer = outer;
  }

  /** In milliseconds; 0 when the time is up. */
  get timeLeft(): number {
    const outer = this.#outer?.timeLeft ?? Number.POSITIVE_INFINITY;
    return Math.min(Math.max(0, this.#end - performance.now()), outer);
  }

  /**
   * Returns how much work may be done before the next check, so that this comes in time even if each
   * instruction takes as long as it can.
   *
   * @throws DeadlineError when the time is up, or the reason of a signal that was aborted.
   */
  check(): Fuel {
    const now = performance.now();
    let end = Number.POSITIVE_INFINITY;
    for (let at: Deadline | undefined = this; at !== undefined; at = at.#outer) {
      if (at.#signal?.aborted === true) throw at.#signal.reason;
      if (now >= at.#end) throw traced(at.#timeout);
      end = Math.min(end, at.#signal === undefined ? at.#end : now); // a signal is looked at often
    }
    return Math.min((end - now + GRACE_MS) * FUEL_PER_MS, MOST_FUEL);
  }
}

/** @throws InvalidArgumentError for a timeout that is no time, and a signal that is none. */
export function checkCallOptions({ timeout, signal }: CallOptions): void {
  if (timeout !== undefined) expectTimeout('the timeout', timeout);
  if (signal !== undefined) expectMembers('the signal', signal, ['aborted', 'reason']);
}

/** @throws InvalidArgumentError unless `value` is a number of milliseconds. */
export function expectTimeout(what: string, value: unknown): void {
  if (typeof value !== 'number' || !(value >= 0)) {
    throw invalid(what, 'a number of milliseconds', value);
  }
}

/** The error, with a longer trace than V8 makes unless told. */
function traced(timeout: number): DeadlineError {
  const limits = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = limits;
  limits.stackTraceLimit = TRACE_LINES;
  const error = new DeadlineError([], timeout);
  if (stackTraceLimit === undefined) delete limits.stackTraceLimit;
  else limits.stackTraceLimit = stackTraceLimit;
  return error;
}
