/**
 * The core's side of the boundary to an executor: gives out the numbers by which the two name stubs
 * and code, sends commands, and answers events.
 */
import { type FunctionType, isSameType } from '../ir/index.ts';
import { finishSteps, InvalidArgumentError, type Steps } from '../source/index.ts';
import type { CallOptions, Fuel } from './call-options.ts';
import type {
  CodeId,
  EntryPoint,
  Executor,
  ExecutorEvents,
  HostCall,
  ObjectFile,
  ProcessScope,
  StubId,
  SymbolSignature,
} from './engine.ts';
import { CallTypeError, SessionDisposedError, SymbolsNotFoundError } from './errors.ts';
import { Merging } from './merging.ts';
import {
  type Code,
  type CompileAction,
  ControlledStub,
  type HostFunction,
  type IndirectStubsManager,
  LinkedCode,
  MissingCode,
  type Stub,
  type StubOwner,
} from './stubs.ts';

/** The time that calls may take. */
export interface CallTiming {
  /** Whether calls that are running have to be over at some time. */
  readonly isTimed: boolean;
  /**
   * Returns how much work code may do before the next checkpoint.
   *
   * @throws DeadlineError or the reason of a signal where calls that are running have to end.
   */
  checkpoint(): Fuel;
  /** Milliseconds until calls that are running have to be over. */
  readonly timeLeft: number;
}

/** Drives one executor. */
export class Controller implements IndirectStubsManager, ExecutorEvents, StubOwner {
  #executor: Executor | undefined;
  readonly #stubs = new Map<StubId, ControlledStub>();
  readonly #codes = new Set<LinkedCode>();
  readonly #hostFunctions = new Map<CodeId, HostCall>();
  #merging: Merging | undefined;
  /** Stubs that no code calls any more, unless frames of freed code do. */
  readonly #retired = new Set<ControlledStub>();
  #stubCount = 0;
  #codeCount = 0;

  readonly #timing: CallTiming;

  constructor(executor: Executor, timing: CallTiming) {
    this.#timing = timing;
    this.#executor = executor;
    executor.connect(this);
    const { mergeLimits } = executor;
    this.#merging = mergeLimits && new Merging(executor, mergeLimits);
  }

  get #open(): Executor {
    if (this.#executor === undefined) throw new SessionDisposedError();
    return this.#executor;
  }

  createStub(name: string, type: FunctionType, action: CompileAction): ControlledStub {
    const stub = new ControlledStub(this, { name, type }, action);
    this.#introduce(stub);
    return stub;
  }

  updatePointer(stub: Stub, target: Code | CompileAction): void {
    const own = this.#ownStub(stub);
    if ('compile' in target) this.#makeLazy(own, target);
    else this.#pointTo(own, this.#ownCode(target));
  }

  /** Marks a stub that no code calls but frames of freed code: it is removed when no call runs. Whoever
   * has kept it may still call it. */
  retireStub(stub: Stub): void {
    const own = this.#ownStub(stub);
    if (own.known !== undefined) this.#retired.add(own);
  }

