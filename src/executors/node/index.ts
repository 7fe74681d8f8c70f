/** Executors in threads and processes that Node starts, and behind sockets. */
export { type ProcessExecutorOptions, processExecutor } from './process.ts';
export type { Secret } from './sockets/handshake.ts';
export {
  ListenError,
  type ListeningExecutor,
  type ListenOptions,
  listen,
} from './sockets/listen.ts';
export { type SocketOptions, socketExecutor } from './sockets/socket-executor.ts';
export { relayedProcessExecutor, relayedSocketExecutor, workerExecutor } from './worker.ts';
