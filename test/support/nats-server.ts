/** A server of NATS for a test: Debian's `nats-server`, with JetStream, on a port of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lacking, works } from './native.ts';

/** Why tests cannot use a server here, for the end of their names. */
export const missingNatsServer = works('nats-server') ? undefined : lacking('nats-server');

/** A server that runs. */
export class NatsServer implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Ends the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.on('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Starts a server; rejects with what it says if it does not come up. */
export async function startNatsServer(): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'nats-'));
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1', '-js', '-sd', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  let port: string | undefined;
  for await (const line of createInterface(server.stderr)) {
    said += `${line}\n`;
    port = /client connections on 127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? port;
    if (line.includes('Server is ready') && port !== undefined) {
      server.stderr.resume();
      return new NatsServer(`nats://127.0.0.1:${port}`, server, folder);
    }
  }
  throw new Error(said);
}
