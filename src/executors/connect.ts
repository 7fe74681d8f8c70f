/**
 * Sessions whose code runs elsewhere. Trees, IR and the compiler are here; executors have stubs and
 * code. One may end at any moment: another one replaces it, and gets code when it needs it.
 */
import { createWasmEngine } from '../engines/wasm/index.ts';
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../kaleidoscope-jit.ts';
import type { CallOptions, Engine } from '../orc/index.ts';
import {
  type Diagnostic,
  DiagnosticError,
  expectCount,
  expectText,
  SourceFile,
} from '../source/index.ts';
import { ExecutorLostError } from './errors.ts';
import { engineOf, groupFor, type LocalEngine } from './remote-engine.ts';
import type { OpenTransport } from './transport.ts';

/** Options of a session whose code runs elsewhere. */
export interface ConnectOptions
  extends Omit<KaleidoscopeJITOptions, 'engine' | 'interpretedCalls'> {
  /** Compiles here; the executor must be of the same kind. Default: WebAssembly. */
  readonly engine?: LocalEngine;
}

/** How long a call may take, and how often it may be begun again. */
export interface ElsewhereCallOptions extends CallOptions {
  /**
   * How many times the call may be begun again when its executor is lost. Functions of the host that it
   * has called are called again then. Default: 0.
   */
  readonly retries?: number;
}

/**
 * Opens a session whose code runs in an executor elsewhere, or in several: each call goes to the one
 * that has the fewest.
 *
 * @throws ExecutorLostError when no executor can be reached, or all refuse the session;
 * InvalidArgumentError without an executor.
 *
 * @example
 * await using jit = await connect(workerExecutor());
 * await jit.evaluate('def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2); fib(20)'); // 6765
 */
export async function connect(
  executors: OpenTransport | readonly OpenTransport[],
  { engine = createWasmEngine(), ...options }: ConnectOptions = {},
): Promise<ConnectedKaleidoscopeJIT> {
  const group = groupFor(typeof executors === 'function' ? [executors] : executors, engine);
  const remote = engineOf(group, engine);
  try {
    await group.ready();
    return new ConnectedKaleidoscopeJIT(remote, options);
  } catch (thrown) {
    remote[Symbol.dispose]();
    throw thrown;
  }
}

/** A session whose code runs elsewhere: its calls give promises. */
export class ConnectedKaleidoscopeJIT implements AsyncDisposable {
  /** The session on this side: definitions, operators, events. Its own calls throw RemoteCallError. */
  readonly jit: KaleidoscopeJIT;
  readonly #engine: Engine;
  /** Settles when the texts before are evaluated. */
  #texts: Promise<unknown> = Promise.resolve();

  /** `connect` makes sessions. */
  constructor(engine: Engine, options: KaleidoscopeJITOptions) {
    this.#engine = engine;
    this.jit = new KaleidoscopeJIT({ ...options, engine, interpretedCalls: 0 });
  }

  /**
   * Calls whatever `name` is when the call begins.
   *
   * @throws what calls of a session in process throw, and ExecutorLostError when the executor ends while
   * the call runs; the next call gets another one.
   */
  async call(
    name: string,
    args: readonly number[],
    { retries = 0, ...options }: ElsewhereCallOptions = {},
  ): Promise<number> {
    expectCount('the number of retries', retries, Number.POSITIVE_INFINITY);
    for (let left = retries; ; left--) {
      try {
        return await this.jit.callElsewhere(name, args, options);
      } catch (thrown) {
        if (!(thrown instanceof ExecutorLostError) || left === 0) throw thrown;
      }
    }
  }

  /** A function that calls whatever `name` is at each call. Throws as `call` does. */
  function(name: string): (...args: number[]) => Promise<number> {
    return (...args) => this.call(name, args);
  }

  /**
   * Takes in a program and resolves to the value of its last expression; 0 if it has none. Texts are
   * evaluated one after the other.
   *
   * @throws what `evaluate` of a session in process throws, and ExecutorLostError.
   */
  async evaluate(text: string, name = '<text>', options: CallOptions = {}): Promise<number> {
    expectText('the program', text);
    expectText('the name of the text', name);
    const evaluation = this.#texts.then(() => this.#evaluate(new SourceFile(name, text), options));
    this.#texts = evaluation.catch(() => {}); // whoever asked for it hears of it
    return await evaluation;
  }

  /** Takes in a program and drops the values of its expressions. Throws as `evaluate` does. */
  async addSource(text: string, name?: string): Promise<void> {
    await this.evaluate(text, name);
  }

  /** Ends the session, its executors, and the calls that run there. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#engine[Symbol.dispose](); // calls that run end now
    this.jit[Symbol.dispose]();
  }

  async #evaluate(source: SourceFile, { timeout, signal }: CallOptions): Promise<number> {
    const end = timeout === undefined ? undefined : performance.now() + timeout;
    const errors: Diagnostic[] = [];
    let result = 0;
    for (const item of this.jit.declare(source)) {
      if (item.kind === 'diagnostic' && item.diagnostic.severity === 'error') {
        errors.push(item.diagnostic);
      }
      if (item.kind !== 'expression') continue;
      const left = end === undefined ? undefined : Math.max(0, end - performance.now());
      try {
        result = await this.jit.evaluateElsewhere(item.ast, { timeout: left, signal });
      } catch (thrown) {
        if (!(thrown instanceof DiagnosticError)) throw thrown;
        errors.push(...thrown.diagnostics);
      }
    }
    if (errors.length > 0) throw new DiagnosticError(errors);
    return result;
  }
}