  /**
   * Links an object. `resolve` finds the stub of each reference. Returns the code of the definitions in
   * order.
   *
   * @throws LinkError when the host refuses the code; nothing has changed then.
   */
  link(object: ObjectFile, resolve: (reference: SymbolSignature) => Stub): readonly Code[] {
    const executor = this.#open;
    if (this.#merging !== undefined) {
      const { isTimed } = this.#timing;
      if (isTimed) finishSteps(this.#merging.mergeInSteps(), () => this.#timing.checkpoint());
      else finishSteps(this.#merging.mergeIfDue());
    }
    const stubs = object.references.map(
      (reference) => this.#introduce(this.#ownStub(resolve(reference))).id,
    );
    const codes = object.definitions.map((definition) =>
      this.#newCode(definition, definition.size),
    );
    const ids = codes.map(({ id }) => id);
    executor.link(object, ids, stubs);
    const linked = this.#merging?.add(ids, object.size);
    for (const code of codes) {
      code.object = linked;
      this.#codes.add(code);
    }
    return codes;
  }

  /** Prepares linking `object`, in steps. Throws as `link` does. */
  *prepare(object: ObjectFile): Steps<void> {
    if (this.#merging !== undefined) yield* this.#merging.mergeInSteps();
    const executor = this.#open;
    if (executor.prepare !== undefined) yield* executor.prepare(object);
  }

  /** Whether these ids name the code. */
  isAmong(code: Code, ids: readonly CodeId[]): boolean {
    return code instanceof LinkedCode && ids.includes(code.id);
  }

  /** Links a function of the host. */
  linkHostFunction(fn: HostFunction): Code {
    const code = this.#newCode(fn, 0);
    this.#hostFunctions.set(code.id, fn.call);
    try {
      this.#open.linkHostFunction(code.id, signatureOf(fn));
    } catch (refusal) {
      this.#hostFunctions.delete(code.id);
      throw refusal;
    }
    this.#codes.add(code);
    return code;
  }

  /** Links a function of the process, or returns undefined if none has this name. */
  linkProcessFunction(signature: SymbolSignature, scope: ProcessScope): Code | undefined {
    const code = this.#newCode(signature, 0);
    const isThere = this.#open.linkProcessFunction?.(code.id, signatureOf(signature), scope);
    if (isThere !== true) return undefined;
    this.#codes.add(code);
    return code;
  }

  /** Frees code. Stubs that were pointed to it by hand throw SymbolsNotFoundError from then on. */
  release(code: Code, mayRun: boolean): void {
    if (!(code instanceof LinkedCode) || !this.#codes.has(code)) return;
    const gone = new MissingCode(code.name);
    for (const stub of [...code.stubs]) this.#makeLazy(stub, gone);
    this.#codes.delete(code);
    this.#hostFunctions.delete(code.id);
    this.#open.release(code.id, mayRun);
    if (code.object !== undefined) this.#merging?.release(code.object, code.id);
  }

  /** Frees what was kept for calls that were running: there are none. */
  quiesce(): void {
    this.#executor?.quiesce();
    if (this.#retired.size === 0) return;
    for (const stub of this.#retired) this.#forget(stub);
    this.#retired.clear();
  }

  /**
   * Calls what a stub points to, in an executor elsewhere.
   *
   * @throws InvalidArgumentError where the executor is in this process.
   */
  callElsewhere(stub: Stub, args: readonly number[], options: CallOptions): Promise<number> {
    const executor = this.#open;
    const { id } = this.#introduce(this.#ownStub(stub));
    if (executor.call !== undefined) return executor.call(id, args, options);
    throw new InvalidArgumentError('the executor is in this process: call the function itself');
  }

  /** Where calls of `stub` from the host enter the executor. */
  entryPoint(stub: Stub): EntryPoint {
    return this.#introduce(this.#ownStub(stub)).entryPoint;
  }

  compile(id: StubId): void {
    const stub = this.#stubs.get(id)!; // executors know stubs that are here
    stub.action.compile();
  }

  hostFunction(code: CodeId): HostCall {
    return this.#hostFunctions.get(code)!; // executors know functions that are here
  }

  checkpoint(): Fuel {
    return this.#timing.checkpoint();
  }

  get timeLeft(): number {
    return this.#timing.timeLeft;
  }

  /** Sets how much work code does before its next checkpoint: another deadline holds. */
  refuel(fuel: Fuel): void {
    this.#open.refuel?.(fuel);
  }

  /** Ends the session's use of the executor. Calls of stubs throw SessionDisposedError from then on. */
  end(): void {
    this.#executor = undefined;
    for (const stub of this.#stubs.values()) {
      stub.known = undefined;
      stub.code = undefined;
    }
    this.#stubs.clear();
    this.#codes.clear();
    this.#hostFunctions.clear();
    this.#retired.clear();
    this.#merging = undefined;
  }

  /** Makes a stub known to the executor, unless it is. */
  #introduce(stub: ControlledStub): NonNullable<ControlledStub['known']> {
    if (stub.known !== undefined) {
      this.#retired.delete(stub);
      return stub.known;
    }
    const executor = this.#open;
    const id = this.#stubCount++ as StubId;
    executor.createStub(id, signatureOf(stub));
    stub.known = { id, entryPoint: executor.entryPoint(id) };
    this.#stubs.set(id, stub);
    return stub.known;
  }

  #forget(stub: ControlledStub): void {
    if (stub.known === undefined) return;
    const { id } = stub.known;
    this.#makeLazy(stub, stub.action);
    stub.known = undefined;
    this.#stubs.delete(id);
    this.#open.removeStub(id);
  }

  #pointTo(stub: ControlledStub, code: LinkedCode): void {
    if (!isSameType(code.type, stub.type)) throw new CallTypeError(code.name, code.type, stub.type);
    this.#open.updatePointer(this.#introduce(stub).id, code.id);
    this.#leaveCode(stub);
    stub.code = code;
    code.stubs.push(stub);
  }

  #makeLazy(stub: ControlledStub, action: CompileAction): void {
    if (stub.code !== undefined && stub.known !== undefined) {
      this.#open.updatePointer(stub.known.id, 'lazy');
    }
    this.#leaveCode(stub);
    stub.action = action;
  }

  #leaveCode(stub: ControlledStub): void {
    if (stub.code === undefined) return;
    const { stubs } = stub.code;
    stubs.splice(stubs.indexOf(stub), 1);
    stub.code = undefined;
  }

  #newCode(signature: SymbolSignature, size: number): LinkedCode {
    return new LinkedCode(this, this.#codeCount++ as CodeId, signature, size);
  }

  #ownStub(stub: Stub): ControlledStub {
    if (stub instanceof ControlledStub && stub.owner === this) return stub;
    throw new InvalidArgumentError('the stub is not one of this session');
  }

  #ownCode(code: Code): LinkedCode {
    if (!(code instanceof LinkedCode && code.owner === this)) {
      throw new InvalidArgumentError('the code is not that of this session');
    }
    if (!this.#codes.has(code)) throw new SymbolsNotFoundError([code.name]);
    return code;
  }
}

/** A signature as plain data. */
function signatureOf({ name, type }: SymbolSignature): SymbolSignature {
  return { name, type };
}
