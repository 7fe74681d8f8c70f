/** The errors of sessions whose executor is elsewhere. */

/** The executor has ended, or cannot be reached. No definition is lost: the next call gets another one. */
export class ExecutorLostError extends Error {
  override readonly name = 'ExecutorLostError';
  readonly code = 'ERR_EXECUTOR_LOST';
  /** The functions that the error is about: none. */
  readonly symbols: readonly string[] = [];
  readonly reason: string;

  /** `reason`: in a few words, of either side or the host. */
  constructor(reason: string, options?: ErrorOptions) {
    super(`the executor is lost: ${reason}`, options);
    this.reason = reason;
  }
}

/** A call that would have to wait for an executor elsewhere. */
export class RemoteCallError extends Error {
  override readonly name = 'RemoteCallError';
  readonly code = 'ERR_REMOTE_CALL';

  constructor() {
    super('the executor is elsewhere: its calls give promises');
  }
}
