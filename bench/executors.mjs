/**
 * Code that runs elsewhere: how long an executor takes to be ready, a call of a compiled function and
 * back, and the first call of a lazy one; and the same in this thread. Then how much faster two workers
 * take many calls than one. docs/benchmarks.md shows it.
 *
 *     node bench/executors.mjs [--runs N] [--calls N] [--json FILE]
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createLLVMCompilingEngine, createLLVMEngine } from '../dist/engines/llvm/index.js';
import { connect } from '../dist/executors/index.js';
import { processExecutor, socketExecutor, workerExecutor } from '../dist/executors/node/index.js';
import { KaleidoscopeJIT } from '../dist/index.js';
import { elsewhere, measure } from './executors/measure.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    calls: { type: 'string', default: '2000' },
    json: { type: 'string' },
  },
});
const runs = Number(options.runs);
const calls = Number(options.calls);
/** Calls that are spread over several executors. */
const SPREAD = 10_000;

/** The executor that listens in a process of its own, on this machine. */
const secret = randomBytes(16).toString('hex');
const kaleidoscope = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const listening = spawn(process.execPath, [kaleidoscope, 'executor', '--listen=tcp://:0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, KALEIDOSCOPE_SECRET: secret },
});
const [address] = await once(createInterface(listening.stdout), 'line');

const places = {
  'this thread': () => here(),
  worker: () => elsewhere(workerExecutor()),
  process: () => elsewhere(processExecutor()),
  socket: () => elsewhere(socketExecutor(address, { secret })),
  'LLVM, here': () => here({ engine: createLLVMEngine() }),
  'LLVM, process': () =>
    elsewhere(processExecutor({ engine: 'llvm' }), { engine: createLLVMCompilingEngine() }),
};

function here(options) {
  const jit = new KaleidoscopeJIT({ interpretedCalls: 0, ...options });
  return {
    addSource: async (text) => jit.addSource(text),
    call: async (name, args) => jit.call(name, args),
    end: async () => jit[Symbol.dispose](),
  };
}

const results = [];
print('               ready        call and back   first call of a small function');
for (const [place, open] of Object.entries(places)) {
  const result = { place, ...(await measure(open, runs, calls)) };
  results.push(result);
  const { ready, roundTrip, lazy } = result;
  const micros = `${(roundTrip * 1000).toFixed(1)} µs`;
  print(
    `${place.padEnd(14)} ${`${ready.toFixed(1)} ms`.padEnd(12)} ${micros.padEnd(15)} ${lazy.toFixed(2)} ms`,
  );
}
listening.kill();

const steps = await stepsPerMillisecond();
const spread = {};
for (const count of [1, 2]) spread[count] = await timeSpread(count);
const ratio = (spread[1] / spread[2]).toFixed(2);
print(
  `${SPREAD} calls of 1 ms: one worker ${spread[1].toFixed(1)} s, two ${spread[2].toFixed(1)} s, ${ratio} times`,
);

/** Seconds that calls of a millisecond take, all begun together, in so many workers. */
async function timeSpread(count) {
  const jit = await connectWorkers(count);
  const callAll = (calls) =>
    Promise.all(Array.from({ length: calls }, () => jit.call('work', [steps])));
  await callAll(200 * count); // code in all workers, optimized
  const start = performance.now();
  await callAll(SPREAD);
  const seconds = (performance.now() - start) / 1000;
  await jit[Symbol.asyncDispose]();
  return seconds;
}

/** How many iterations of the loop take a millisecond in code that V8 has optimized. */
async function stepsPerMillisecond() {
  const jit = await connectWorkers(1);
  const most = 1e7;
  for (let i = 0; i < 20; i++) await jit.call('work', [most]);
  const start = performance.now();
  await jit.call('work', [most]);
  const taken = performance.now() - start;
  await jit[Symbol.asyncDispose]();
  return Math.round(most / taken);
}

async function connectWorkers(count) {
  const jit = await connect(Array.from({ length: count }, () => workerExecutor()));
  await jit.addSource('def work(n) for i = 1, i < n in 0');
  return jit;
}

if (options.json !== undefined)
  writeFileSync(options.json, JSON.stringify({ results, spread }, null, 2));

function print(line) {
  process.stdout.write(`${line}\n`);
}
