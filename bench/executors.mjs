/**
 * Code that runs elsewhere: how long an executor takes to be ready, a call of a compiled function and
 * back, and the first call of a lazy one; and the same in this thread. docs/benchmarks.md shows it.
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
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(results, null, 2));

function print(line) {
  process.stdout.write(`${line}\n`);
}
