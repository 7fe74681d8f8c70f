/** `kaleidoscope executor`: serves executors until a signal ends the process. */
import { readFileSync } from 'node:fs';
import { ExecutorLostError } from '../../executors/index.ts';
import { serveNats } from '../../executors/nats/index.ts';
import {
  connectToNats,
  ListenError,
  type ListenOptions,
  listen,
  workerExecutor,
} from '../../executors/node/index.ts';
import { InvalidArgumentError } from '../../source/index.ts';
import { EngineError } from '../session/engine.ts';
import { readSecret, type SecretOptions, tokenFor } from '../session/secret.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { printMessage } from '../terminal/file-descriptor.ts';
import { attempt } from '../terminal/file-error.ts';
import { writeOut } from '../terminal/standard-output.ts';

export interface ServeOptions extends SecretOptions {
  /** An address, or else a server of NATS. */
  readonly listen?: string;
  readonly nats?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly connections?: number;
}

/**
 * Prints the address when it listens, or the server when it is connected.
 *
 * @throws FileError; EngineError when nobody can listen there, the server does not answer, or there is
 * no secret.
 */
export async function serveExecutors(options: ServeOptions): Promise<number> {
  const { listen: address, nats = '' } = options;
  return address === undefined
    ? await serveOnNats(nats, options)
    : await serveOnSocket(address, options);
}

async function serveOnNats(url: string, options: ServeOptions): Promise<number> {
  const nats = await orEngineError(() => connectToNats({ url, ...tokenFor(url, options) }));
  const offer = serveNats(nats, { open: workerExecutor(), count: options.connections ?? 1 });
  await nats.flush();
  writeLine(url);
  const signal = await Promise.race([nextSignal(), nats.closed()]);
  offer[Symbol.dispose]();
  if (typeof signal !== 'string') throw new EngineError(`${url}: ${signal?.message ?? 'closed'}`);
  await nats.drain().catch(() => {}); // the server may be ending too
  return endBy(signal);
}

async function serveOnSocket(address: string, options: ServeOptions): Promise<number> {
  const { tlsCert, tlsKey, connections } = options;
  const secret = readSecret(address, options);
  const read = (path: string) => attempt('read', path, () => readFileSync(path));
  const listenOptions: ListenOptions = {
    ...(secret !== undefined && { secret }),
    ...(tlsCert !== undefined &&
      tlsKey !== undefined && { tls: { cert: read(tlsCert), key: read(tlsKey) } }),
    ...(connections !== undefined && { connections }),
    onProblem: printMessage,
  };
  const listener = await orEngineError(() => listen(address, listenOptions));
  const ended = nextSignal();
  writeLine(listener.address);
  const signal = await ended;
  await listener[Symbol.asyncDispose]();
  return endBy(signal);
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

function endBy(signal: NodeJS.Signals): number {
  process.kill(process.pid, signal); // nobody waits for it: ends the process, as its parent expects
  return ExitCode.success;
}

function writeLine(line: string): void {
  writeOut(new TextEncoder().encode(`${line}\n`));
}

async function orEngineError<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    if (thrown instanceof ExecutorLostError) throw new EngineError(thrown.reason);
    const isOurs = thrown instanceof ListenError || thrown instanceof InvalidArgumentError;
    throw isOurs ? new EngineError(thrown.message) : thrown;
  }
}
