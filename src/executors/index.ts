/** Sessions whose code runs elsewhere, and the executors there. */
export { type ConnectedKaleidoscopeJIT, type ConnectOptions, connect } from './connect.ts';
export { createRemoteEngine, type OpenTransport } from './connection.ts';
export { ExecutorLostError, RemoteCallError } from './errors.ts';
export { type ServedExecutor, serveExecutor } from './executor-server.ts';
export { PROTOCOL_VERSION, ProtocolError } from './protocol.ts';
export { createServedWasm } from './served-wasm.ts';
export type { Transport, WaitingTransport } from './transport.ts';
