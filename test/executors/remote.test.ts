/** Sessions whose code runs in a thread or a process, or behind a socket. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLLVMCompilingEngine } from '../../src/engines/llvm/index.ts';
import {
  type ConnectedKaleidoscopeJIT,
  type ConnectOptions,
  connect,
  createRemoteEngine,
  ExecutorLostError,
  type OpenTransport,
  RemoteCallError,
  type Transport,
} from '../../src/executors/index.ts';
import {
  listen,
  processExecutor,
  relayedProcessExecutor,
  socketExecutor,
  workerExecutor,
} from '../../src/executors/node/index.ts';
import {
  DeadlineError,
  DiagnosticError,
  KaleidoscopeJIT,
  StackOverflowError,
  SymbolsNotFoundError,
} from '../../src/index.ts';
import { workspace } from '../cli/kaleidoscope.ts';
import { isLong } from '../support/long.ts';
import { missingLLVM } from '../support/native.ts';
import { randomNumbers } from '../support/random.ts';
import { SECRET } from './listening.ts';

interface Opened {
  readonly open: OpenTransport;
  readonly options?: ConnectOptions;
  end?(): Promise<void>;
}

async function behindSocket(address: string): Promise<Opened> {
  const listener = await listen(address, { secret: SECRET });
  return {
    open: socketExecutor(listener.address, { secret: SECRET }),
    end: async () => await listener[Symbol.asyncDispose](),
  };
}

type Place = readonly [string, () => Opened | Promise<Opened>];

const machineCode: Place = [
  'process with LLVM',
  () => ({
    open: processExecutor({ engine: 'llvm' }),
    options: { engine: createLLVMCompilingEngine() },
  }),
];
const executors: readonly Place[] = [
  ['worker', () => ({ open: workerExecutor() })],
  ['process', () => ({ open: processExecutor() })],
  ['thread behind a TCP socket', () => behindSocket('tcp://:0')],
  ['thread behind a Unix socket', () => behindSocket(`unix:${join(workspace, 'remote.sock')}`)],
  ...(missingLLVM === undefined ? [machineCode] : []),
];

const KILLS = isLong ? 200 : 10;
const FIB = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34];

/** The same executor, and the transport of the last one that was opened. */
function observed(open: OpenTransport): {
  open: OpenTransport;
  last(): Transport;
  count(): number;
} {
  const opened: Transport[] = [];
  return {
    open: () => {
      const transport = open();
      opened.push(transport);
      return transport;
    },
    last: () => opened.at(-1)!, // tests ask after the first
    count: () => opened.length,
  };
}

