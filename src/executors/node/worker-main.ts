/** The executor in a worker thread of Node: waits for frames of the thread that started it. */
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { serveExecutor } from '../executor-server.ts';
import { createServedWasm } from '../served-wasm.ts';
import { announce, TO_CONTROLLER, TO_EXECUTOR } from './arrivals.ts';

const { port, arrived } = workerData as WorkerData;

/** What the thread is started with. */
export interface WorkerData {
  readonly port: MessagePort;
  /** See `arrivals.ts`. */
  readonly arrived: Int32Array;
}

function poll(): Uint8Array | undefined {
  return receiveMessageOnPort(port)?.message as Uint8Array | undefined;
}

serveExecutor(
  {
    send(frame) {
      port.postMessage(frame);
      announce(arrived, TO_CONTROLLER);
    },
    receive() {
      for (;;) {
        const count = Atomics.load(arrived, TO_EXECUTOR);
        const frame = poll();
        if (frame !== undefined) return frame;
        Atomics.wait(arrived, TO_EXECUTOR, count);
      }
    },
    poll,
  },
  createServedWasm(),
);
