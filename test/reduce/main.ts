/**
 * Makes a program (`.ks`) or a module of IR (`.ll`) smaller as long as a command says that it still
 * shows what is looked for, as `llvm-reduce` does with its tests:
 *
 *     npm run reduce -- FILE --keep COMMAND [-o FILE] [--timeout SECONDS]
 *
 * COMMAND is a line of shell that ends with 0 where the problem shows. It gets the file in the place
 * of `{}`, or as its last argument. A command that takes longer than the timeout, 10 seconds unless
 * told otherwise, shows nothing. The result goes to standard output or to the file of `-o`, which
 * always holds the smallest one so far. Ctrl-C ends with that.
 *
 * Exit code 2: wrong usage, or the problem does not show in FILE itself.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { reduceModule } from './module.ts';
import { reduceProgram } from './program.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keep: { type: 'string' },
    output: { type: 'string', short: 'o' },
    timeout: { type: 'string', default: '10' },
  },
});
const [path, ...others] = positionals;
const { keep, output } = options;
if (path === undefined || others.length > 0 || keep === undefined) {
  fail("usage: npm run reduce -- FILE --keep 'COMMAND' [-o FILE] [--timeout SECONDS]");
}

const folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-reduce-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const candidate = join(folder, basename(path));
const known = new Map<string, boolean>();
let best = readFileSync(path, 'utf8');
let tests = 0;

if (!(await shows(best))) fail(`'${keep}' does not end with 0 for ${path} itself`);
process.once('SIGINT', () => {
  finish();
  process.exit(130);
});
await (extname(path) === '.ll' ? reduceModule : reduceProgram)(best, isInteresting);
finish();

async function isInteresting(text: string): Promise<boolean> {
  let answer = known.get(text);
  if (answer === undefined) {
    answer = await shows(text);
    known.set(text, answer);
  }
  if (answer) take(text);
  return answer;
}

function take(text: string): void {
  if (text !== best) say(`${tests} tests, ${text.length} bytes`);
  best = text;
  if (output !== undefined) writeFileSync(output, best);
}

function shows(text: string): Promise<boolean> {
  tests++;
  writeFileSync(candidate, text);
  const command = keep!.includes('{}') // checked above
    ? keep!.replaceAll('{}', `'${candidate}'`)
    : `${keep} '${candidate}'`;
  const child = spawn('sh', ['-c', command], {
    stdio: 'ignore',
    detached: true, // a group of its own, to end as a whole
  });
  const timer = setTimeout(
    () => process.kill(-child.pid!, 'SIGKILL'),
    Number(options.timeout) * 1000,
  );
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

function finish(): void {
  say(`${tests} tests, ${best.length} bytes in the end`);
  if (output === undefined) process.stdout.write(best);
  else writeFileSync(output, best);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fail(message: string): never {
  say(`reduce: ${message}`);
  process.exit(2);
}
