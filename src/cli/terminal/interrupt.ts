/**
 * Runs programs so that Ctrl-C stops them. Node's `vm` watches for SIGINT on a thread of its own
 * and then terminates the running code, even JavaScript or WebAssembly that never returns to the
 * event loop. Termination is no exception: the code's own `catch` and `finally` do not see it.
 */
import { createContext, Script } from 'node:vm';

/** Runs actions; says whether they completed. */
export interface Runner {
  /**
   * Runs `action`, and lets its exceptions through.
   *
   * @returns false if SIGINT has terminated `action`.
   */
  run(action: () => void): boolean;
}

/** Nothing can terminate machine code alone: while it runs, SIGINT ends the process, as usual. */
export class UninterruptibleRunner implements Runner {
  readonly #listener: () => void;

  /** @param listener The session's listener for SIGINT, which is off while code runs. */
  constructor(listener: () => void) {
    this.#listener = listener;
  }

  run(action: () => void): boolean {
    process.off('SIGINT', this.#listener);
    try {
      action();
    } finally {
      process.on('SIGINT', this.#listener);
    }
    return true;
  }
}

export class InterruptibleRunner implements Runner {
  readonly #globals: { action?: () => void } = {};
  readonly #context = createContext(this.#globals);
  readonly #script = new Script('action()');

  constructor() {
    // Node loads `performance` at its first use. A termination meanwhile would leave it undefined.
    performance.now();
  }

  /** The terminal must not be in raw mode, in which Ctrl-C is a character and no signal. */
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
