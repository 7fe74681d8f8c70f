/**
 * What is checked of executors in workers of a browser. Uses the files of the package as they are, like
 * a page without a bundler.
 */
import { IsolationError, workerExecutor } from '../../src/executors/browser/index.ts';
import {
  type ConnectedKaleidoscopeJIT,
  connect,
  ExecutorLostError,
} from '../../src/executors/index.ts';
import { DeadlineError, StackOverflowError } from '../../src/index.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { equal } from './equal.ts';
import { endlessFunction, paddedFunction } from './raw-functions.ts';

type Check = () => void | Promise<void>;

/** Of a page that is cross-origin isolated. */
export const isolatedChecks: Readonly<Record<string, Check>> = {
  'lazy calls and redefinition': checkCalls,
  'functions of the host': checkHost,
  'a full stack': checkOverflow,
  'calls end in time': checkDeadlines,
  'an endless loop is ended, and definitions stay': checkEndlessLoop,
  'a signal ends a call': checkSignal,
  'a worker that ends takes nothing with it': checkLoss,
  'workers that cannot be started': checkNoWorker,
  'a thousand calls begun together': checkManyCalls,
  'frames larger than the ring': checkLargeFrames,
};

/** Of a page that is not. */
export const unsharedChecks: Readonly<Record<string, Check>> = {
  'an executor in a worker says what the page needs': checkIsolation,
};

const WORKER = '/dist/executors/browser/worker-main.js';

async function checkCalls(): Promise<void> {
  const jit = await connect(workerExecutor());
  await jit.addSource('def f(x) x + 1; def g(x) f(x) * 2; def never(x) nosuch(x)');
  equal(jit.jit.findSymbol('g')?.state, 'lazy');
  equal(await jit.call('g', [1]), 4);
  equal(jit.jit.findSymbol('g')?.state, 'ready');
  await jit.addSource('def f(x) x + 10');
  equal(await jit.call('g', [1]), 22);
  equal(await jit.call('g', [-0]), 20);
  equal(await jit.evaluate('def g(x y) x / y; g(1, 2)'), 0.5);
  equal(await jit.call('g', [-0, 2]), -0);
  equal(((await failureOf(jit.call('never', [1]))) as Error).message.includes('nosuch'), true);
  await jit[Symbol.asyncDispose]();
}

async function checkHost(): Promise<void> {
  await withSession(async (jit) => {
    const mine = new Error('mine');
    const seen: number[] = [];
    jit.jit.defineHostFunction('see', (x) => seen.push(x));
    jit.jit.defineHostFunction('hurl', () => {
      throw mine;
    });
    equal(await jit.evaluate('extern sin(x); see(5) + see(6) + sin(1)'), 3 + Math.sin(1));
    equal(seen.join(), '5,6');
    equal(await failureOf(jit.evaluate('1 + hurl()')), mine);
    equal(await jit.call('fib', [20]), 6765);
  });
}

async function checkOverflow(): Promise<void> {
  await withSession(async (jit) => {
    await jit.addSource('def deep(n) if n then 1 + deep(n - 1) else 0');
    const thrown = await failureOf(jit.call('deep', [-1]));
    equal(thrown instanceof StackOverflowError, true);
    equal((thrown as StackOverflowError).symbols.includes('deep'), true);
    equal(await jit.call('deep', [1000]), 1000);
  });
}

async function checkDeadlines(): Promise<void> {
  await withSession(async (jit, workers) => {
    const thrown = await failureOf(jit.call('spin', [1], { timeout: 30 }));
    equal(thrown instanceof DeadlineError, true);
    equal((thrown as DeadlineError).symbols.join(), 'spin'); // told by the worker, which goes on
    equal(await jit.call('fib', [20], { timeout: 10_000 }), 6765);
    equal(workers.length, 1);
  });
}

async function checkEndlessLoop(): Promise<void> {
  await withSession(async (jit, workers) => {
    const { session } = jit.jit;
    session.main.define(endlessFunction(session, 'endless'));
    const late = failureOf(jit.call('endless', [1], { timeout: 50 }));
    const other = failureOf(jit.call('fib', [10]));
    equal((await late) instanceof DeadlineError, true);
    equal((await other) instanceof ExecutorLostError, true);
    equal(await jit.call('fib', [20]), 6765);
    equal(workers.length, 2);
    const controller = new AbortController();
    const aborted = failureOf(jit.call('endless', [1], { signal: controller.signal }));
    setTimeout(() => controller.abort('enough'), 20);
    equal(await aborted, 'enough');
    equal(await jit.call('fib', [20]), 6765);
    equal(workers.length, 3);
  });
}

