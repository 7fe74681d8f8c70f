/** Engines whose compiler is here and whose executors are elsewhere. */
import { createWasmEngine } from '../engines/wasm/index.ts';
import { type Engine, InvalidArgumentError, type ObjectFile } from '../orc/index.ts';
import { mathFunctions } from '../runtime/index.ts';
import { ExecutorGroup } from './executor-group.ts';
import type { RemoteEngine } from './remote-executor.ts';
import type { OpenTransport } from './transport.ts';

/** What compiles here: an engine, or one without its executor. */
export type LocalEngine = Omit<Engine, 'executor' | 'attach'> & Partial<Pick<Engine, 'executor'>>;

/**
 * Executors for the objects of a local engine.
 *
 * @throws InvalidArgumentError without executors, and for objects that cannot be sent.
 */
export function groupFor(executors: readonly OpenTransport[], local: LocalEngine): ExecutorGroup {
  if (executors.length === 0) throw new InvalidArgumentError('there are no executors');
  const { name, compiler, executor, hasProcessFunctions = false } = local;
  const functions = mathFunctions();
  const { objectFormat: format } = compiler;
  if (format === undefined) {
    throw new InvalidArgumentError(`the engine '${name}' makes objects that cannot be sent`);
  }
  const engine: RemoteEngine<ObjectFile> = {
    name,
    format,
    mergeLimits: executor?.mergeLimits,
    mayHave: (name) => hasProcessFunctions || functions.has(name),
  };
  return new ExecutorGroup(executors, engine);
}

/** The compiler of a local engine with executors elsewhere. */
export function engineOf(group: ExecutorGroup, local: LocalEngine): Engine {
  const { name, targetMachine, compiler } = local;
  return {
    name,
    targetMachine,
    compiler,
    executor: group,
    hasCheckpoints: true,
    attach: (session) => group.attach(session),
    [Symbol.dispose]: () => {
      group[Symbol.dispose]();
      local[Symbol.dispose]();
    },
  };
}

/**
 * An engine whose code runs elsewhere, for sessions as they are: calls wait for the executor. Only where
 * the thread can wait, as in Node; `connect` makes sessions whose calls give promises.
 *
 * @param local Compiles here. Default: WebAssembly.
 * @throws ExecutorLostError when the executor cannot be reached, or refuses.
 *
 * @example
 * using jit = new KaleidoscopeJIT({ engine: createRemoteEngine(workerExecutor()), interpretedCalls: 0 });
 */
export function createRemoteEngine(
  open: OpenTransport,
  local: LocalEngine = createWasmEngine(),
): Engine {
  const group = groupFor([open], local);
  group.waitUntilReady();
  return engineOf(group, local);
}
