/**
 * A thread between a controller that waits and an executor whose bytes come asynchronously. Frames of
 * the controller go to the executor; its frames are announced in shared memory.
 */
import { workerData } from 'node:worker_threads';
import { executorCodec } from '../protocol.ts';
import { announce, TO_CONTROLLER } from './arrivals.ts';
import { processExecutor } from './process.ts';
import type { WorkerData } from './worker-main.ts';

const { port, arrived } = workerData as WorkerData;
const transport = processExecutor()();

function deliver(frame: Uint8Array): void {
  port.postMessage(frame);
  announce(arrived, TO_CONTROLLER);
}

transport.start(deliver, (reason) => {
  deliver(executorCodec().encode({ kind: 'end', reason }));
  port.close();
});
port.on('message', (frame: Uint8Array) => transport.send(frame));
port.on('close', () => transport.close());
