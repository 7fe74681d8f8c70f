/**
 * One JIT with everything it owns. Knows no source language and no engine: a language hands it
 * materialization units, an engine compiles and runs what they emit.
 *
 * @example
 * using session = new Session(createWasmEngine());
 * session.main.define(new LazyFunction('twice', functionOfDoubles(1), () => buildTwice()));
 * session.function('twice')(21); // compiled here; 42
 */
import type { IRModule } from '../ir/index.ts';
import { expectNumbers, expectText } from '../source/index.ts';
import { CallClock } from './call-clock.ts';
import type { CallOptions } from './call-options.ts';
import { Controller } from './controller.ts';
import { checkCallOptions, type Deadline } from './deadline.ts';
import { dumpDylib } from './dump.ts';
import type {
  CodeId,
  Compiler,
  Engine,
  ObjectFile,
  SymbolSignature,
  TargetMachine,
} from './engine.ts';
import {
  DeadlineError,
  JITDylibError,
  SessionDisposedError,
  SymbolsNotFoundError,
} from './errors.ts';
import { EventEmitter, type SessionEvents } from './events.ts';
import { type DylibSession, JITDylib } from './jit-dylib.ts';
import type { JITSymbol, Pause } from './jit-symbol.ts';
import { IRCompileLayer, IRTransformLayer, IRVerifyLayer, ObjectLinkingLayer } from './layers.ts';
import type { Layer } from './materialization.ts';
import { CachingCompiler, type ObjectCache } from './object-cache.ts';
import { hasStackLeft, isStackOverflow } from './stack-probe.ts';
import type { Code, IndirectStubsManager, Stub } from './stubs.ts';
import type { SymbolReference } from './symbol-reference.ts';

/** How long `prepare` keeps the host from its other work: about half a frame of a page. */
const SLICE_MS = 8;

/** Room for reading a trace, where the host may run scripts that rewrite it. */
const TRACE_FRAMES = 3000;

/** One JIT with everything it owns: dylibs, layers, events and an engine. */
export class Session implements DylibSession, Disposable {
  readonly events = new EventEmitter<SessionEvents>();
  /** The dylib that programs are defined in. */
  readonly main: JITDylib;
  /** Where IR goes that a unit makes: it is verified, and goes on to `transformLayer`. */
  readonly irLayer: Layer<IRModule>;
  /** Where IR goes that is known to be sound. Its `transform` is what optimizes. */
  readonly transformLayer: IRTransformLayer;
  readonly objectLayer: Layer<ObjectFile>;
  /**
   * Called whenever the outermost call from the host has ended, however it ended, and when the
   * session ends.
   */
  onIdle: (() => void) | undefined;
  /** Links code and makes stubs. */
  readonly controller: Controller;
  #engine: Engine | undefined;
  #isDisposed = false;
  readonly #dylibs = new Map<string, JITDylib>();
  /** How many symbols have each code. */
  readonly #holders = new Map<Code, number>();
  /** How many calls from the host are running. */
  #depth = 0;
  /** Exception of a host function's own recursion, until the outermost call ends. */
  #hostOverflow: unknown;
  /** An overflow of compiled code, on its way to a call with room for reading its trace. */
  #ownOverflow: unknown;
  /** The time that calls may take. */
  readonly clock: CallClock;

  /**
   * @throws InvalidArgumentError for a timeout that is none, or that the engine cannot keep, and for
   * a cache where the engine's objects cannot be kept.
   */
  constructor(engine: Engine, { verify = true, timeout, cache }: SessionOptions = {}) {
    this.clock = new CallClock(engine, timeout, (fuel) => this.controller.refuel(fuel));
    this.#engine = engine;
    this.controller = new Controller(engine.executor, this.clock);
    this.objectLayer = new ObjectLinkingLayer(this.controller);
    const compiler =
      cache === undefined ? engine.compiler : new CachingCompiler(engine, cache, this.events);
    const compileLayer = new IRCompileLayer(this.objectLayer, compiler);
    this.transformLayer = new IRTransformLayer(compileLayer, verify);
    this.irLayer = new IRVerifyLayer(this.transformLayer);
    this.main = this.createJITDylib('main');
    engine.attach?.(this);
  }

