/** The executor in a worker of a browser: the first message is the ring that it reads frames from. */
import { serveExecutor } from '../executor-server.ts';
import { createServedWasm } from '../served-wasm.ts';
import { createRingTransport } from './ring-transport.ts';

addEventListener(
  'message',
  ({ data }) => serveExecutor(createRingTransport(data, postMessage), createServedWasm()),
  { once: true },
);
