/** Connections that lose, delay, repeat and reorder what they carry: no hang, and no wrong result. */

import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net';
import { connect as connectNats, type NatsConnection } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import {
  type ConnectedKaleidoscopeJIT,
  connect,
  ExecutorLostError,
  type OpenTransport,
} from '../../src/executors/index.ts';
import { natsExecutors, serveNats } from '../../src/executors/nats/index.ts';
import { listen, socketExecutor, workerExecutor } from '../../src/executors/node/index.ts';
import { isLong } from '../support/long.ts';
import { missingNatsServer, startNatsServer } from '../support/nats-server.ts';
import { randomNumbers } from '../support/random.ts';

const ROUNDS = isLong ? 40 : 3;
/** Of so many pieces or messages, one meets with a fault. */
const RARITY = 40;
const PROGRAM = `def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)
  def f(x) fib(x) + 1`;
const FIB = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34];

/** Calls until all is well again; every value has to be right, and every failure a lost executor. */
async function expectSound(jit: ConnectedKaleidoscopeJIT, seed: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const calls = Array.from({ length: 20 }, (_, i) =>
      jit.call(i % 2 === 0 ? 'fib' : 'f', [i >> 1], { timeout: 20_000 }),
    );
    for (const [i, end] of (await Promise.allSettled(calls)).entries()) {
      const wanted = FIB[i >> 1]! + (i % 2); // there are ten
      if (end.status === 'fulfilled') expect(end.value, `seed ${seed}`).toBe(wanted);
      else expect(end.reason, `seed ${seed}`).toBeInstanceOf(ExecutorLostError);
    }
    if (round % 3 === 0) await jit.addSource(`def g${round}(x) f(x)`);
  }
}

/** Connects, however often that fails. */
async function connectAnyway(
  open: OpenTransport | readonly OpenTransport[],
): Promise<ConnectedKaleidoscopeJIT> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await connect(open);
    } catch (thrown) {
      if (!(thrown instanceof ExecutorLostError) || attempt === 20) throw thrown;
    }
  }
}

test('a socket that is slow, cuts pieces and breaks', { timeout: 600_000 }, async () => {
  const seed = Date.now() % 1_000_000;
  const random = randomNumbers(seed);
  const secret = 'a secret of the tests';
  await using listener = await listen('tcp://:0', { secret });
  const port = Number(new URL(listener.address).port);
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connectSocket({ host: '127.0.0.1', port });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('data', (bytes) => {
        const at = Math.floor(random() * bytes.length);
        to.write(bytes.subarray(0, at));
        from.pause();
        setTimeout(
          () => {
            if (random() * RARITY < 1) {
              from.destroy();
              return;
            }
            to.write(bytes.subarray(at));
            from.resume();
          },
          random() < 0.1 ? random() * 20 : 0,
        );
      });
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const jit = await connectAnyway(socketExecutor(address, { secret }));
  try {
    await jit.addSource(PROGRAM);
    await expectSound(jit, seed);
  } finally {
    await jit[Symbol.asyncDispose]();
    for (const socket of sockets) socket.destroy();
    proxy.close();
  }
});

/** A connection that loses, repeats and swaps some of the messages that it publishes to inboxes. */
function faulty(nats: NatsConnection, random: () => number): NatsConnection {
  let kept: (() => void) | undefined;
  const publish: NatsConnection['publish'] = (subject, payload, options) => {
    const send = () => nats.publish(subject, payload, options);
    const fault = random() * RARITY;
    if (!subject.startsWith('_INBOX.') || fault > 3) send();
    else if (fault > 2) {
      send();
      send();
    } else if (fault > 1) kept = send;
    if (fault <= 3 || kept === undefined) return;
    kept();
    kept = undefined;
  };
  return new Proxy(nats, {
    get: (target, name) => {
      if (name === 'publish') return publish;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test.skipIf(missingNatsServer !== undefined)(
  `a server of messages that loses, repeats and swaps them${missingNatsServer ?? ''}`,
  { timeout: 600_000 },
  async () => {
    const seed = Date.now() % 1_000_000;
    const random = randomNumbers(seed);
    await using server = await startNatsServer();
    const nats = await connectNats({ servers: server.url });
    using _ = serveNats(nats, { open: workerExecutor(), count: 4 });
    await nats.flush();
    const jit = await connectAnyway(natsExecutors(faulty(nats, random), { count: 2 }));
    try {
      await jit.addSource(PROGRAM);
      await expectSound(jit, seed);
    } finally {
      await jit[Symbol.asyncDispose]();
      await nats.close();
    }
  },
);
