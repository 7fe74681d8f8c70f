/**
 * A thread between a controller that waits and an executor whose bytes come asynchronously. Frames of
 * the controller go to the executor; its frames are announced in shared memory.
 */
import { workerData } from 'node:worker_threads';
import { executorCodec } from '../protocol.ts';
import type { Transport } from '../transport.ts';
import { announce, TO_CONTROLLER } from './arrivals.ts';
import { natsServerExecutor } from './nats.ts';
import { processExecutor } from './process.ts';
import { END, type RelayData, type RelayTarget } from './relay-data.ts';
import { socketExecutor } from './sockets/socket-executor.ts';
import type { WorkerData } from './worker-main.ts';

const { port, arrived, target } = workerData as WorkerData & RelayData;
const transport = openTarget(target);

function openTarget(opened: RelayTarget): Transport {
  if (opened.kind === 'process') return processExecutor(opened.options)();
  if (opened.kind === 'nats') return natsServerExecutor(opened.server)();
  return socketExecutor(opened.address, opened.options)();
}

function deliver(frame: Uint8Array): void {
  port.postMessage(frame);
  announce(arrived, TO_CONTROLLER);
}

transport.start(deliver, (reason) => {
  deliver(executorCodec().encode({ kind: 'end', reason }));
  port.close();
});
port.on('message', (frame: Uint8Array) => {
  if (frame.length === END.length) port.close();
  else transport.send(frame);
});
port.on('close', () => transport.close());
