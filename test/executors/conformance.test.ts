/** The language cases in executors elsewhere. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRemoteEngine, type OpenTransport } from '../../src/executors/index.ts';
import { relayedSocketExecutor, workerExecutor } from '../../src/executors/node/index.ts';
import { workspace } from '../cli/kaleidoscope.ts';
import { caseFiles } from '../support/case-files.ts';
import { runCase } from '../support/case-runner.ts';
import { llvmProcesses, type TestEngine } from '../support/engines.ts';
import { isLong } from '../support/long.ts';
import { missingLLVM } from '../support/native.ts';
import { type ListeningProcess, SECRET, startListening } from './listening.ts';

/**
 * Of so many cases a run takes one: each session starts a thread or, slower yet, a process. All run in
 * workers in long runs; further away the code is the same, and what carries frames differs.
 */
const STRIDE = isLong ? { worker: 1, far: 4 } : { worker: 20, far: 40 };

const { names, read } = caseFiles('ks');
const every = (stride: number) => names.filter((_, i) => i % stride === 0);

function engineAt(open: OpenTransport): TestEngine {
  return { name: 'elsewhere', nesting: 50, create: () => createRemoteEngine(open) };
}

/** The code is the same everywhere: with inlining it runs in workers alone. */
function check(name: string, engine: TestEngine): void {
  const text = read(name);
  expect(runCase(text, engine).jit).toBe(text);
}

describe('in a worker', () => {
  test.each(every(STRIDE.worker))('%s', (name) => {
    const text = read(name);
    const results = runCase(text, engineAt(workerExecutor()));
    expect(results.jit, 'on the JIT').toBe(text);
    expect(results.inlining, 'on the JIT, with inlining').toBe(text);
  });
});

test.skipIf(missingLLVM)(`machine code is among them${missingLLVM ?? ''}`, () => {
  expect(llvmProcesses).not.toEqual([]);
});

describe.each(llvmProcesses)('on $name', (engine) => {
  test.each(every(STRIDE.far))('%s', (name) => check(name, engine));
});

const sockets = ['tcp://:0', `unix:${join(workspace, 'conformance.sock')}`];

describe.each(sockets)('at %s', (address) => {
  let listening: ListeningProcess;
  beforeAll(async () => {
    listening = await startListening(address);
  });
  afterAll(async () => {
    await listening.stop();
    expect(await listening.messages).toBe('');
  });

  test.each(every(STRIDE.far))('%s', (name) => {
    check(name, engineAt(relayedSocketExecutor(listening.address, { secret: SECRET })));
  });
});
