/** A thread that sends back every frame that comes through a ring, until an empty one comes. */
import { parentPort } from 'node:worker_threads';
import type { Ring } from '../../src/executors/browser/ring.ts';
import { createRingTransport } from '../../src/executors/browser/ring-transport.ts';

parentPort?.on('message', (ring: Ring) => {
  const transport = createRingTransport(ring, (message) => parentPort?.postMessage(message));
  for (;;) {
    const frame = transport.receive();
    if (frame === undefined || frame.length === 0) return;
    transport.send(frame);
  }
});
