/** The language cases in a worker thread: all of them in long runs, some in others. */
import { expect, test } from 'vitest';
import { createRemoteEngine } from '../../src/executors/index.ts';
import { workerExecutor } from '../../src/executors/node/index.ts';
import { caseFiles } from '../support/case-files.ts';
import { runCase } from '../support/case-runner.ts';
import { isLong } from '../support/long.ts';

/** Of so many cases a short run takes one: each session starts a thread, which takes 40 to 100 ms. */
const STRIDE = 20;

const { names, read } = caseFiles('ks');
const engine = {
  name: 'worker',
  nesting: 50,
  create: () => createRemoteEngine(workerExecutor()),
};

test.each(names.filter((_, i) => isLong || i % STRIDE === 0))('%s', (name) => {
  const text = read(name);
  const results = runCase(text, engine);
  expect(results.jit, 'on the JIT').toBe(text);
  expect(results.inlining, 'on the JIT, with inlining').toBe(text);
});
