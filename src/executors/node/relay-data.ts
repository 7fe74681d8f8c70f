/** What a thread and its relay tell each other, besides frames. */
import type { NatsServerOptions } from './nats.ts';
import type { ProcessExecutorOptions } from './process.ts';
import type { SocketOptions } from './sockets/socket-executor.ts';

/** Which executor the relay is to open. */
export type RelayTarget =
  | { readonly kind: 'process'; readonly options: ProcessExecutorOptions }
  | { readonly kind: 'nats'; readonly server: NatsServerOptions }
  | { readonly kind: 'socket'; readonly address: string; readonly options: SocketOptions };

/** What the thread is started with, besides the way back. */
export interface RelayData {
  readonly target: RelayTarget;
}

/** In place of a frame: the relay ends, and its executor. */
export const END = new Uint8Array();
