/** Executors behind sockets, for tests: the command in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { executable } from '../cli/kaleidoscope.ts';

export const SECRET = 'correct horse battery staple';

export interface ListeningProcess {
  readonly child: ChildProcess;
  readonly address: string;
  /** What it has written to standard error; resolves when it has ended. */
  readonly messages: Promise<string>;
  stop(): Promise<void>;
}

/** Starts `kaleidoscope executor`; resolves when it listens. */
export async function startListening(
  address: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = { KALEIDOSCOPE_SECRET: SECRET },
): Promise<ListeningProcess> {
  const child = spawn(process.execPath, [executable, 'executor', '--listen', address, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  // A test that fails half-way stops nobody.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const messages = text(child.stderr as Readable);
  const [line] = (await Promise.race([
    once(createInterface(child.stdout as Readable), 'line'),
    messages.then((said) => Promise.reject(new Error(said))),
  ])) as [string];
  return {
    child,
    address: line,
    messages,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
    },
  };
}