async function checkSignal(): Promise<void> {
  await withSession(async (jit, workers) => {
    const controller = new AbortController();
    const call = failureOf(jit.call('spin', [1], { signal: controller.signal }));
    setTimeout(() => controller.abort('enough'), 20);
    equal(await call, 'enough');
    equal(await jit.call('fib', [20]), 6765);
    equal(workers.length, 1); // the worker has looked for frames meanwhile
  });
}

async function checkLoss(): Promise<void> {
  await withSession(async (jit, workers) => {
    equal(await jit.call('fib', [20]), 6765);
    for (let round = 1; round <= 3; round++) {
      const call = failureOf(jit.call('spin', [1]));
      setTimeout(() => workers.at(-1)?.terminate(), 20);
      equal(String(await call), 'ExecutorLostError: the executor is lost: its worker has ended');
      equal(await jit.call('fib', [20]), 6765);
      equal(workers.length, round + 1);
    }
  });
}

async function checkNoWorker(): Promise<void> {
  const failures = {
    '/nosuch.js': 'the script of its worker cannot be loaded',
    'data:text/javascript,throw new Error("mine")': 'mine',
    'data:text/javascript,postMessage(5)': 'its worker sends something else than frames',
  };
  for (const [url, reason] of Object.entries(failures)) {
    const createWorker = () => new Worker(url, { type: 'module' });
    const thrown = await failureOf(connect(workerExecutor({ createWorker })));
    equal(thrown instanceof ExecutorLostError, true);
    equal((thrown as ExecutorLostError).reason.includes(reason), true);
  }
}

async function checkManyCalls(): Promise<void> {
  await withSession(async (jit) => {
    const results = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => jit.call('fib', [i % 10])),
    );
    const wanted = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34];
    equal(results.join(), results.map((_, i) => wanted[i % 10]).join());
  });
}

/** One frame of 3 MB, one of 100 KB; and many small ones at once, when a worker replaces another. */
async function checkLargeFrames(): Promise<void> {
  await withSession(async (jit, workers) => {
    const { session } = jit.jit;
    session.main.define(paddedFunction(session, 'large', 3_000_000));
    equal(await jit.call('large', [7]), 7);
    const arms = Array.from({ length: 5000 }, (_, n) => `if x < ${n} then ${n} else `).join('');
    equal(await jit.evaluate(`def chain(x) ${arms}x; chain(17.5) + chain(9999)`), 18 + 9999);
    const names = Array.from({ length: 1000 }, (_, i) => `f${i}`);
    await jit.addSource(names.map((name, i) => `def ${name}(x) x + ${i}`).join('\n'));
    const calls = names.map((name) => `${name}(1)`).join(': ');
    await jit.evaluate(`def binary : 1 (a b) b; ${calls}`);
    setTimeout(() => workers[0]?.terminate(), 20);
    equal((await failureOf(jit.call('spin', [1]))) instanceof ExecutorLostError, true);
    equal(await jit.call('f999', [1]), 1000);
    equal(await jit.call('large', [8]), 8);
    equal(workers.length, 2);
  });
}

function checkIsolation(): void {
  const thrown = thrownBy(() => workerExecutor());
  equal(thrown instanceof IsolationError, true);
  equal((thrown as IsolationError).code, 'ERR_ISOLATION');
  equal((thrown as Error).message.includes("'Cross-Origin-Opener-Policy: same-origin'"), true);
}

/** Opens a session, and ends it after the action. `workers` lists those that were started for it. */
async function withSession(
  action: (jit: ConnectedKaleidoscopeJIT, workers: readonly Worker[]) => Promise<void>,
): Promise<void> {
  const workers: Worker[] = [];
  const createWorker = () => {
    const worker = new Worker(WORKER, { type: 'module' });
    workers.push(worker);
    return worker;
  };
  const jit = await connect(workerExecutor({ createWorker }));
  try {
    await jit.addSource(`def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)
      def spin(x) for i = 1, x in 0`);
    await action(jit, workers);
  } finally {
    await jit[Symbol.asyncDispose]();
  }
}

/** What the promise is rejected with. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${value}`);
    },
    (thrown: unknown) => thrown,
  );
}
