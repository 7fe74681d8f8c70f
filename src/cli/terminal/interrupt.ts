/**
 * Runs programs so that Ctrl-C stops them. Node's `vm` watches for SIGINT on a thread of its own
 * and then terminates the running code, even JavaScript or WebAssembly that never returns to the
 * event loop. Machine code ends when it next calls back, which in calls with a timeout it does ten
 * times a second. Termination is no exception: the code's own `catch` and `finally` do not see it.
 */
import { createContext, Script } from 'node:vm';

export class InterruptibleRunner {
  readonly #globals: { action?: () => void } = {};
  readonly #context = createContext(this.#globals);
  readonly #script = new Script('action()');

  constructor() {
    // Node loads `performance` at its first use. A termination meanwhile would leave it undefined.
    performance.now();
  }

  /**
   * Runs `action`, and lets its exceptions through. The terminal must not be in raw mode, in which
   * Ctrl-C is a character and no signal.
   *
   * @returns false if SIGINT has terminated `action`.
   */
  run(action: () => void): boolean {
    this.#globals.action = action;
    try {
      this.#script.runInContext(this.#context, { breakOnSigint: true, displayErrors: false });
      return true;
    } catch (thrown) {
      if (isInterruption(thrown)) return false;
      throw thrown;
    }
  }
}

function isInterruption(thrown: unknown): boolean {
  return (thrown as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}
