/** Runs IR as WebAssembly, beside the reference interpreter. */
import { HostAdapters } from '../../src/engines/wasm/host-adapters.ts';
import {
  linkModule,
  WasmCompiler,
  type WasmCompilerOptions,
  type WasmObject,
} from '../../src/engines/wasm/index.ts';
import { type HostFunction, type IRModule, ReferenceMachine } from '../../src/ir/index.ts';

/** What the host saw, in order, and what came out: a result, or what was thrown. */
export interface Trace {
  readonly calls: readonly (readonly [name: string, ...args: number[]])[];
  readonly result: number | undefined;
  readonly thrown: unknown;
}

export interface CompileOptions extends WasmCompilerOptions {
  /**
   * Iterations that loops run in place, and then in each call of the function outlined from them:
   * less than 64. By default the compiler's numbers.
   */
  readonly budgets?: readonly [inPlace: number, perCall: number];
}

/** The bytes of a module of its own, as the executor links it. */
export function compileToBytes(module: IRModule, options: CompileOptions = {}): CompiledModule {
  const compiled = new WasmCompiler(options).compile(module);
  const object = options.budgets === undefined ? compiled : withBudgets(compiled, options.budgets);
  const slots = object.references.map((_, slot) => slot);
  const bytes = linkModule([{ object, slots }], slots.length, (name) => name);
  return { object, bytes };
}

export interface CompiledModule {
  readonly object: WasmObject;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A compiled module, ready to be called. What it does not define is left to `host`. */
export class Machine {
  readonly #host: { call: HostFunction };
  readonly #exports: WebAssembly.Exports;

  constructor({ object, bytes }: CompiledModule) {
    const host: { call: HostFunction } = { call: noHost };
    this.#host = host;
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const { t: table } = this.#exports;
    const adapters = new HostAdapters();
    object.references.forEach(({ name, arity }, slot) => {
      const call = (...args: number[]) => host.call(name, args);
      (table as WebAssembly.Table).set(slot, adapters.adapt({ name, arity, call }));
    });
  }

  call(name: string, args: readonly number[], host: HostFunction): number {
    this.#host.call = host;
    return (this.#exports[name] as (...args: readonly number[]) => number)(...args);
  }
}

function noHost(name: string): number {
  throw new Error(`undefined function ${name}`);
}

/** Runs a function of `module` on the interpreter, and notes what it does. */
export function traceReference(
  module: IRModule,
  name: string,
  args: readonly number[],
  host: HostFunction,
  fuel = Infinity,
): Trace {
  return trace(host, (call) => new ReferenceMachine(module.functions, call, fuel).call(name, args));
}

/** Runs a compiled function, and notes what it does. */
export function traceCompiled(
  machine: Machine,
  name: string,
  args: readonly number[],
  host: HostFunction,
): Trace {
  return trace(host, (host) => machine.call(name, args, host));
}

function trace(host: HostFunction, run: (host: HostFunction) => number): Trace {
  const calls: [string, ...number[]][] = [];
  try {
    const result = run((name, args) => {
      calls.push([name, ...args]);
      return host(name, args);
    });
    return { calls, result, thrown: undefined };
  } catch (thrown) {
    return { calls, result: undefined, thrown };
  }
}

/** The object with other numbers where code sets the iterations that a loop has left. */
function withBudgets(
  object: WasmObject,
  [inPlace, perCall]: readonly [number, number],
): WasmObject {
  const functions = object.functions.map((entry) => {
    const code = entry.code.slice();
    replace(code, [0x41, 0xe8, 0x07, 0x21], [0x41, inPlace | 0x80, 0x00, 0x21]); // 1000
    replace(code, [0x41, 0x90, 0xce, 0x00, 0x21], [0x41, perCall | 0x80, 0x80, 0x00, 0x21]); // 10000
    return { ...entry, code };
  });
  return { ...object, functions };
}

function replace(bytes: Uint8Array, from: readonly number[], to: readonly number[]): void {
  for (let at = bytes.indexOf(from[0]!); at >= 0; at = bytes.indexOf(from[0]!, at + 1)) {
    if (from.every((byte, i) => bytes[at + i] === byte)) bytes.set(to, at);
  }
}
