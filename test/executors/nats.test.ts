/** Executors behind NATS: Debian's server, sessions and executors in this process. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jetstream } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import { connect as connectNats, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type ConnectedKaleidoscopeJIT,
  connect,
  ExecutorLostError,
} from '../../src/executors/index.ts';
import { natsExecutors, type SharedObjects, serveNats } from '../../src/executors/nats/index.ts';
import { NatsLink } from '../../src/executors/nats/nats-link.ts';
import { workerExecutor } from '../../src/executors/node/index.ts';
import { DeadlineError } from '../../src/index.ts';
import { isLong } from '../support/long.ts';
import { missingNatsServer, type NatsServer, startNatsServer } from '../support/nats-server.ts';

const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const KILLS = isLong ? 100 : 3;

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

const FIB = 'def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)';
const SPIN = 'def spin(x) for i = 1, x in 0';

describe.skipIf(missingNatsServer !== undefined)(`on NATS${missingNatsServer ?? ''}`, () => {
  let server: NatsServer;
  let controller: NatsConnection;
  let machine: NatsConnection;
  let group = '';
  let jit: ConnectedKaleidoscopeJIT | undefined;
  const offers = new Set<Disposable>();

  beforeAll(async () => {
    server = await startNatsServer();
    controller = await connectNats({ servers: server.url });
    machine = await connectNats({ servers: server.url });
  });
  afterAll(async () => {
    await controller.close();
    await machine.close();
    await server[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await jit?.[Symbol.asyncDispose]();
    jit = undefined;
    for (const offer of offers) offer[Symbol.dispose]();
    offers.clear();
  });

  /** Offers executors in a group of this test. */
  async function offer(count = 1, objects?: SharedObjects, nats = machine): Promise<Disposable> {
    const made = serveNats(nats, { open: workerExecutor(), count, group, objects });
    offers.add(made);
    await nats.flush();
    return made;
  }

  async function open(text: string, count = 2): Promise<ConnectedKaleidoscopeJIT> {
    jit = await connect(natsExecutors(controller, { count, group }));
    await jit.addSource(text);
    return jit;
  }

  let groups = 0;
  function newGroup(): void {
    groups++;
    group = `test-${groups}`;
  }

  test('programs run, definitions change, calls are spread', async () => {
    newGroup();
    await offer(2);
    const session = await open(FIB);
    expect(await session.evaluate('fib(20)')).toBe(6765);
    expect(await session.evaluate('def f(x) fib(x) + 1; f(10)')).toBe(56);
    expect(await session.evaluate('def fib(n) n; f(10)')).toBe(11);
    const calls = Array.from({ length: 500 }, (_, i) => session.call('f', [i]));
    expect(await Promise.all(calls)).toEqual(calls.map((_, i) => i + 1));
  });

  test('functions of the host, errors and deadlines are as elsewhere', async () => {
    newGroup();
    await offer();
    const session = await open(SPIN, 1);
    const mine = new Error('mine');
    session.jit.defineHostFunction('hurl', () => {
      throw mine;
    });
    await expect(session.evaluate('hurl()')).rejects.toBe(mine);
    await expect(session.call('spin', [1], { timeout: 50 })).rejects.toThrow(DeadlineError);
    const signal = AbortSignal.timeout(50);
    await expect(session.call('spin', [1], { signal })).rejects.toThrow('timeout');
    expect(await session.evaluate('spin(0) + 1')).toBe(1);
  });

  test('frames of several messages arrive', async () => {
    newGroup();
    await offer();
    const big = Array.from({ length: 40 }, (_, i) => `(x + ${i}.5)`).join(' * ');
    const session = await open('def f(x) x', 1);
    const before = controller.stats().outMsgs;
    await session.addSource(`def f(x) ${Array(2000).fill(big).join(' + ')}`);
    await session.call('f', [1]);
    expect(controller.stats().outMsgs - before).toBeGreaterThan(3);
    expect(await session.call('f', [0])).toBeGreaterThan(0);
  });

  test('nobody there is one clear error, and who comes later is found', async () => {
    newGroup();
    await expect(connect(natsExecutors(controller, { count: 2, group }))).rejects.toThrow(
      'no executor is free',
    );
    const first = await offer();
    const session = await open(FIB);
    expect(await session.call('fib', [10])).toBe(55);
    first[Symbol.dispose]();
    await expect(session.call('fib', [10])).rejects.toThrow(ExecutorLostError);
    await offer();
    expect(await session.call('fib', [11], { retries: 3 })).toBe(89);
  });

  test('an executor whose process has gone is noticed soon, and its calls go elsewhere', async () => {
    newGroup();
    const other = await connectNats({ servers: server.url });
    await offer(1, undefined, other);
    const session = await open(`${FIB} ${SPIN}`, 1);
    await session.call('fib', [10]);
    await offer();
    const call = session.call('spin', [1]);
    const lost = expect(call).rejects.toThrow(ExecutorLostError);
    const start = performance.now();
    await other.close(); // as the server sees the end of a process
    await lost;
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await session.call('fib', [12])).toBe(144);
  });

  test('an executor ends with its session', async () => {
    newGroup();
    await offer();
    await open(SPIN, 1);
    const spinning = expect(jit?.call('spin', [1])).rejects.toThrow();
    await jit?.[Symbol.asyncDispose]();
    await spinning;
    const session = await open(FIB, 1);
    expect(await session.call('fib', [10])).toBe(55);
  });

  test('processes that are killed cost no result', { timeout: 600_000 }, async () => {
    await using own = await startNatsServer();
    const nats = await connectNats({ servers: own.url });
    const machines = new Set<ChildProcess>();
    const start = async () => {
      const child = spawn(process.execPath, [command, 'executor', `--nats=${own.url}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      machines.add(child);
      await once(child.stdout, 'data'); // it is connected
    };
    try {
      await Promise.all([start(), start()]);
      jit = await connect(natsExecutors(nats, { count: 2 }));
      await jit.addSource(FIB);
      let answers = 0;
      for (let i = 0; i < KILLS; i++) {
        const calls = Array.from({ length: 100 }, (_, n) =>
          jit?.call('fib', [n % 20], { retries: 100 }).then((value) => {
            answers++;
            return value;
          }),
        );
        const [victim] = machines;
        victim?.kill('SIGKILL');
        machines.delete(victim!); // there are two
        await start();
        const values = await Promise.all(calls);
        expect(values).toEqual(calls.map((_, n) => fib(n % 20)));
      }
      expect(answers).toBe(100 * KILLS);
    } finally {
      for (const machine of machines) machine.kill('SIGKILL');
      await jit?.[Symbol.asyncDispose]();
      jit = undefined;
      await nats.close();
    }
  });

  test('programs of the command line run there', async () => {
    newGroup();
    await using own = await startNatsServer();
    const nats = await connectNats({ servers: own.url });
    using _ = serveNats(nats, { open: workerExecutor() });
    await nats.flush();
    const args = [command, `--executor=${own.url}`, '-e', 'def f(x) x * x; f(5)'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('Evaluated to 25.000000\n');
    await nats.close();
  });

  test('a process that offers executors ends without a word, whoever uses them', async () => {
    await using own = await startNatsServer();
    const nats = await connectNats({ servers: own.url });
    const child = spawn(process.execPath, [command, 'executor', `--nats=${own.url}`]);
    const said = text(child.stderr);
    await once(child.stdout, 'data'); // it is connected
    const session = await connect(natsExecutors(nats, { count: 1 }));
    expect(await session.evaluate('1 + 1')).toBe(2);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
    expect(await said).toBe('');
    await session[Symbol.asyncDispose]();
    await nats.close();
  });

  test('objects are shared by their hashes', async () => {
    newGroup();
    const store = await new Objm(jetstream(machine)).create(group);
    const names: string[] = [];
    const objects: SharedObjects = {
      getBlob: (name) => store.getBlob(name),
      putBlob: async (meta, object) => {
        names.push(meta.name);
        return await store.putBlob(meta, object);
      },
    };
    await offer(1, objects);
    for (let i = 0; i < 3; i++) {
      const session = await open(FIB, 1);
      expect(await session.call('fib', [20])).toBe(6765);
      await session[Symbol.asyncDispose]();
    }
    expect(names).toHaveLength(1);
    await store.putBlob({ name: names[0]! }, new Uint8Array(5)); // there is one
    const session = await open(FIB, 1);
    expect(await session.call('fib', [20])).toBe(6765);
    expect(names).toHaveLength(2);
  });

  test('a link that has ended sends nothing, and one whose connection ends does no harm', async () => {
    newGroup();
    const own = await connectNats({ servers: server.url });
    const heard: number[] = [];
    controller.subscribe(`_INBOX.${group}`, {
      callback: (_, message) => {
        heard.push(message.data[0]!); // messages have a kind
      },
    });
    await controller.flush();
    const events = { onFrame: () => {}, onEnd: () => {} };
    const link = new NatsLink(own, `_INBOX.${group}.own`, `_INBOX.${group}`, events);
    link.close();
    link.send(new Uint8Array(3));
    await own.flush();
    await controller.flush();
    expect(heard).toEqual([3]);
    const other = new NatsLink(own, `_INBOX.${group}.other`, `_INBOX.${group}`, events);
    const drained = own.drain();
    other.send(new Uint8Array(3));
    other.close();
    await drained;
    other.send(new Uint8Array(3));
  });

  test('what is lost, doubled or no message ends the link with a reason', async () => {
    newGroup();
    const piece = (kind: number, number: number) => new Uint8Array([kind, number, 0, 0, 0, 7]);
    const cases: [Uint8Array[], string][] = [
      [[piece(1, 2)], 'messages were lost on the way'],
      [[piece(1, 1), piece(1, 1)], 'messages were lost on the way'],
      [[piece(1, 1), piece(2, 2)], 'messages were lost on the way'],
      [[piece(9, 0)], 'a message of kind 9'],
      [[new Uint8Array(3)], 'a message that is too short'],
      [[piece(3, 0)], 'the other side has ended the connection'],
    ];
    for (const [i, [messages, wanted]] of cases.entries()) {
      const reason = await new Promise((resolve) => {
        new NatsLink(machine, `_INBOX.${group}.${i}`, `_INBOX.peer`, {
          onFrame: () => {},
          onEnd: resolve,
        });
        void machine.flush().then(() => {
          for (const each of messages) controller.publish(`_INBOX.${group}.${i}`, each);
        });
      });
      expect(reason).toBe(wanted);
    }
  });
});
