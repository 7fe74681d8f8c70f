/**
 * The figures of lazy compilation: whole processes on generated programs, and single steps in one
 * process. `node bench/lazy.mjs [--runs N] [--json FILE]`, after `npm run build`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { KaleidoscopeJIT } from 'kaleidoscope-jit';
import { generateProgram } from './generate.mjs';
import { executable, median, peakMemory, timeProcess } from './lib.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    json: { type: 'string' },
    quick: { type: 'boolean' },
  },
});
const runs = Number(options.runs);

/** Programs, with the time in seconds and the memory in megabytes of the peer: see README.md. */
const programs = [
  { functions: 5000, expressions: 1000, goal: 0.4, peer: { time: 7.3, memory: 114 } },
  { functions: 5000, expressions: 5000, goal: 1, peer: { time: 21.6, memory: 131 } },
  { functions: 5000, expressions: 50, goal: 0.25, peer: { time: 0.79 } },
  { functions: 20_000, expressions: 70, goal: 0.3 },
];

const results = { machine: machine(), programs: [], steps: {} };
const folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-bench-'));
try {
  for (const { functions, expressions, goal, peer } of programs) {
    const file = join(folder, `${functions}-${expressions}.ks`);
    writeFileSync(file, generateProgram({ functions, expressions }));
    const stats = JSON.parse(
      timeProcess(process.execPath, [executable, '--quiet', '--stats=json', file]).stderr,
    );
    const times = Array.from(
      { length: runs },
      () => timeProcess(process.execPath, [executable, '--quiet', file]).time / 1000,
    );
    const result = {
      functions,
      expressions,
      compiled: stats.compiled,
      interpreted: stats.interpreted,
      time: median(times),
      memory: peakMemory(['--quiet', file]),
      goal,
      peer,
    };
    results.programs.push(result);
    const ratio =
      peer === undefined
        ? ''
        : `, peer ${peer.time} s: ${(peer.time / result.time).toFixed(1)} times`;
    print(
      `${functions} functions, ${expressions} expressions, ${result.compiled} compiled, ` +
        `${result.interpreted} interpreted: ` +
        `${result.time.toFixed(3)} s (goal ${goal}), ${result.memory.toFixed(0)} MB${ratio}`,
    );
  }
  results.steps.firstCall = firstCall(0);
  print(`compile + link + first call, warm: ${results.steps.firstCall.toFixed(0)} µs (goal 80)`);
  results.steps.interpretedCall = firstCall(1);
  print(`first call that is interpreted, warm: ${results.steps.interpretedCall.toFixed(0)} µs`);
  results.steps.manyFunctions = manyFunctions();
  for (const { count, time, memory } of results.steps.manyFunctions) {
    print(
      `${count} functions declared and compiled: ${time.toFixed(2)} s, ${memory.toFixed(0)} MB`,
    );
  }
  results.caches = ['llvm', 'wasm'].flatMap((engine) =>
    [1000, 5000].flatMap((expressions) => secondRun(engine, expressions) ?? []),
  );
  for (const { engine, expressions, without, first, second, ratio } of results.caches) {
    print(
      `${engine}, 5000 functions, ${expressions} expressions, nothing interpreted: ${without.toFixed(2)} s without a cache, ` +
        `${first.toFixed(2)} s with an empty one, ${second.toFixed(2)} s the next time: ${ratio.toFixed(1)} times`,
    );
  }
  const million = options.quick ? 100_000 : 1_000_000;
  for (const [name, step] of Object.entries(soaks())) {
    const heap = soak(million, step);
    results.steps[name] = heap;
    print(
      `${million} ${name}: resident memory ${heap.map((mb) => mb.toFixed(0)).join(', ')} MB at tenths of the way`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);

/** Median time of the first call of functions like the generated ones, in microseconds. */
function firstCall(interpretedCalls) {
  const jit = new KaleidoscopeJIT({ output: () => {}, interpretedCalls });
  const count = 2000;
  for (let i = 0; i < count; i++)
    jit.addSource(`def f${i}(x y) if x < ${i} then x * y + ${i} else y - x / ${i + 1};`);
  const times = [];
  for (let i = 0; i < count; i++) {
    const call = jit.function(`f${i}`);
    const start = performance.now();
    call(i, 2);
    times.push((performance.now() - start) * 1000);
  }
  return median(times.slice(count / 2));
}

/**
 * Times in seconds of a program without a cache, with an empty one, and with what that run has left;
 * `ratio` is the median of the last two within a run. Nothing where the engine is missing.
 */
function secondRun(engine, expressions) {
  const file = join(folder, `5000-${expressions}.ks`);
  const cache = join(folder, `cache-${engine}`);
  const time = (...args) => {
    const all = [
      executable,
      `--engine=${engine}`,
      '--in-process',
      '--interpret=0',
      '--quiet',
      ...args,
      file,
    ];
    return timeProcess(process.execPath, all).time / 1000;
  };
  try {
    timeProcess(process.execPath, [executable, `--engine=${engine}`, '-e', '1']);
  } catch (thrown) {
    print(`${engine} is missing: ${thrown.message}`);
    return undefined;
  }
  const times = Array.from({ length: Math.ceil(runs / 3) }, () => {
    rmSync(cache, { recursive: true, force: true });
    const [without, first, second] = [
      time('--cache='),
      time('--cache', cache),
      time('--cache', cache),
    ];
    return { without, first, second, ratio: first / second };
  });
  const middle = (name) => median(times.map((each) => each[name]));
  return {
    engine,
    expressions,
    without: middle('without'),
    first: middle('first'),
    second: middle('second'),
    ratio: middle('ratio'),
  };
}

/** Whether time and memory are linear in the number of functions that are called. */
function manyFunctions() {
  return [25_000, 50_000, 100_000].map((count) => {
    const file = join(folder, `all-${count}.ks`);
    const functions = Array.from(
      { length: count },
      (_, i) => `def f${i}(x) x * ${i} + 1; f${i}(2);\n`,
    );
    writeFileSync(file, functions.join(''));
    const args = ['--quiet', '--interpret=0', file];
    const { time } = timeProcess(process.execPath, [executable, ...args]);
    return { count, time: time / 1000, memory: peakMemory(args) };
  });
}

function soaks() {
  return {
    redefinitions: (jit, i) => {
      jit.addSource(`def f(x) x + ${i};`);
      if (jit.evaluate(`f(1);`) !== i + 1) throw new Error('wrong result');
    },
    expressions: (jit, i) => {
      if (jit.evaluate(`${i} * 2;`) !== i * 2) throw new Error('wrong result');
    },
  };
}

function soak(count, step) {
  const jit = new KaleidoscopeJIT({ output: () => {}, interpretedCalls: 0 });
  const memory = [];
  for (let i = 0; i < count; i++) {
    step(jit, i);
    if ((i + 1) % (count / 10) === 0) memory.push(process.memoryUsage().rss / 1e6);
  }
  return memory;
}

function machine() {
  return `${cpus()[0].model}, ${cpus().length} cores, ${arch()}, Node ${process.version}`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
