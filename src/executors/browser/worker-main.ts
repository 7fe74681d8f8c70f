/** The executor in a worker of a browser. It serves while it holds a lock, so that its end is noticed. */
import { serveExecutor } from '../executor-server.ts';
import { createServedWasm } from '../served-wasm.ts';
import type { Ring } from './ring.ts';
import { createRingTransport } from './ring-transport.ts';

/** What the worker is started with. */
export interface WorkerStart {
  readonly ring: Ring;
  /** The name of the lock. */
  readonly lock: string;
}

addEventListener(
  'message',
  ({ data }: MessageEvent<WorkerStart>) => {
    void navigator.locks.request(data.lock, () =>
      serveExecutor(createRingTransport(data.ring, postMessage), createServedWasm()),
    );
  },
  { once: true },
);
