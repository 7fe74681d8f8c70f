/** How long it takes until a session is ready, a call and back, and a first call; in Node and in pages. */
import { connect } from '../../dist/executors/index.js';
import { median } from '../median.mjs';

/** Functions whose first calls are measured; some calls before let the host's engine warm up. */
const LAZY = 200;
const WARM_UP = 100;

/** A session whose code runs elsewhere. */
export async function elsewhere(open, options) {
  const jit = await connect(open, options);
  return {
    addSource: (text) => jit.addSource(text),
    call: (name, args) => jit.call(name, args),
    end: () => jit[Symbol.asyncDispose](),
  };
}

/** Opens sessions; returns the milliseconds of each part, medians. */
export async function measure(open, runs, calls) {
  const ready = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    const session = await open();
    ready.push(performance.now() - start);
    await session.end();
  }
  const session = await open();
  await session.addSource('def f(x) x + 1');
  const roundTrip = await timeEach(calls, () => session.call('f', [1]));
  const names = Array.from({ length: LAZY }, (_, i) => `g${i}`);
  await session.addSource(names.map((name, i) => `def ${name}(x) x * ${i} + f(x)`).join('\n'));
  const lazy = await timeEach(LAZY, (i) => session.call(names[i], [1]));
  await session.end();
  return { ready: median(ready), roundTrip, lazy };
}

async function timeEach(count, action) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await action(i);
    if (i >= Math.min(WARM_UP, count / 2)) times.push(performance.now() - start);
  }
  return median(times);
}
