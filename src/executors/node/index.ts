/** Executors in threads and processes that Node starts, and behind sockets. */
export { connectToNats, type NatsServerOptions } from './nats.ts';
export { type ProcessExecutorOptions, processExecutor } from './process.ts';
export type { Secret } from './sockets/handshake.ts';
export {
  ListenError,
  type ListeningExecutor,
  type ListenOptions,
  listen,
} from './sockets/listen.ts';
export { type SocketOptions, socketExecutor } from './sockets/socket-executor.ts';
export {
  relayedNatsExecutor,
  relayedProcessExecutor,
  relayedSocketExecutor,
  workerExecutor,
} from './worker.ts';
