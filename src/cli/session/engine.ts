/** The engine that the command line runs programs on. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LLVMEngineOptions } from '../../engines/llvm/index.ts';
import { createWasmEngine } from '../../engines/wasm/index.ts';
import type { LocalEngine, OpenTransport, Transport } from '../../executors/index.ts';
import type { Engine } from '../../orc/index.ts';
import { InvalidArgumentError } from '../../source/index.ts';
import { attempt } from '../terminal/file-error.ts';
import { readSecret, type SecretOptions, tokenFor } from './secret.ts';

export const ENGINES = ['wasm', 'llvm'] as const;

/** Where code can run, besides this thread and the addresses of sockets. */
export const EXECUTORS = ['worker', 'process'] as const;

export interface EngineOptions extends SecretOptions {
  readonly engine?: (typeof ENGINES)[number];
  readonly optimize?: '0' | '1' | '2' | '3';
  /** Libraries whose functions programs may declare; only with `llvm`. */
  readonly load?: readonly string[];
  /** Milliseconds that an expression may take. */
  readonly timeout?: number;
  /** One of EXECUTORS, or an address. Default: a process for machine code, this thread otherwise. */
  readonly executor?: string;
  /** Whether code runs in this thread. */
  readonly inProcess?: boolean;
  /** File of certificates that the executor's must go back to. */
  readonly tlsCa?: string;
}

/** There is no such engine or executor here. The message says what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** Where the code of these options runs: as `executor` says it, or `here`. */
export function placeOf({
  engine,
  inProcess = false,
  executor = engine === 'llvm' && !inProcess ? 'process' : 'here',
}: EngineOptions): string {
  return executor;
}

/** @throws EngineError */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const place = placeOf(options);
  if (place !== 'here') return await createEngineElsewhere(place, options);
  return options.engine === 'llvm' ? createNativeEngine(options) : createWebAssemblyEngine(options);
}

async function createEngineElsewhere(executor: string, options: EngineOptions): Promise<Engine> {
  const isNative = options.engine === 'llvm';
  if (isNative && executor !== 'process') {
    throw new EngineError(
      'machine code runs in a process of its own, or with --in-process in this one',
    );
  }
  const { createRemoteEngine, ExecutorLostError } = await import('../../executors/index.ts');
  const opened: Transport[] = [];
  try {
    const open = await findExecutor(executor, options);
    if (isNative) opened.push(open()); // it loads LLVM at the same time as this process
    const local = isNative ? await createNativeCompiler(options) : undefined;
    return createRemoteEngine(() => opened.pop() ?? open(), local);
  } catch (thrown) {
    opened.pop()?.close();
    const isOurs = thrown instanceof ExecutorLostError || thrown instanceof InvalidArgumentError;
    throw isOurs ? new EngineError(thrown.message) : thrown;
  }
}

async function findExecutor(executor: string, options: EngineOptions): Promise<OpenTransport> {
  const { relayedNatsExecutor, relayedProcessExecutor, relayedSocketExecutor, workerExecutor } =
    await import('../../executors/node/index.ts');
  if (executor === 'worker') return workerExecutor();
  if (executor.startsWith('nats:')) {
    return relayedNatsExecutor({ url: executor, ...tokenFor(executor, options) });
  }
  const { engine = 'wasm', load = [], tlsCa } = options;
  if (executor === 'process') return relayedProcessExecutor({ engine, load });
  const secret = readSecret(executor, options);
  return relayedSocketExecutor(executor, {
    ...(secret !== undefined && { secret }),
    ...(tlsCa !== undefined && {
      tls: { ca: attempt('read', tlsCa, () => readFileSync(tlsCa)) },
    }),
  });
}

async function createNativeCompiler(options: EngineOptions): Promise<LocalEngine> {
  const { createLLVMCompilingEngine } = await import('../../engines/llvm/index.ts');
  return await orEngineError(() => createLLVMCompilingEngine(llvmOptions(options)));
}

async function createNativeEngine(options: EngineOptions): Promise<Engine> {
  const { load = [] } = options;
  const { createLLVMEngine } = await import('../../engines/llvm/index.ts');
  return await orEngineError(() => createLLVMEngine({ load, ...llvmOptions(options) }));
}

/** Does what needs LLVM. */
async function orEngineError<T>(create: () => T): Promise<T> {
  const { LibraryNotFoundError } = await import('../../engines/llvm/index.ts');
  try {
    return create();
  } catch (thrown) {
    throw thrown instanceof LibraryNotFoundError ? new EngineError(thrown.message) : thrown;
  }
}

function llvmOptions({ optimize = '2' }: EngineOptions): LLVMEngineOptions {
  return { optimizationLevel: Number(optimize) as 0 | 1 | 2 | 3 }; // one of those by its type
}

/**
 * V8's default budget: a function runs so many bytes of code before V8 optimizes it. A large
 * function runs longer first, because the time to optimize it grows faster than its size.
 */
const TIERING_BUDGET = Number.parseInt(process.versions.v8, 10) < 12 ? 1_800_000 : 13_000_000;
const LARGE_TIERING_BUDGET = 2 ** 31 - 1;

function linkLarge<T>(link: () => T): T {
  setFlagsFromString(`--wasm-tiering-budget=${LARGE_TIERING_BUDGET}`);
  try {
    return link();
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  }
}

/** The engine with Node's garbage collector and a larger tiering budget for large functions. */
function createWebAssemblyEngine({ timeout }: EngineOptions): Engine {
  // A young generation of fixed size saves 16 to 34 MB where a program compiles thousands of
  // functions, and costs 3% of the time.
  setFlagsFromString('--semi-space-growth-factor=1');
  let collect: (() => void) | undefined;
  const collectGarbage = () => {
    if (collect === undefined) {
      setFlagsFromString('--expose-gc');
      collect = runInNewContext('gc') as () => void;
    }
    collect();
  };
  const checkpoints = timeout !== undefined;
  return createWasmEngine({ collectGarbage, linkLarge, checkpoints });
}
