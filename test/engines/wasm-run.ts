/** Runs IR as WebAssembly, beside the reference interpreter. */
import { Checkpoint } from '../../src/engines/wasm/executor/checkpoint.ts';
import { HostAdapters } from '../../src/engines/wasm/executor/host-adapters.ts';
import { signatureOf } from '../../src/engines/wasm/format/object.ts';
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

/** The bytes of a module of its own, as the executor links it. */
export function compileToBytes(
  module: IRModule,
  options: WasmCompilerOptions = {},
): CompiledModule {
  const object = new WasmCompiler(options).compile(module);
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
    const checkpoint = new Checkpoint(() => 1);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), checkpoint.imports);
    this.#exports = exports;
    const { t: table } = this.#exports;
    if (object.hasCheckpoints) {
      (table as WebAssembly.Table).set(object.references.length, checkpoint.entry);
    }
    const adapters = new HostAdapters();
    object.references.forEach(({ name, type }, slot) => {
      const call = (...args: number[]) => host.call(name, args);
      (table as WebAssembly.Table).set(slot, adapters.adapt(signatureOf(type), call));
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
