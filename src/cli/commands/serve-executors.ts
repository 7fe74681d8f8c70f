/** `kaleidoscope executor`: serves executors until a signal ends the process. */
import { readFileSync } from 'node:fs';
import {
  ListenError,
  type ListeningExecutor,
  type ListenOptions,
  listen,
} from '../../executors/node/index.ts';
import { InvalidArgumentError } from '../../source/index.ts';
import { EngineError } from '../session/engine.ts';
import { readSecret, type SecretOptions } from '../session/secret.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { printMessage } from '../terminal/file-descriptor.ts';
import { attempt } from '../terminal/file-error.ts';
import { writeOut } from '../terminal/standard-output.ts';

export interface ServeOptions extends SecretOptions {
  readonly listen: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly connections?: number;
}

/**
 * Prints the address when it listens.
 *
 * @throws FileError; EngineError when nobody can listen there, or there is no secret.
 */
export async function serveExecutors(options: ServeOptions): Promise<number> {
  const { listen: address, tlsCert, tlsKey, connections } = options;
  const secret = readSecret(address, options);
  const read = (path: string) => attempt('read', path, () => readFileSync(path));
  const listener = await tryToListen(address, {
    ...(secret !== undefined && { secret }),
    ...(tlsCert !== undefined &&
      tlsKey !== undefined && { tls: { cert: read(tlsCert), key: read(tlsKey) } }),
    ...(connections !== undefined && { connections }),
    onProblem: printMessage,
  });
  const ended = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  writeOut(new TextEncoder().encode(`${listener.address}\n`));
  const signal = await ended;
  await listener[Symbol.asyncDispose]();
  process.kill(process.pid, signal); // nobody listens: ends the process, as its parent expects
  return ExitCode.success;
}

async function tryToListen(address: string, options: ListenOptions): Promise<ListeningExecutor> {
  try {
    return await listen(address, options);
  } catch (thrown) {
    const isOurs = thrown instanceof ListenError || thrown instanceof InvalidArgumentError;
    throw isOurs ? new EngineError(thrown.message) : thrown;
  }
}
