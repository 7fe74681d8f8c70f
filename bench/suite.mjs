/**
 * The speed of compiled code: the programs in `suite/` against the same programs in other
 * languages. docs/benchmarks.md says how it measures.
 *
 *     node bench/suite.mjs [--only fib,tak] [--runs N] [--quick] [--c-flags="…"] [--engine llvm] [--json FILE] [--chart FILE]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chart } from './chart.mjs';
import { median, timeProcess } from './lib.mjs';
import { findContestants } from './suite/contestants.mjs';
import { geometric, tableOf } from './suite/table.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string' },
    quick: { type: 'boolean', default: false },
    'c-flags': { type: 'string' },
    engine: { type: 'string' },
    json: { type: 'string' },
    chart: { type: 'string' },
  },
});
const runs = Number(options.runs ?? (options.quick ? 1 : 3));
/** Calls in one process: the engines optimize during `warmUp` calls; `measured` calls count. */
const { warmUp, measured } = options.quick
  ? { warmUp: 2, measured: 2 }
  : { warmUp: 3, measured: 4 };

const { contestants, missing } = findContestants({
  cFlags: options['c-flags']?.split(' '),
  engine: options.engine,
});
const programs = choosePrograms();
const folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-suite-'));
try {
  const prepared = programs.map((program) => ({
    ...program,
    commands: contestants.map(({ id, prepare }) => ({ id, ...prepare(program, folder) })),
  }));
  introduce();
  if (prepared.filter((program) => !outputsAgree(program)).length > 0) {
    process.exitCode = 1;
  } else {
    print('The results agree in all languages, bit for bit.');
    report(prepared.map(measure));
  }
} finally {
  rmSync(folder, { recursive: true });
}

function choosePrograms() {
  const all = JSON.parse(readFileSync(new URL('suite/programs.json', import.meta.url), 'utf8'));
  const names = options.only?.split(',');
  const unknown = names?.find((name) => all.every((program) => program.name !== name));
  if (unknown !== undefined) throw new Error(`no program is called '${unknown}'`);
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}

function introduce() {
  print(`${machine()}; ${runs} ${runs === 1 ? 'run' : 'runs'}`);
  for (const { id, version } of contestants) print(`  ${id.padEnd(14)}${version}`);
  for (const id of missing) print(`  ${id.padEnd(14)}not installed, left out`);
  const [load] = loadavg();
  if (load > 0.5) print(`The machine is busy (load ${load.toFixed(1)}): expect noise.`);
}

/** Whether all contestants compute the same bits for a small argument. */
function outputsAgree({ name, small, commands }) {
  const results = commands.map(({ id, calls }) => ({ id, bits: timeCalls(calls(small, 1)).bits }));
  return agree(name, small, results);
}

function agree(name, n, results) {
  if (new Set(results.map(({ bits }) => bits)).size === 1) return true;
  print(`${name}: different results of run(${n}):`);
  for (const { id, bits } of results) print(`  ${id.padEnd(14)}${bits} = ${numberOf(bits)}`);
  return false;
}

/**
 * A program's times in milliseconds. In each run all contestants take turns, and ratios compare
 * times within a run, so that a machine that slows down slows all contestants.
 */
function measure({ name, kind, n, commands }) {
  const samples = Array.from({ length: runs }, () => {
    const results = commands.map(({ id, calls, whole }) => ({
      id,
      ...timeCalls(calls(n, warmUp + measured)),
      whole: options.quick ? undefined : timeProcess(...split(whole(n))).time,
    }));
    if (!agree(name, n, results)) process.exitCode = 1;
    return Object.fromEntries(
      results.map(({ id, times, whole }) => {
        const steady = median(times.slice(warmUp));
        return [id, { first: times[0], steady, whole, times }];
      }),
    );
  });
  const over = (value) => median(samples.map(value));
  const forEach = (ids, value) =>
    Object.fromEntries(ids.map((id) => [id, over((run) => value(run, id))]));
  const all = commands.map(({ id }) => id);
  const peers = all.slice(1);
  const result = {
    name,
    kind,
    n,
    steady: forEach(all, (run, id) => run[id].steady),
    ratio: forEach(peers, (run, id) => run.kaleidoscope.steady / run[id].steady),
    firstOverSteady: over(({ kaleidoscope }) => kaleidoscope.first / kaleidoscope.steady),
    samples,
  };
  if (!options.quick) {
    result.whole = forEach(all, (run, id) => run[id].whole);
    result.wholeRatio = forEach(peers, (run, id) => run.kaleidoscope.whole / run[id].whole);
  }
  process.stderr.write(`${name} is done\n`);
  return result;
}

/** Runs a driver; returns the bits of the result and the milliseconds of each call. */
function timeCalls(command) {
  const [bits, ...times] = timeProcess(...split(command))
    .stdout.trim()
    .split(' ');
  return { bits, times: times.map(Number) };
}

function split([command, ...args]) {
  return [command, args.map(String)];
}

function report(results) {
  const peers = contestants.slice(1).map(({ id }) => id);
  const versions = Object.fromEntries(contestants.map(({ id, version }) => [id, version]));
  const date = new Date().toISOString().slice(0, 10);
  const means = (value) =>
    Object.fromEntries(
      peers.map((id) => [id, geometric(results.map((result) => value(result)[id]))]),
    );
  const geometricMean = {
    ratio: means(({ ratio }) => ratio),
    firstOverSteady: geometric(results.map(({ firstOverSteady }) => firstOverSteady)),
  };
  if (!options.quick) geometricMean.wholeRatio = means(({ wholeRatio }) => wholeRatio);
  const summary = { machine: machine(), date, runs, versions, geometricMean, programs: results };
  print(`\n${tableOf(results, peers)}`);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(summary, undefined, 2)}\n`);
  if (options.chart !== undefined) writeFileSync(options.chart, chart(summary));
}

function numberOf(bits) {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

function machine() {
  return `${cpus()[0].model.trim()}, ${cpus().length} cores, ${arch()}, Node ${process.version}`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
