/**
 * Makes random programs and compares what they do on the reference and on an engine, bit for bit,
 * until time is up or some do not agree:
 *
 *     npm run fuzz -- [--minutes N] [--seed N] [--kind KIND] [--engine wasm|llvm] [--stress]
 *
 * `--kind` is one of `programs`, `changes`, `ir` and `flow` of `kinds.ts`; all take turns unless one
 * is named. `--stress` takes the engines of `support/stress.ts`. The first failure ends the run: it
 * is shown as the smallest case found, with expectations, ready to be kept in `test/cases/`, and the
 * options that find it again. So is a program that ends the process or never ends itself, though not
 * as small: programs run in a child process. Ctrl-C ends a run, too, and says what it has done.
 *
 * Exit code 1: something does not agree. Exit code 2: wrong usage.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { engines } from '../support/engines.ts';
import { stressed } from '../support/stress.ts';
import { KIND_NAMES } from './kinds.ts';
import { type Message, type Plan, search } from './search.ts';

/** A program that takes so long does not end. The longest ones take seconds on a busy machine. */
const PATIENCE = 60_000;

const plan = planOf(process.argv.slice(2));
if (process.send === undefined) supervise(plan);
else {
  process.once('disconnect', () => process.exit()); // the parent is gone
  await search(plan, report);
}

function report(message: Message): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

function planOf(args: string[]): Plan {
  try {
    const { values } = parseArgs({
      args,
      options: {
        minutes: { type: 'string', default: '1' },
        seed: { type: 'string', default: String(Date.now() & 0x7fffffff) },
        kind: { type: 'string' },
        engine: { type: 'string', default: 'wasm' },
        stress: { type: 'boolean', default: false },
      },
    });
    const minutes = Number(values.minutes);
    if (!(minutes > 0)) throw new Error('--minutes takes a number above 0');
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number');
    const chosen = KIND_NAMES.filter((name) => name === (values.kind ?? name));
    if (chosen.length === 0) throw new Error(`--kind is one of ${KIND_NAMES.join(', ')}`);
    const on = (values.stress ? stressed : engines).filter(
      ({ name }) => /^\w+/.exec(name)?.[0] === values.engine,
    );
    if (on.length === 0) throw new Error(`there is no engine '${values.engine}' here`);
    return { minutes, seed, kinds: chosen, engines: on };
  } catch (thrown) {
    process.stderr.write(`fuzz: ${(thrown as Error).message}\n`);
    process.exit(2);
  }
}

/** Runs the search in a process of its own, and says what comes of it. */
function supervise({ seed, kinds, engines }: Plan): void {
  const start = Date.now();
  process.on('SIGINT', () => finish(0));
  say(`--seed ${seed}: ${kinds.join(', ')} on ${engines.map(({ name }) => name).join('; ')}`);
  const args = [...process.argv.slice(2), `--seed=${seed}`];
  const child = fork(fileURLToPath(import.meta.url), args);
  let count = 0;
  let current = { engine: 'no engine', text: '' };
  let isOver = false;
  const finish = (code: number, ...about: string[]) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    child.kill('SIGKILL');
    for (const text of about) say(text);
    const seconds = Math.round((Date.now() - start) / 1000);
    say(`${count} programs in ${seconds} s: ${code === 0 ? 'all agree' : 'one does not agree'}`);
    process.exitCode = code;
  };
  const blame = (what: string) => finish(1, `This ${what} on ${current.engine}:\n`, current.text);
  const timer = setTimeout(() => blame('does not end'), PATIENCE);
  child.on('message', (message: Message) => {
    timer.refresh();
    if (message.kind === 'failure') finish(1, message.text);
    else if (message.kind === 'done') finish(0);
    else {
      current = message;
      count++;
    }
  });
  child.on('exit', (code, signal) => blame(`ends the process (${signal ?? code})`));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
