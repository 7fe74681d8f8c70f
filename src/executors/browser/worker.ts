/** Executors in workers of browsers. */
import { withHeader } from '../frames.ts';
import type { OpenTransport, Transport } from '../transport.ts';
import { createRing, RingWriter } from './ring.ts';
import type { WorkerStart } from './worker-main.ts';

/** Bytes under way to a worker: more than nearly all frames have. */
const RING_BYTES = 2 ** 16;

/** Options of `workerExecutor`. */
export interface WorkerExecutorOptions {
  /**
   * Starts the worker, a module worker that runs `kaleidoscope-jit/executors/browser/worker-main` and
   * nothing else. For bundlers that do not find `new URL('./worker-main.js', import.meta.url)` in a
   * package, and for pages whose policy wants the worker elsewhere. Called again after one is lost.
   */
  readonly createWorker?: () => Worker;
}

/** The page has no memory that its threads could share. The message says how it gets some. */
export class IsolationError extends Error {
  override readonly name = 'IsolationError';
  readonly code = 'ERR_ISOLATION';

  constructor() {
    super(
      'an executor in a worker needs SharedArrayBuffer: serve the page and its scripts with the headers ' +
        "'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp'",
    );
  }
}

/**
 * An executor in a worker of a browser, for `connect`, from a page or from another worker. Works where
 * pages are cross-origin isolated.
 *
 * @throws IsolationError where they are not.
 *
 * @example
 * await using jit = await connect(workerExecutor());
 */
export function workerExecutor({
  createWorker = createOwnWorker,
}: WorkerExecutorOptions = {}): OpenTransport {
  if (typeof SharedArrayBuffer === 'undefined') throw new IsolationError();
  return () => new WorkerTransport(createWorker());
}

function createOwnWorker(): Worker {
  // Bundlers look for this expression as it is.
  return new Worker(new URL('./worker-main.js', import.meta.url), { type: 'module' });
}

class WorkerTransport implements Transport {
  readonly #worker: Worker;
  readonly #writer: RingWriter;
  readonly #lock: string;

  constructor(worker: Worker) {
    const start: WorkerStart = { ring: createRing(RING_BYTES), lock: crypto.randomUUID() };
    this.#worker = worker;
    this.#writer = new RingWriter(start.ring);
    this.#lock = start.lock;
    worker.postMessage(start);
  }

  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === null) this.#writer.flush();
      else if (data instanceof Uint8Array) onFrame(data);
      else onEnd('its worker sends something else than frames');
    });
    // Nothing else tells that a worker has ended. It holds the lock before it sends its first message.
    const awaitEnd = () => navigator.locks.request(this.#lock, () => onEnd('its worker has ended'));
    this.#worker.addEventListener('message', awaitEnd, { once: true });
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault(); // told as the end of the connection
      onEnd(event.message || 'the script of its worker cannot be loaded');
    });
  }

  send(frame: Uint8Array): void {
    this.#writer.write(withHeader(frame));
  }

  close(): void {
    this.#worker.terminate();
  }
}