describe.each(executors)('in a %s', (place, create) => {
  let opened: Opened;
  let executor: ReturnType<typeof observed>;
  let jit: ConnectedKaleidoscopeJIT;
  let printed = '';

  beforeAll(async () => {
    const output = (bytes: Uint8Array) => {
      printed += new TextDecoder().decode(bytes);
    };
    opened = await create();
    executor = observed(opened.open);
    jit = await connect(executor.open, { ...opened.options, output });
    await jit.addSource(`extern sin(x); extern printd(x)
      def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)
      def deep(n) if n then 1 + deep(n - 1) else 0
      def spin(x) for i = 1, x in 0`);
  });
  afterAll(async () => {
    await jit[Symbol.asyncDispose]();
    await opened.end?.();
  });

  test('programs run, and definitions change', async () => {
    expect(await jit.evaluate('fib(20)')).toBe(6765);
    expect(await jit.evaluate('def f(x) x * 2; f(4)')).toBe(8);
    expect(await jit.evaluate('def g(x) f(x) + 1; g(4)')).toBe(9);
    expect(await jit.evaluate('def f(x) x * 3; g(4)')).toBe(13);
    expect(await jit.evaluate('for i = 1, i < 3 in f(i)')).toBe(0);
    expect(await jit.call('fib', [15])).toBe(610);
    expect(await jit.function('g')(5)).toBe(16);
  });

  test('all bits of numbers arrive', async () => {
    for (const x of [-0, Infinity, -Infinity, Number.NaN, 5e-324, 2 ** 53 + 2, 0.1]) {
      await jit.evaluate('def same(x) x');
      expect(await jit.call('same', [x])).toBe(x);
    }
    expect(await jit.evaluate('sin(1)')).toBe(Math.sin(1));
  });

  test('functions of the host are called here, and what they throw comes out', async () => {
    const mine = new Error('mine');
    const seen: number[] = [];
    jit.jit.defineHostFunction('see', (x, y) => seen.push(x!, y!));
    jit.jit.defineHostFunction('hurl', () => {
      throw mine;
    });
    expect(await jit.evaluate('see(1, 2) + see(3, 4)')).toBe(6);
    expect(seen).toEqual([1, 2, 3, 4]);
    await expect(jit.evaluate('1 + hurl()')).rejects.toBe(mine);
    printed = '';
    await jit.evaluate('printd(1.5) + printd(2)');
    expect(printed).toBe('1.500000\n2.000000\n');
  });

  test('errors are those of a session in process', async () => {
    await expect(jit.evaluate('nosuch(1)')).rejects.toThrow(DiagnosticError);
    await jit.evaluate('def bad(x) nosuch(x)');
    await expect(jit.call('bad', [1])).rejects.toThrow("unknown function 'nosuch'");
    await expect(jit.call('missing', [])).rejects.toThrow(SymbolsNotFoundError);
    await expect(jit.call('fib', [1, 2])).rejects.toThrow(
      "'fib' takes 1 argument, but 2 are given",
    );
    const overflow = await jit.call('deep', [-1]).catch((error: unknown) => error);
    expect(overflow).toBeInstanceOf(StackOverflowError);
    expect((overflow as StackOverflowError).symbols).toContain('deep');
    expect(await jit.call('deep', [1000])).toBe(1000);
  });

  test('calls end in time', async () => {
    await jit.call('spin', [0]);
    const late = await jit.call('spin', [1], { timeout: 30 }).catch((error: unknown) => error);
    expect(late).toMatchObject({ code: 'ERR_DEADLINE', timeout: 30, symbols: ['spin'] });
    expect(await jit.evaluate('fib(10)', '<text>', { timeout: 1e6 })).toBe(55);
    await expect(jit.evaluate('spin(1)', '<text>', { timeout: 30 })).rejects.toThrow(DeadlineError);
  });

  test('calls that are begun together all end', async () => {
    const calls = Array.from({ length: 200 }, (_, i) => jit.call('fib', [i % 15]));
    const wanted = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377];
    expect(await Promise.all(calls)).toEqual(calls.map((_, i) => wanted[i % 15]));
    const texts = [1, 2, 3].map((i) => jit.evaluate(`def t(x) x * ${i}; t(10)`));
    expect(await Promise.all(texts)).toEqual([10, 20, 30]);
  });

  test('a signal ends a call, and nothing else where code can be interrupted', async () => {
    const before = executor.count();
    const controller = new AbortController();
    const call = jit.call('spin', [1], { signal: controller.signal });
    const other = jit.call('fib', [16], { retries: 1 });
    const waiting = jit.call('spin', [1], { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    const ends = await Promise.allSettled([call, waiting, other]);
    const aborted = { status: 'rejected', reason: new Error('enough') };
    expect(ends).toEqual([aborted, aborted, { status: 'fulfilled', value: 987 }]);
    expect(executor.count()).toBe(place.startsWith('process') ? before + 1 : before);
    await expect(jit.call('fib', [1], { signal: AbortSignal.abort('no') })).rejects.toBe('no');
  });

  test('times that no timer can wait for do no harm', async () => {
    for (const timeout of [2 ** 31, 1e15, Infinity]) {
      expect(await jit.call('fib', [20], { timeout })).toBe(6765);
    }
  });

  test('an executor that ends takes nothing with it', async () => {
    const call = jit.call('spin', [1]);
    setTimeout(() => executor.last().close(), 20);
    await expect(call).rejects.toThrow(/^the executor is lost: /);
    const compiled: string[] = [];
    const stop = jit.jit.events.on('ready', ({ name }) => compiled.push(name));
    expect(await jit.evaluate('sin(0) + fib(17)')).toBe(1597);
    stop();
    expect(compiled).not.toContain('fib');
  });

  test('killed at random moments, it never gives a wrong result', {
    timeout: 600_000,
  }, async () => {
    const seed = Date.now() % 1_000_000;
    const random = randomNumbers(seed);
    let lost = 0;
    for (let i = 0; i < KILLS; i++) {
      const calls = Array.from({ length: 20 }, (_, k) => jit.call('fib', [k % 10]));
      setTimeout(() => executor.last().close(), random() * 10);
      for (const [k, outcome] of (await Promise.allSettled(calls)).entries()) {
        if (outcome.status === 'fulfilled') expect(outcome.value, `seed ${seed}`).toBe(FIB[k % 10]);
        else expect(outcome.reason, `seed ${seed}`).toBeInstanceOf(ExecutorLostError);
        if (outcome.status === 'rejected') lost++;
      }
    }
    expect(lost).toBeGreaterThan(0);
    expect(await jit.call('fib', [18], { retries: 2 })).toBe(2584);
  });

  test('calls of the session here say what to do', async () => {
    if (executor.last().receive !== undefined) return; // the thread can wait: they work
    expect(() => jit.jit.function('fib')(1)).toThrow(RemoteCallError);
  });
});

test('calls that the host terminates end, in the next executor too', () => {
  using jit = new KaleidoscopeJIT({ engine: createRemoteEngine(workerExecutor()) });
  jit.addSource('def spin(x) for i = 1, x in 0; def f(x) x + 1');
  for (let round = 0; round < 2; round++) {
    const spin = () => jit.call('spin', [1]);
    expect(() => runInNewContext('spin()', { spin }, { timeout: 100 })).toThrow('timed out');
    jit.recover();
    expect(jit.call('f', [round])).toBe(round + 1);
  }
});

test('an executor that cannot be started is lost', async () => {
  const open = (): Transport => ({
    send: () => {},
    start: (_, onEnd) => void setTimeout(() => onEnd('no such file')),
    close: () => {},
  });
  await expect(connect(open)).rejects.toThrow('the executor is lost: no such file');
});

test('a disposed session ends its executor', async () => {
  const jit = await connect(workerExecutor());
  await jit.evaluate('def spin(x) for i = 1, x in 0');
  const call = jit.call('spin', [1]);
  const ended = expect(call).rejects.toThrow('the session was disposed of');
  await new Promise((done) => setTimeout(done, 20));
  await jit[Symbol.asyncDispose]();
  await ended;
  await expect(jit.call('spin', [0])).rejects.toThrow();
});

test('a disposed engine ends its process at once, though its thread never comes to its events', () => {
  const engine = createRemoteEngine(relayedProcessExecutor());
  const children = () => spawnSync('ps', ['--ppid', `${process.pid}`, '-o', 'args=']).stdout;
  const isRunning = () => children().toString().includes('process-main');
  expect(isRunning()).toBe(true);
  engine[Symbol.dispose]();
  const end = performance.now() + 5000;
  while (isRunning() && performance.now() < end);
  expect(isRunning()).toBe(false);
});
