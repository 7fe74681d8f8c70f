/**
 * Runs programs so that Ctrl-C stops them. Node's `vm` watches for SIGINT on a thread of its own
 * and then terminates what runs, be it JavaScript or WebAssembly that never returns to the event
 * loop. Termination is no exception: no `catch` and no `finally` within sees it.
 */
import { createContext, Script } from 'node:vm';

/** Runs actions; says whether they came to their end. */
export interface Runner {
  /**
   * Runs `action`; what it throws comes out.
   *
   * @returns false if SIGINT has terminated it.
   */
  run(action: () => void): boolean;
}

/** Machine code cannot be terminated: while it runs, SIGINT ends the process, as it does anywhere. */
export class UninterruptibleRunner implements Runner {
  readonly #listener: () => void;

  /** `listener`: the session's own for SIGINT. */
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
    // Node loads this at its first use. A termination in the middle of that leaves it undefined.
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
