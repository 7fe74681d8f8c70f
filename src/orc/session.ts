/**
 * One JIT with everything it owns. Knows no source language and no engine: a language hands it
 * materialization units, an engine compiles and runs what they emit.
 *
 * @example
 * using session = new Session(createWasmEngine());
 * session.main.define(new LazyFunction('twice', 1, () => buildTwice()));
 * session.function('twice')(21); // compiled here; 42
 */
import type { IRModule } from '../ir/index.ts';
import type {
  Code,
  Compiler,
  Engine,
  Executor,
  IndirectStubsManager,
  ObjectFile,
  SymbolSignature,
} from './engine.ts';
import { ArityMismatchError, SymbolsNotFoundError } from './errors.ts';
import { EventEmitter, type SessionEvents } from './events.ts';
import { JITDylib } from './jit-dylib.ts';
import type { JITSymbol } from './jit-symbol.ts';
import {
  IRCompileLayer,
  IRTransformLayer,
  IRVerifyLayer,
  type Layer,
  ObjectLinkingLayer,
} from './layers.ts';

export class Session implements Disposable {
  readonly events = new EventEmitter<SessionEvents>();
  /** The dylib that programs are defined in. */
  readonly main: JITDylib;
  /** Where IR goes that a unit makes: it is verified, and goes on to `transformLayer`. */
  readonly irLayer: Layer<IRModule>;
  /** Where IR goes that is known to be sound. Its `transform` is what optimizes. */
  readonly transformLayer: IRTransformLayer;
  readonly objectLayer: Layer<ObjectFile>;
  /** Called whenever the outermost call from the host has ended, however it ended. */
  onIdle: (() => void) | undefined;
  readonly #engine: Engine;
  readonly #dylibs: JITDylib[] = [];
  /** What compiled code calls by name, to find it when a name changes its meaning. */
  readonly #references = new WeakMap<Code, readonly SymbolSignature[]>();
  /** Changes whenever a name may have got another meaning than its symbol's. */
  #meanings = 0;
  /** How many calls from the host are running. */
  #depth = 0;
  /** Code that is to be freed once no frame can be running it. */
  #retired: Code[] = [];

  constructor(engine: Engine, { verify = true }: SessionOptions = {}) {
    this.#engine = engine;
    this.objectLayer = new ObjectLinkingLayer(engine.executor);
    const compileLayer = new IRCompileLayer(this.objectLayer, engine.compiler);
    this.transformLayer = new IRTransformLayer(compileLayer, verify);
    this.irLayer = new IRVerifyLayer(this.transformLayer);
    this.main = this.createJITDylib('main');
  }

  get executor(): Executor {
    return this.#engine.executor;
  }

  get compiler(): Compiler {
    return this.#engine.compiler;
  }

  get stubs(): IndirectStubsManager {
    return this.#engine.executor.stubs;
  }

  createJITDylib(name: string): JITDylib {
    const dylib = new JITDylib(this, name);
    this.#dylibs.push(dylib);
    return dylib;
  }

  /**
   * A plain function that calls what `name` means at each call.
   *
   * @throws SymbolsNotFoundError when nothing defines it now.
   */
  function(name: string): (...args: number[]) => number {
    let symbol = this.main.lookup(name);
    let meanings = this.#meanings;
    if (symbol === undefined) throw new SymbolsNotFoundError([name]);
    return (...args) => {
      if (meanings !== this.#meanings) {
        symbol = this.main.lookup(name) ?? symbol;
        meanings = this.#meanings;
      }
      return this.call(symbol!, args); // checked above
    };
  }

  /** A plain function that calls `symbol`. Exceptions come out translated by the engine. */
  callable(symbol: JITSymbol): (...args: number[]) => number {
    return (...args) => this.call(symbol, args);
  }

  /** Calls `symbol`; compiles it if need be. */
  call(symbol: JITSymbol, args: readonly number[]): number {
    if (args.length !== symbol.arity) {
      throw new ArityMismatchError(symbol.name, symbol.arity, args.length);
    }
    this.#depth++;
    try {
      return apply(symbol.stub.call, args);
    } catch (thrown) {
      throw this.executor.translateError(thrown);
    } finally {
      this.#leave();
    }
  }

  /** Runs `action` as if it were compiled code: what it retires is freed after it at the earliest. */
  run<T>(action: () => T): T {
    this.#depth++;
    try {
      return action();
    } catch (thrown) {
      throw this.executor.translateError(thrown);
    } finally {
      this.#leave();
    }
  }

  /**
   * Puts the session in order after the host has terminated the calls that were running, which
   * runs no `catch` and no `finally` (`breakOnSigint` of `node:vm` does so). Call it from outside.
   */
  recover(): void {
    this.#depth = 0;
    for (const dylib of this.#dylibs) {
      for (const symbol of dylib.symbols()) symbol.giveUp();
    }
    this.#releaseRetired();
  }

  /** Frees code as soon as no frame can be running it. Nothing must point to it any more. */
  retire(code: Code): void {
    this.#retired.push(code);
    this.#releaseRetired();
  }

  recordReferences(code: Code, references: readonly SymbolSignature[]): void {
    this.#references.set(code, references);
  }

  /** Makes all code lazy again that calls `name`. Linear in all code; for rare events. */
  invalidateUsers(name: string): void {
    for (const dylib of this.#dylibs) {
      for (const symbol of dylib.symbols()) {
        if (symbol.code === undefined) continue;
        const references = this.#references.get(symbol.code);
        if (references?.some((reference) => reference.name === name)) symbol.invalidate();
      }
    }
  }

  /** A dylib has defined `name` for the first time: those who found it further on look again. */
  shadow(name: string, definer: JITDylib): void {
    this.#meanings++;
    for (const dylib of this.#dylibs) {
      if (dylib !== definer && dylib.isDefined(name)) {
        this.invalidateUsers(name);
        dylib.lookup(name)?.invalidateDependents();
        return;
      }
    }
  }

  [Symbol.dispose](): void {
    this.#engine[Symbol.dispose]();
  }

  #leave(): void {
    if (--this.#depth > 0) return;
    if (this.#retired.length > 0) this.#releaseRetired();
    this.executor.quiesce();
    this.onIdle?.();
  }

  #releaseRetired(): void {
    if (this.#depth > 0 || this.#retired.length === 0) return;
    const retired = this.#retired;
    this.#retired = [];
    for (const code of retired) this.executor.release(code);
  }
}

export interface SessionOptions {
  /**
   * Whether what the transform of the session makes of IR is verified. What units hand in always
   * is. Default: true.
   */
  readonly verify?: boolean;
}

/** Calls with few arguments need not build a list of them. */
function apply(call: (...args: number[]) => number, args: readonly number[]): number {
  switch (args.length) {
    case 0:
      return call();
    case 1:
      return call(args[0]!);
    case 2:
      return call(args[0]!, args[1]!);
    case 3:
      return call(args[0]!, args[1]!, args[2]!);
    default:
      return call(...args);
  }
}
