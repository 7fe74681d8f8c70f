/** Sessions whose code runs elsewhere, and the executors there. */
export {
  type ConnectedKaleidoscopeJIT,
  type ConnectOptions,
  connect,
  type ElsewhereCallOptions,
} from './connect.ts';
export { ExecutorLostError, RemoteCallError } from './errors.ts';
export { type ServedExecutor, serveExecutor } from './executor-server.ts';
export { PROTOCOL_VERSION, ProtocolError } from './protocol.ts';
export { createRemoteEngine, type LocalEngine } from './remote-engine.ts';
export { createServedWasm } from './served-wasm.ts';
export type { OpenTransport, Transport, WaitingTransport } from './transport.ts';
