/** The ring between a controller and an executor that waits: in one thread, and in two. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRing, type Ring, RingReader, RingWriter } from '../../src/executors/browser/ring.ts';
import { createRingTransport } from '../../src/executors/browser/ring-transport.ts';
import { withHeader } from '../../src/executors/frames.ts';
import { isLong } from '../support/long.ts';

/** Rings of all sizes, with counters that are about to pass the largest number of 32 bits, or not. */
const rings = fc
  .tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0, 2 ** 31 - 32, -32))
  .map(([power, count]) => {
    const ring = createRing(2 ** power);
    ring.counters.fill(count, 0, 2);
    return ring;
  });
const pieces = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 30 });
const runs = isLong ? 5000 : 300;

function concatenated(arrays: readonly Uint8Array[]): number[] {
  return arrays.flatMap((each) => [...each]);
}

describe('in one thread', () => {
  test('bytes arrive in order, however they are cut, and the writer is told when there is room', () => {
    fc.assert(
      fc.property(rings, pieces, fc.infiniteStream(fc.boolean()), (ring, sent, reads) => {
        const writer = new RingWriter(ring);
        let notices = 0;
        const reader = new RingReader(ring, () => {
          notices++;
        });
        const received: Uint8Array[] = [];
        const read = () => {
          const before = notices;
          received.push(reader.read());
          if (notices > before) writer.flush();
        };
        for (const piece of sent) {
          writer.write(piece);
          if (reads.next().value) read();
        }
        const total = concatenated(sent);
        for (let i = 0; i < total.length + 1; i++) read();
        expect(concatenated(received)).toEqual(total);
      }),
      { numRuns: runs },
    );
  });

  test('a reader that has nothing to read tells nobody of room', () => {
    const ring = createRing(8);
    const reader = new RingReader(ring, () => expect.unreachable());
    new RingWriter(ring).write(new Uint8Array(8));
    expect(reader.read()).toHaveLength(8);
    expect(reader.read()).toHaveLength(0);
  });

  test('a poll returns a frame once it is whole, and does not wait', () => {
    const ring = createRing(8);
    const writer = new RingWriter(ring);
    const transport = createRingTransport(ring, (message) => {
      expect(message).toBe(null);
      writer.flush();
    });
    expect(transport.poll()).toBe(undefined);
    writer.write(withHeader(Uint8Array.of(1, 2, 3, 4, 5, 6)));
    writer.write(withHeader(Uint8Array.of(7)));
    expect(transport.poll()).toBe(undefined);
    expect(transport.poll()).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(transport.poll()).toEqual(Uint8Array.of(7));
    expect(transport.poll()).toBe(undefined);
  });
});

describe('in two threads', () => {
  let peer: Worker;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('ring-peer.ts', import.meta.url))],
      bundle: true,
      format: 'cjs',
      platform: 'node',
      write: false,
      logLevel: 'warning',
    });
    peer = new Worker(outputFiles[0]!.text, { eval: true });
  });
  afterAll(async () => void (await peer.terminate()));

  /** What the other thread has sent back. */
  async function echoed(ring: Ring, sent: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    const writer = new RingWriter(ring);
    const received: Uint8Array[] = [];
    let onMessage: (message: Uint8Array | null) => void = () => {};
    const done = new Promise<void>((resolve) => {
      onMessage = (message) => {
        if (message === null) writer.flush();
        else received.push(message);
        if (received.length === sent.length) resolve();
      };
      if (sent.length === 0) resolve();
    });
    peer.on('message', onMessage);
    peer.postMessage(ring);
    for (const frame of sent) writer.write(withHeader(frame));
    await done;
    writer.write(withHeader(new Uint8Array()));
    peer.off('message', onMessage);
    return received;
  }

  test('frames arrive whole and in order, those larger than the ring too', async () => {
    const frames = fc.array(
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.uint8Array({ minLength: 1, maxLength: 3000 }),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 12 }), frames, async (power, sent) => {
        expect(await echoed(createRing(2 ** power), sent)).toEqual(sent);
      }),
      { numRuns: isLong ? 2000 : 100 },
    );
  });
});
