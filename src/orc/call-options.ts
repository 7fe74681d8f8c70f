/** How long calls may take, and how often code asks. */

/** How long a call may take. */
export interface CallOptions {
  /** In milliseconds: DeadlineError ends the call then. Default: that of the session. */
  readonly timeout?: number | undefined;
  /**
   * Ends the call with its reason when it aborts. While a call runs, only functions of the host can
   * abort it: the host's timers and events wait for the end of the call.
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Work that code may do before it asks whether it may go on: about so many instructions, of at most
 * 10 ns each. 2^30 at most.
 */
export type Fuel = number;
