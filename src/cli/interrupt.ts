/**
 * Runs programs so that Ctrl-C stops them. Node's `vm` watches for SIGINT on a thread of its own
 * and then terminates what runs, be it JavaScript or WebAssembly that never returns to the event
 * loop. Termination is no exception: no `catch` and no `finally` within sees it.
 */
import { createContext, Script } from 'node:vm';

export class InterruptibleRunner {
  readonly #globals: { action?: () => void } = {};
  readonly #context = createContext(this.#globals);
  readonly #script = new Script('action()');

  /**
   * Runs `action`; what it throws comes out.
   *
   * @returns false if SIGINT has terminated it. The terminal must not be in raw mode, in which
   * Ctrl-C is a character and no signal.
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
