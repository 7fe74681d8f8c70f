/** Several executors in one session: what goes where, and what is left when one ends. */
import { afterEach, expect, test } from 'vitest';
import {
  type ConnectedKaleidoscopeJIT,
  connect,
  ExecutorLostError,
  type OpenTransport,
  type Transport,
} from '../../src/executors/index.ts';
import { workerExecutor } from '../../src/executors/node/index.ts';
import { executorCodec, type ToController } from '../../src/executors/protocol.ts';
import { DeadlineError, InvalidArgumentError } from '../../src/index.ts';

const FIB = 'def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)';
const SPIN = 'def spin(x) for i = 1, x in 0';

let jit: ConnectedKaleidoscopeJIT | undefined;
afterEach(async () => {
  await jit?.[Symbol.asyncDispose]();
  jit = undefined;
});

/** An executor, the messages that it gets, and its end. */
class Watched {
  readonly kinds: string[] = [];
  count = 0;
  #transport: Transport | undefined;
  #onFrame: (() => void) | undefined;
  /** Resolves when it is ready for the first time. */
  readonly ready = new Promise<void>((resolve) => {
    this.#onFrame = resolve;
  });
  readonly #inner: OpenTransport;
  readonly #codec = executorCodec();

  constructor(inner: OpenTransport = workerExecutor()) {
    this.#inner = inner;
  }

  readonly open: OpenTransport = () => {
    this.count++;
    const transport = this.#inner();
    this.#transport = transport;
    return {
      send: (frame) => {
        this.kinds.push(this.#codec.decode(frame).kind);
        transport.send(frame);
      },
      start: (onFrame, onEnd) => {
        const take = (frame: Uint8Array) => {
          onFrame(frame);
          this.#onFrame?.();
        };
        transport.start(take, onEnd);
      },
      hold: (isHeld) => transport.hold?.(isHeld),
      close: () => transport.close(),
    };
  };

  /** How many messages of a kind have come since the last time. */
  took(kind: string): number {
    const count = this.kinds.filter((each) => each === kind).length;
    this.kinds.length = 0;
    return count;
  }

  end(): void {
    this.#transport?.close();
  }
}

test('calls go to all of them, and a function is compiled once', async () => {
  const [a, b] = [new Watched(), new Watched()];
  jit = await connect([a.open, b.open]);
  await Promise.all([a.ready, b.ready]);
  const compiled: string[] = [];
  jit.jit.events.on('ready', ({ name }) => compiled.push(name));
  await jit.addSource(FIB);
  expect([a.took('object'), b.took('object')]).toEqual([0, 0]);
  const calls = Array.from({ length: 1000 }, () => jit?.call('fib', [15]));
  expect(new Set(await Promise.all(calls))).toEqual(new Set([610]));
  expect(compiled).toEqual(['fib']);
  for (const { kinds } of [a, b]) {
    expect(kinds.filter((kind) => kind === 'object')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'call').length).toBeGreaterThan(250);
  }
});

test('definitions change in all of them, and code goes where it is called', async () => {
  const [a, b] = [new Watched(), new Watched()];
  jit = await connect([a.open, b.open]);
  await Promise.all([a.ready, b.ready]);
  for (let i = 0; i < 5; i++) {
    await jit.addSource(`def f(x) x + ${i} def g(x) f(x) * 2`);
    const calls = Array.from({ length: 20 }, (_, x) => jit?.call('g', [x]));
    expect(await Promise.all(calls)).toEqual(calls.map((_, x) => (x + i) * 2));
  }
  a.took('link');
  b.took('link');
  await jit.addSource('def h(x) x');
  expect(await jit.call('h', [1])).toBe(1);
  expect(a.took('link') + b.took('link')).toBe(1);
});

test('an object that is there is not sent again', async () => {
  const a = new Watched();
  jit = await connect([a.open]);
  await jit.addSource('def f(x) x + 1');
  await jit.call('f', [1]);
  await jit.addSource('def f(x) x + 2');
  await jit.call('f', [1]);
  expect(a.took('object')).toBe(2);
  await jit.addSource('def f(x) x + 1');
  expect(await jit.call('f', [1])).toBe(2);
  expect(a.kinds).toContain('link');
  expect(a.took('object')).toBe(0);
});

test('one that ends takes its calls with it, and others go on', async () => {
  const [a, b] = [new Watched(), new Watched()];
  jit = await connect([a.open, b.open]);
  await Promise.all([a.ready, b.ready]);
  await jit.addSource(`${FIB} ${SPIN}`);
  await jit.call('fib', [10]);
  const first = jit.call('spin', [1]);
  const second = jit.call('spin', [1], { timeout: 400 });
  const secondEnds = expect(second).rejects.toThrow(DeadlineError);
  setTimeout(() => a.end(), 20);
  await expect(first).rejects.toThrow(ExecutorLostError);
  expect(await jit.call('fib', [10])).toBe(55);
  await secondEnds;
  expect([a.count, b.count]).toEqual([2, 1]);
});

test('calls wait for one that has room, and end in time there too', async () => {
  jit = await connect([workerExecutor()]);
  await jit.addSource(SPIN);
  await jit.call('spin', [0]);
  const calls = Array.from({ length: 10 }, (_, i) => jit?.call('spin', [1], { timeout: 30 + i }));
  const ends = await Promise.allSettled(calls);
  for (const [i, end] of ends.entries()) {
    expect(end).toMatchObject({ reason: { code: 'ERR_DEADLINE', timeout: 30 + i } });
  }
});

test('calls are begun again as often as they say', async () => {
  const a = new Watched();
  jit = await connect(a.open);
  await jit.addSource(SPIN);
  let times = 0;
  jit.jit.defineHostFunction('arrive', () => {
    times++;
    if (times < 3) a.end();
    return times;
  });
  await jit.addSource('def visit() arrive()');
  await expect(jit.call('visit', [])).rejects.toThrow(ExecutorLostError);
  expect(await jit.call('visit', [], { retries: 5 })).toBe(3);
  await expect(jit.call('visit', [], { retries: -1 })).rejects.toThrow(InvalidArgumentError);
});

test('a deadline that a function of the host has met is its own', async () => {
  jit = await connect(workerExecutor());
  const own = new DeadlineError(['elsewhere'], 5);
  jit.jit.defineHostFunction('hurl', () => {
    throw own;
  });
  await jit.addSource('def f() hurl()');
  await expect(jit.call('f', [])).rejects.toBe(own);
  await expect(jit.call('f', [], { timeout: 10_000 })).rejects.toBe(own);
});

test('a session without executors says so', async () => {
  await expect(connect([])).rejects.toThrow(InvalidArgumentError);
});

test('a failure of an executor costs it', async () => {
  let count = 0;
  const open = (): Transport => {
    let deliver: ((frame: Uint8Array) => void) | undefined;
    count++;
    return {
      start: (onFrame) => {
        deliver = onFrame;
      },
      send: (frame) => {
        const message = executorCodec().decode(frame);
        if (message.kind !== 'start' && message.kind !== 'call') return;
        const answer: ToController =
          message.kind === 'start'
            ? { kind: 'ready', version: 1, keepsObjects: false }
            : {
                kind: 'result',
                call: message.call,
                outcome: { kind: 'failure', message: 'out of order' },
              };
        setTimeout(() => deliver?.(executorCodec().encode(answer)));
      },
      close: () => {},
    };
  };
  jit = await connect(open);
  await jit.addSource(FIB);
  await expect(jit.call('fib', [1])).rejects.toThrow(
    'the executor is lost: it failed: out of order',
  );
  expect(count).toBe(2);
});
