/**
 * Mutation run: makes small changes to the source, one at a time, and reports which of them the
 * tests notice. A change that no test notices shows behaviour without a test (DeMillo, Lipton,
 * Sayward, "Hints on Test Data Selection", 1978).
 *
 *     npm run mutate -- [--only PATTERN] [--sample N] [--seed S] [--shard I/N] [--jobs N] [--check]
 *
 * `mutations/` lists the changes. The script makes each in a temporary copy of the working tree,
 * and runs the tests that should notice it until the first failure. `--only` takes the mutations
 * whose name or file matches a regular expression, `--sample` N of those, which `--seed` picks,
 * `--shard` every Nth of them from the Ith on, and `--check` compares the list with the source and
 * runs nothing.
 *
 * Exit code 1: a mutation survived, one that should change nothing was caught, or an entry of the
 * list is wrong.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { transform } from 'esbuild';
import { mutations } from './mutations/index.mjs';

/** Milliseconds after which tests count as hanging: they noticed the mutation. */
const TIMEOUT = 120_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string', default: String(mutations.length) },
    seed: { type: 'string', default: '1' },
    shard: { type: 'string', default: '1/1' },
    jobs: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    check: { type: 'boolean', default: false },
  },
});

const mistakes = (await Promise.all(mutations.map(findMistakes))).flat();
for (const mistake of mistakes) warn(mistake);
if (mistakes.length > 0) process.exitCode = 1;
else if (options.check) say(`${mutations.length} mutations fit the source`);
else await run(choose());

function say(text) {
  process.stdout.write(`${text}\n`);
}

function warn(text) {
  process.stderr.write(`${text}\n`);
}

/** Returns the mistakes in an entry of the list. */
async function findMistakes(mutation, index) {
  const { name, file, text, becomes, tests } = mutation;
  const complain = (what) => [`${file}: ${name}: ${what}`];
  const isNamesake = (other) => other.name === name && other.file === file;
  if (mutations.findIndex(isNamesake) !== index) return complain('named twice');
  for (const test of tests) if (!existsSync(join(root, test))) return complain(`no ${test}`);
  const source = readFileSync(join(root, file), 'utf8');
  const count = source.split(text).length - 1;
  if (count !== 1) return complain(`its text occurs ${count} times: ${text}`);
  if (becomes === text) return complain('changes nothing');
  return transform(mutate(source, mutation), { loader: 'ts', logLevel: 'silent' }).then(
    () => [],
    (error) => complain(error.message),
  );
}

function mutate(source, { text, becomes }) {
  const [before, after] = source.split(text);
  return before + becomes + after;
}

function choose() {
  const [index, count] = options.shard.split('/').map(Number);
  if (!(index >= 1 && index <= count)) throw new Error(`--shard=${options.shard}: it is I/N`);
  const pattern = new RegExp(options.only ?? '', 'i');
  const fitting = mutations.filter(({ name, file }) => pattern.test(name) || pattern.test(file));
  const inOrder = fitting.toSorted((a, b) => (placeInSample(a) < placeInSample(b) ? -1 : 1));
  const sample = new Set(inOrder.slice(0, Number(options.sample)));
  return fitting
    .filter((mutation) => sample.has(mutation))
    .filter((_, at) => at % count === index - 1);
}

/** Sort key of a mutation in a sample, independent of the other mutations. */
function placeInSample({ name, file }) {
  return createHash('sha256').update(`${options.seed} ${file} ${name}`).digest('hex');
}

async function run(chosen) {
  const start = Date.now();
  const runs = new Map(chosen.map((mutation) => [selectionOf(mutation).join(' '), mutation]));
  const folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-mutate-'));
  try {
    // A test that fails without a mutation would notice all of them; an empty selection, none.
    const failed = await inParallel(folder, [...runs.values()], async (copy, mutation) => {
      const { noticed, output } = await runTests(copy, mutation);
      const isFine = !noticed && /Tests .*\d passed/.test(output);
      if (!isFine) warn(`wrong without a mutation: ${selectionOf(mutation)}\n${output}`);
      return !isFine;
    });
    if (failed.includes(true)) {
      process.exitCode = 1;
      return;
    }
    const wrong = await inParallel(folder, chosen, judge);
    const count = wrong.filter(Boolean).length;
    const seconds = Math.round((Date.now() - start) / 1000);
    say(`${chosen.length} mutations in ${seconds} s: ${count || 'none'} to look into`);
    if (count > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Does `work` for each item; concurrent items have separate copies of the tree. */
async function inParallel(folder, items, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async (_, number) => {
    const copy = join(folder, String(number));
    if (!existsSync(copy)) copyTree(copy);
    for (let at = next++; at < items.length; at = next++) {
      results[at] = await work(copy, items[at]);
    }
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
  return results;
}

/** Copies the files that git tracks or would add. */
function copyTree(copy) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  for (const path of execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0')) {
    if (path === '' || !existsSync(join(root, path))) continue; // deleted, not committed
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    copyFileSync(join(root, path), join(copy, path));
  }
  // Threads of executors run what was built.
  for (const name of ['node_modules', 'dist'])
    symlinkSync(join(root, name), join(copy, name), 'dir');
}

/** Runs the tests on a mutated copy; returns whether the outcome needs a look. */
async function judge(copy, mutation) {
  const { name, file, equivalent } = mutation;
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, mutate(source, mutation));
  const start = Date.now();
  const { noticed, output } = await runTests(copy, mutation);
  writeFileSync(path, source);
  const isBroken = /\b(ReferenceError|SyntaxError): /.test(output);
  const isFine = !isBroken && noticed === (equivalent === undefined);
  const outcome = isBroken ? 'broken' : noticed ? 'caught' : 'survived';
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const about = noticed || equivalent === undefined ? '' : ` (${equivalent})`;
  say(`${isFine ? ' ' : '!'} ${outcome} ${seconds} s ${file}: ${name}${about}`);
  if (!isFine && noticed) say(output);
  return !isFine;
}

/** Vitest's arguments for the tests that should notice a mutation. */
function selectionOf({ tests, only }) {
  const mode = tests.some((test) => test.endsWith('.long.test.ts')) ? ['--mode', 'long'] : [];
  return [...tests, ...mode, ...(only ? ['-t', only] : [])];
}

/** Runs tests until one fails; returns whether one did, and the output. */
function runTests(copy, mutation) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--bail=1', '--maxWorkers=1', '--reporter=dot'];
  const env = { ...process.env, NO_COLOR: '1' };
  const child = spawn(process.execPath, [...args, ...selectionOf(mutation)], {
    cwd: copy,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that its workers end with it
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), TIMEOUT);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ noticed: code !== 0, output });
    });
  });
}
