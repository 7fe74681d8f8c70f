/**
 * How time and memory grow with a program's size, for each construct of the language by itself:
 * whole processes on programs of size n, 2n and 4n. An exponent of 1 is linear, of 2 quadratic.
 *
 *     node bench/scaling.mjs [--only WORD] [--runs N] [--size FACTOR] [--json FILE] [-- OPTIONS]
 *
 * Options after `--` go to `kaleidoscope`. Times are processor times until the program has ended;
 * the time that the process then takes to exit is listed as waiting.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { executable } from './lib.mjs';
import { constructs } from './scaling/constructs.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    runs: { type: 'string', default: '1' },
    size: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});

/** The script flags faster growth, unless a run takes less time than can be measured well. */
const MAX_EXPONENT = 1.3;
const MIN_SECONDS = 0.15;
const MIN_MEGABYTES = 20;
const TIMEOUT = 120_000;

const usageReporter = new URL('./report-usage.mjs', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-bench-'));
const results = [];
try {
  const empty = best('1\n', false);
  const heading = 'n           n, 2n, 4n: seconds      exponent  megabytes        exponent';
  print(`${'construct'.padEnd(38)}${heading}`);
  for (const construct of constructs.filter(({ name }) => name.includes(options.only))) {
    const sizes = [1, 2, 4].map((factor) =>
      Math.round(construct.n * Number(options.size) * factor),
    );
    const usages = sizes.map((n) => best(construct.text(n), construct.fails === true));
    const result = { name: construct.name, sizes, usages };
    results.push({
      ...result,
      time: growth(usages, empty, 'seconds', MIN_SECONDS),
      memory: growth(usages, empty, 'megabytes', MIN_MEGABYTES),
    });
    print(row(results.at(-1)));
  }
} finally {
  rmSync(folder, { recursive: true });
}
const flagged = results.filter(isFlagged);
print(`${flagged.length} of ${results.length} grow faster than with the power of ${MAX_EXPONENT}`);
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);

/** The least of each figure over some runs. */
function best(text, fails) {
  const file = join(folder, 'program.ks');
  writeFileSync(file, text);
  const runs = Array.from({ length: Number(options.runs) }, () => measure(file, fails));
  const least = (key) => Math.min(...runs.map((run) => run[key]));
  return { seconds: least('seconds'), megabytes: least('megabytes'), waits: least('waits') };
}

function measure(file, fails) {
  const args = ['--import', usageReporter, executable, '--quiet', ...positionals, file];
  const { status, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    timeout: TIMEOUT,
  });
  const ended = Date.now();
  const usage = /usage: (\S+) (\S+) (\S+)\n$/.exec(stderr);
  if (usage === null || (status === 0) === fails) {
    const message = status === null ? 'took too long' : `ended with ${status}`;
    return { seconds: Number.NaN, megabytes: Number.NaN, waits: Number.NaN, message };
  }
  return {
    seconds: Number(usage[1]) / 1e6,
    megabytes: Number(usage[2]) / 1e3,
    waits: Math.max(0, ended - Number(usage[3])) / 1000,
  };
}

/** The exponent from 2n to 4n; undefined if the usage is too small for a meaningful one. */
function growth(usages, empty, key, min) {
  const [, half, whole] = usages.map((usage) => usage[key] - empty[key]);
  return whole < min ? undefined : Math.log2(whole / Math.max(half, min / 8));
}

function isFlagged({ usages, time = 1, memory = 1 }) {
  const waits = usages.some((usage) => usage.waits > 1);
  return !(time <= MAX_EXPONENT && memory <= MAX_EXPONENT) || waits;
}

function row(result) {
  const { name, sizes, usages, time, memory } = result;
  const column = (key, digits) => usages.map((usage) => usage[key].toFixed(digits)).join(' ');
  const exponent = (value) => (value === undefined ? '-' : value.toFixed(2)).padEnd(10);
  const waits = Math.max(...usages.map((usage) => usage.waits));
  return [
    name.padEnd(38),
    String(sizes[0]).padEnd(12),
    column('seconds', 2).padEnd(24),
    exponent(time),
    column('megabytes', 0).padEnd(17),
    exponent(memory),
    isFlagged(result) ? '<<' : '',
    waits > 1 ? ` waits ${waits.toFixed(1)} s` : '',
  ].join('');
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
