/**
 * Sessions whose code runs elsewhere. Trees, IR and the compiler are here; an executor has stubs and
 * code. It may end at any moment: then everything is lazy again, and the next call starts another one.
 */
import { createWasmEngine } from '../engines/wasm/index.ts';
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../kaleidoscope-jit.ts';
import type { CallOptions, Engine } from '../orc/index.ts';
import { type Diagnostic, DiagnosticError, expectText, SourceFile } from '../source/index.ts';
import { Connection, type OpenTransport } from './connection.ts';

/** Options of a session whose code runs elsewhere. */
export interface ConnectOptions extends Omit<KaleidoscopeJITOptions, 'interpretedCalls'> {
  /** Compiles here; the executor must be of the same kind. Default: WebAssembly. */
  readonly engine?: Engine;
}

/**
 * Opens a session whose code runs in an executor elsewhere.
 *
 * @throws ExecutorLostError when the executor cannot be reached, or refuses the session.
 *
 * @example
 * await using jit = await connect(workerExecutor());
 * await jit.evaluate('def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2); fib(20)'); // 6765
 */
export async function connect(
  open: OpenTransport,
  { engine = createWasmEngine(), ...options }: ConnectOptions = {},
): Promise<ConnectedKaleidoscopeJIT> {
  const connection = new Connection(open, engine);
  await connection.ready();
  return new ConnectedKaleidoscopeJIT(connection, options);
}

/** A session whose code runs elsewhere: its calls give promises. */
export class ConnectedKaleidoscopeJIT implements AsyncDisposable {
  /** The session on this side: definitions, operators, events. Its own calls throw RemoteCallError. */
  readonly jit: KaleidoscopeJIT;
  readonly #connection: Connection;
  /** Settles when the texts before are evaluated. */
  #texts: Promise<unknown> = Promise.resolve();

  /** `connect` makes sessions. */
  constructor(connection: Connection, options: KaleidoscopeJITOptions) {
    const { engine } = connection;
    this.#connection = connection;
    this.jit = new KaleidoscopeJIT({ ...options, engine, interpretedCalls: 0 });
  }

  /**
   * Calls whatever `name` is when the call begins.
   *
   * @throws what calls of a session in process throw, and ExecutorLostError when the executor ends while
   * the call runs; the next call gets another one.
   */
  async call(name: string, args: readonly number[], options?: CallOptions): Promise<number> {
    await this.#connection.ready();
    return await this.jit.callElsewhere(name, args, options);
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

  /** Ends the session, its executor, and the calls that run there. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.close();
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
        await this.#connection.ready();
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
