/** What a connection has to offer: whole frames, in order, both ways. */

/** The executor's end. It waits, because code that calls a lazy function goes on only after the answer. */
export interface WaitingTransport {
  /** Sends a frame. */
  send(frame: Uint8Array): void;
  /** Waits for the next frame; undefined when the connection has ended. */
  receive(): Uint8Array | undefined;
  /** Returns a frame that has come already, without waiting. Default: calls cannot be interrupted. */
  poll?(): Uint8Array | undefined;
  /** Whether the controller still runs. Answers without waiting. Default: it does. */
  isOpen?(): boolean;
}

/** The controller's end. */
export interface Transport {
  /** Sends a frame, or keeps it until it can. */
  send(frame: Uint8Array): void;
  /** Says who takes frames, and who hears of the end: once, and with a reason if it was not `close`. */
  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void;
  /**
   * Waits for the next frame, where the host can: at most so many milliseconds. Undefined when no frame
   * has come by then, or the connection has ended.
   */
  receive?(timeout: number): Uint8Array | undefined;
  /** Whether the host's process waits for this connection before it ends. Default: it does not. */
  hold?(isHeld: boolean): void;
  /** Ends the connection, and with it the executor, whatever that is doing. */
  close(): void;
}

/** Starts an executor, or finds one, and connects to it. Called again after one is lost. */
export type OpenTransport = () => Transport;