  get compiler(): Compiler {
    return this.#openEngine.compiler;
  }

  get stubs(): IndirectStubsManager {
    return this.controller;
  }

  /** The machine that the engine makes code for. */
  get targetMachine(): TargetMachine {
    return this.#openEngine.targetMachine;
  }

  get #openEngine(): Engine {
    if (this.#engine === undefined) throw new SessionDisposedError();
    return this.#engine;
  }

  /** @throws SessionDisposedError after the session was disposed of. */
  checkOpen(): void {
    if (this.#isDisposed) throw new SessionDisposedError();
  }

  /** @throws JITDylibError when there is one of this name. */
  createJITDylib(name: string): JITDylib {
    this.checkOpen();
    if (this.#dylibs.has(name)) throw new JITDylibError(`there is a dylib '${name}' already`);
    const dylib = new JITDylib(this, name);
    this.#dylibs.set(name, dylib);
    return dylib;
  }

  /** The dylib of this name, if there is one. */
  getJITDylib(name: string): JITDylib | undefined {
    return this.#dylibs.get(name);
  }

  /**
   * Takes a dylib's definitions back, and takes it out of all search orders. Nothing can be defined
   * in it any more.
   *
   * @throws JITDylibError for `main`, and for what is no dylib of this session.
   */
  removeJITDylib(dylib: JITDylib): void {
    this.checkOwn(dylib);
    if (dylib === this.main) throw new JITDylibError("the dylib 'main' cannot be removed");
    dylib.clear();
    for (const other of this.#dylibs.values()) {
      if (other.searchOrder.includes(dylib)) other.removeFromSearchOrder(dylib);
    }
    this.#dylibs.delete(dylib.name);
  }

  /** @throws JITDylibError unless this is a dylib of the session that has not been removed. */
  checkOwn(dylib: JITDylib): void {
    if (this.#dylibs.get(dylib.name) === dylib) return;
    throw new JITDylibError(`the dylib '${dylib.name}' was removed, or is another session's`);
  }

  /**
   * A plain function that calls what `name` means to the code of a dylib at each call.
   *
   * @throws SymbolsNotFoundError when nothing defines it now.
   */
  function(name: string, dylib = this.main): (...args: number[]) => number {
    this.checkOpen();
    expectText('the name of a function', name);
    const symbol = dylib.lookup(name);
    if (symbol === undefined) throw new SymbolsNotFoundError([name]);
    let reference = dylib.reference(name, symbol.type);
    return (...args) => {
      this.checkOpen();
      if (args.length !== reference.type.parameters.length)
        reference = dylib.callee(name, args.length);
      return this.#call(reference, args);
    };
  }

  /** A plain function that calls what the name of `symbol` means at each call. */
  callable(symbol: JITSymbol): (...args: number[]) => number {
    return (...args) => this.call(symbol, args);
  }

  /**
   * Calls `symbol`, or what its name means since it was removed; compiles it if need be. Exceptions
   * come out translated by the engine.
   */
  call(symbol: JITSymbol, args: readonly number[]): number {
    this.checkOpen();
    return this.#call(this.#referenceFor(symbol, args.length), args);
  }

  /**
   * Calls `symbol` as `call` does, in an executor elsewhere.
   *
   * @throws InvalidArgumentError where the executor is in this process. The promise rejects with what
   * the call throws.
   */
  async callElsewhere(
    symbol: JITSymbol,
    args: readonly number[],
    { timeout = this.clock.timeout, signal }: CallOptions = {},
  ): Promise<number> {
    this.checkOpen();
    expectNumbers(symbol.name, args);
    checkCallOptions({ timeout, signal });
    signal?.throwIfAborted();
    const { stub } = this.#referenceFor(symbol, args.length);
    this.#depth++;
    try {
      return await this.controller.callElsewhere(stub, args, { timeout, signal });
    } finally {
      this.#leave(undefined);
    }
  }

  /** The executor has refused code after all: the functions that have it are lazy again. */
  dropRefused(codes: readonly CodeId[]): void {
    for (const dylib of this.#dylibs.values()) {
      for (const symbol of [...dylib.symbols()]) {
        if (symbol.code === undefined || !this.controller.isAmong(symbol.code, codes)) continue;
        if (symbol.unit.codes === undefined) symbol.invalidate();
        else dylib.remove(symbol.unit); // its code was linked by whoever defined it
      }
    }
  }

  #referenceFor(symbol: JITSymbol, count: number): SymbolReference {
    const { dylib, name, type, state } = symbol;
    const fits = count === type.parameters.length && state !== 'removed';
    return fits ? symbol.reference : dylib.callee(name, count);
  }

  /**
   * Compiles `symbol` and all that its code calls, directly or not, a function at a time, and lets
   * the host do its other work in between.
   *
   * @throws what the first call of one of the functions would throw because of its compilation.
   */
  async prepare(symbol: JITSymbol): Promise<void> {
    const symbols = new Set([symbol]);
    const pause = pacer();
    for (const each of symbols) {
      await each.prepare(pause);
      this.checkOpen();
      const successor = each.isRemoved ? each.dylib.lookup(each.name) : undefined;
      if (successor !== undefined) symbols.add(successor); // the loop comes to it
      for (const callee of each.callees()) symbols.add(callee);
      await pause(undefined);
    }
  }

  /**
   * A stub that belongs to no dylib: its first call runs `compile` and goes on in the code that
   * this returns (LLVM's `CompileCallbackManager::getCompileCallback`). For languages that have their
   * own tables instead of dylibs. What `compile` throws reaches the caller, and the next call
   * tries again. Free the code by `releaseUnheld`: calls throw SymbolsNotFoundError then.
   *
   * @example
   * const stub = session.getCompileCallback({ name: 'f', type: functionOfDoubles(1) }, () => {
   *   const object = session.compiler.compile(buildF());
   *   return session.controller.link(object, ({ name }) => table.get(name))[0];
   * });
   * session.run(() => stub.call(2)); // compiled here
   */
  getCompileCallback({ name, type }: SymbolSignature, compile: () => Code): Stub {
    const stub = this.stubs.createStub(name, type, {
      compile: () => this.stubs.updatePointer(stub, compile()),
    });
    return stub;
  }

  /** Runs `action` as if it were compiled code: code that it drops is kept for as long as it runs. */
  run<T>(action: () => T): T {
    this.checkOpen();
    const outer = this.#enter();
    try {
      return action();
    } catch (thrown) {
      throw this.#translate(thrown);
    } finally {
      this.#leave(outer);
    }
  }

  /**
   * Runs `action`; all calls in it have to be over in the time that the options say.
   *
   * @throws DeadlineError when the time is up, the reason of a signal that was aborted, and
   * InvalidArgumentError for options that are none, or that the engine cannot keep.
   *
   * @example
   * session.within({ timeout: 50 }, () => session.function('f')(1));
   */
  within<T>(options: CallOptions, action: () => T): T {
    this.checkOpen();
    const outer = this.clock.narrow(options);
    try {
      return action();
    } finally {
      this.clock.restore(outer);
    }
  }

  /**
   * Puts the session in order after the host has terminated the calls that were running, which
   * runs no `catch` and no `finally` (`breakOnSigint` of `node:vm` does so). Call it from outside.
   */
  recover(): void {
    this.#depth = 0;
    this.clock.restore(undefined);
    for (const dylib of this.#dylibs.values()) {
      for (const symbol of dylib.symbols()) symbol.giveUp();
    }
    this.#engine?.executor.recover?.();
    this.controller.quiesce();
    if (this.#isDisposed) this.#end();
  }

  /**
   * A host function has thrown this. If the stack is full no more where the host function was
   * called, the host function itself has filled it: its exception comes out of the call unchanged.
   *
   * @returns what was thrown.
   */
  noteHostError(thrown: unknown): unknown {
    const isOwn = thrown === this.#ownOverflow;
    if (!isOwn && isStackOverflow(thrown) && hasStackLeft()) this.#hostOverflow = thrown;
    return thrown;
  }

  /** One more symbol has this code. */
  retain(code: Code): void {
    this.#holders.set(code, (this.#holders.get(code) ?? 0) + 1);
  }

  /** A symbol no longer has this code, and no stub points to it for that symbol's sake. */
  release(code: Code): void {
    this.#holders.set(code, this.#holders.get(code)! - 1); // it was retained
    this.releaseUnheld(code);
  }

  /** Frees code that no symbol has. */
  releaseUnheld(code: Code): void {
    if ((this.#holders.get(code) ?? 0) > 0) return;
    this.#holders.delete(code);
    this.controller.release(code, this.#depth > 0);
  }

  /** The session as text: dylibs, their search orders and symbols. For people. */
  dump(): string {
    return [...this.#dylibs.values()].map(dumpDylib).join('\n');
  }

  /**
   * Ends the session: calls and definitions throw SessionDisposedError from now on, and its memory
   * is freed, whoever still holds its functions and symbols. Calls that are running end first.
   */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (this.#depth === 0) this.#end();
  }

  #end(): void {
    const engine = this.#engine;
    if (engine === undefined) return;
    const { onIdle } = this;
    for (const dylib of this.#dylibs.values()) dylib.end();
    this.controller.end();
    this.#holders.clear();
    this.#engine = undefined;
    this.onIdle = undefined;
    this.transformLayer.transform = undefined;
    this.events.clear();
    engine[Symbol.dispose]();
    onIdle?.();
  }

  #call(reference: SymbolReference, args: readonly number[]): number {
    expectNumbers(reference.name, args);
    const outer = this.#enter();
    try {
      return reference.call(args);
    } catch (thrown) {
      const error = this.#translate(thrown);
      throw error instanceof DeadlineError ? error.within([reference.name]) : error;
    } finally {
      this.#leave(outer);
    }
  }

  #translate(thrown: unknown): unknown {
    // To read a trace takes stack: a call further out translates what one leaves here.
    const isInner = this.#depth > 1;
    if (isInner && isStackOverflow(thrown) && !hasStackLeft(TRACE_FRAMES)) {
      this.#ownOverflow = thrown;
      return thrown;
    }
    return thrown === this.#hostOverflow
      ? thrown
      : this.#openEngine.executor.translateError(thrown);
  }

  /** A call from the host begins. Returns the deadline that it is in. */
  #enter(): Deadline | undefined {
    const outer = this.clock.enter();
    this.#depth++;
    return outer;
  }

  #leave(outer: Deadline | undefined): void {
    this.clock.restore(outer);
    if (--this.#depth > 0) return;
    this.#hostOverflow = undefined;
    this.#ownOverflow = undefined;
    this.controller.quiesce();
    if (this.#isDisposed) this.#end();
    else this.onIdle?.();
  }
}

/** Lets the host do its other work whenever a slice of time is over. */
function pacer(): Pause {
  let start = performance.now();
  return async (work) => {
    if (work !== undefined) await work;
    else if (performance.now() - start >= SLICE_MS) await new Promise((done) => setTimeout(done));
    else return;
    start = performance.now();
  };
}

/** Options of a session. */
export interface SessionOptions {
  /**
   * Whether IR is verified after the session's transform. IR from units is always verified. Default: true.
   */
  readonly verify?: boolean;
  /**
   * How long a call from the host may take, in milliseconds. Calls that it makes through functions of
   * the host share its time. Default: for ever.
   */
  readonly timeout?: number | undefined;
  /** Where compiled objects are kept and looked for. Default: nowhere. */
  readonly cache?: ObjectCache | undefined;
}
