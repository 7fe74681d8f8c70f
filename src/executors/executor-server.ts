/**
 * The executor's side of a connection: carries out commands and calls, and asks the controller when
 * code calls a lazy function or a function of the host. While it waits for an answer it carries out
 * the commands that lead up to it; calls that come meanwhile wait for their turn.
 */
import { type FunctionType, isSameType } from '../ir/index.ts';
import { Deadline } from '../orc/deadline.ts';
import {
  type CodeId,
  DeadlineError,
  type Executor,
  type ExecutorEvents,
  type Fuel,
  type HostCall,
  type HostFunction,
  LinkError,
  type ObjectCache,
  type ObjectFile,
  StackOverflowError,
  type StubId,
  SymbolsNotFoundError,
} from '../orc/index.ts';
import { probeStack } from '../orc/stack-probe.ts';
import { ObjectStore } from './object-store.ts';
import {
  type CallId,
  type Command,
  type ErrorId,
  executorCodec,
  type ObjectHash,
  type Outcome,
  PROTOCOL_VERSION,
  ProtocolError,
  type ToController,
  type ToExecutor,
  type Trap,
} from './protocol.ts';
import type { WaitingTransport } from './transport.ts';

/** An executor with what it needs to be used from elsewhere. */
export interface ServedExecutor<O extends ObjectFile> {
  /** The name of its engine, which the controller must ask for. */
  readonly engine: string;
  readonly executor: Executor<O>;
  /** Reads an object that the engine's compiler has written. Throws for any other bytes. */
  deserialize(bytes: Uint8Array): O;
  /** Functions that code calls without asking the controller, where its process has none: mathematics. */
  readonly functions: ReadonlyMap<string, HostFunction>;
  /** Objects by content from before, which are not sent again. Default: those of this connection. */
  readonly objects?: ObjectCache;
}

type Call = ToExecutor & { readonly kind: 'call' };

/** Messages that are read while code runs. More stay with the transport until it has ended. */
const MOST_EARLY = 10_000;

type LinkProcessFunction = Command & { readonly kind: 'linkProcessFunction' };

/** Why code was refused. */
type Refusal = LinkError | SymbolsNotFoundError;

/** Serves one controller until the connection ends. */
export function serveExecutor<O extends ObjectFile>(
  transport: WaitingTransport,
  served: ServedExecutor<O>,
): void {
  using server = new ExecutorServer(transport, served);
  server.run();
}

/** An exception of the controller's on its way through frames of code. */
class PassingError extends Error {
  readonly id: ErrorId;

  constructor(id: ErrorId) {
    super('an exception of the controller');
    this.id = id;
  }
}

/** The connection has ended while code was waiting. */
class ConnectionEnded extends Error {}

/** The controller has interrupted the call. */
class Interruption extends Error {}

/** A call that is running. */
interface RunningCall {
  readonly id: CallId;
  readonly deadline: Deadline;
  readonly interruption: AbortController;
}

class ExecutorServer<O extends ObjectFile> implements ExecutorEvents, Disposable {
  readonly #transport: WaitingTransport;
  readonly #served: ServedExecutor<O>;
  readonly #executor: Executor<O>;
  readonly #codec = executorCodec();
  readonly #stubs = new Map<StubId, FunctionType>();
  readonly #codes = new Map<CodeId, FunctionType>();
  /** Functions of the executor's own that are linked. */
  readonly #local = new Map<CodeId, HostCall>();
  /** Code that was refused, and which stubs would point to it. */
  readonly #refused = new Map<CodeId, Refusal>();
  readonly #broken = new Map<StubId, Refusal>();
  readonly #objects: ObjectStore;
  /** Calls that came while code was waiting. */
  readonly #waiting: Call[] = [];
  /** Other messages that came before their time. */
  readonly #early: ToExecutor[] = [];
  /** The calls that are running, the outermost first. */
  readonly #running: RunningCall[] = [];

  constructor(transport: WaitingTransport, served: ServedExecutor<O>) {
    this.#transport = transport;
    this.#served = served;
    this.#objects = new ObjectStore(served.objects);
    this.#executor = served.executor;
    this.#executor.connect(this);
  }

  run(): void {
    try {
      this.#start();
      for (;;) {
        const message = this.#waiting.shift() ?? this.#next();
        if (message.kind === 'call') this.#call(message);
        else this.#command(message);
      }
    } catch (thrown) {
      if (thrown instanceof ConnectionEnded) return;
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      this.#send({ kind: 'end', reason });
      if (!(thrown instanceof ProtocolError)) throw thrown;
    }
  }

  [Symbol.dispose](): void {
    this.#executor[Symbol.dispose]();
  }

  compile(stub: StubId): void {
    this.#ask({ kind: 'compile', stub });
    const refusal = this.#broken.get(stub);
    if (refusal === undefined) return;
    this.#broken.delete(stub);
    throw refusal;
  }

  hostFunction(code: CodeId): HostCall {
    return this.#local.get(code) ?? ((...args) => this.#ask({ kind: 'host', code, args }));
  }

  checkpoint(): Fuel {
    if (this.#transport.isOpen?.() === false) throw new ConnectionEnded();
    this.#poll();
    return this.#running.at(-1)!.deadline.check(); // code runs
  }

  get timeLeft(): number {
    return this.#running.at(-1)?.deadline.timeLeft ?? Number.POSITIVE_INFINITY;
  }

  #start(): void {
    const message = this.#receive();
    if (message.kind !== 'start') throw new ProtocolError(`'${message.kind}' before 'start'`);
    const { version, engine } = message;
    if (version !== PROTOCOL_VERSION) {
      throw new ProtocolError(
        `the controller speaks version ${version}, this executor ${PROTOCOL_VERSION}`,
      );
    }
    if (engine !== this.#served.engine) {
      throw new ProtocolError(`this executor runs '${this.#served.engine}', not '${engine}'`);
    }
    const keepsObjects = this.#served.objects !== undefined;
    this.#send({ kind: 'ready', version: PROTOCOL_VERSION, keepsObjects });
  }

  #call({ call, stub, args, timeout }: Call): void {
    const type = this.#typeOfStub(stub);
    if (args.length !== type.parameters.length) {
      throw new ProtocolError(`a call with ${args.length} arguments`);
    }
    const interruption = new AbortController();
    // Without a signal code looks at the time less often.
    const signal = this.#transport.poll && interruption.signal;
    const options = { timeout: timeout ?? undefined, signal };
    const deadline = new Deadline(options, this.#running.at(-1)?.deadline);
    this.#running.push({ id: call, deadline, interruption });
    let outcome: Outcome;
    try {
      this.#executor.refuel?.(this.checkpoint());
      outcome = { kind: 'value', value: this.#executor.entryPoint(stub).call(...args) };
    } catch (thrown) {
      outcome = this.#outcomeOf(thrown);
    }
    this.#running.pop();
    this.#send({ kind: 'result', call, outcome });
  }

  /** Ends a call soon, or takes it out of those that wait. */
  #interrupt(call: CallId): void {
    this.#running.find(({ id }) => id === call)?.interruption.abort(new Interruption());
    for (const messages of [this.#waiting, this.#early]) {
      const index = messages.findIndex((each) => each.kind === 'call' && each.call === call);
      if (index === -1) continue;
      messages.splice(index, 1);
      this.#send({ kind: 'result', call, outcome: { kind: 'interrupted' } });
    }
  }

  /** Looks for interruptions among the messages that have come while code runs. */
  #poll(): void {
    while (this.#early.length < MOST_EARLY) {
      const frame = this.#transport.poll?.();
      if (frame === undefined) return;
      const message = this.#codec.decode(frame);
      if (message.kind === 'interrupt') this.#interrupt(message.call);
      else this.#early.push(message);
    }
  }

  #outcomeOf(thrown: unknown): Outcome {
    if (thrown instanceof PassingError) return { kind: 'error', error: thrown.id };
    if (thrown instanceof Interruption) return { kind: 'interrupted' };
    if (thrown instanceof ConnectionEnded || thrown instanceof ProtocolError) throw thrown;
    return trapOf(this.#executor.translateError(thrown));
  }

  /** Tells the controller what code has met, and waits for its answer. */
  #ask(event: ToController): number {
    probeStack(); // an overflow after the question would leave the answer to nobody
    this.#send(event);
    for (;;) {
      const message = this.#next();
      if (message.kind === 'call' && message.isNested) this.#call(message);
      else if (message.kind === 'call') this.#waiting.push(message);
      else if (message.kind !== 'answer') this.#command(message);
      else if (message.outcome.kind === 'value') return message.outcome.value;
      else if (message.outcome.kind === 'error') throw new PassingError(message.outcome.error);
      else throw new ProtocolError(`an answer is '${message.outcome.kind}'`);
    }
  }

  #command(message: Exclude<ToExecutor, Call>): void {
    switch (message.kind) {
      case 'start':
      case 'answer':
        throw new ProtocolError(`'${message.kind}' that nobody waits for`);
      case 'object':
        this.#objects.add(message.bytes);
        break;
      case 'interrupt':
        this.#interrupt(message.call);
        break;
      default:
        this.#carryOut(message);
    }
  }

  #carryOut(command: Command): void {
    const executor = this.#executor;
    switch (command.kind) {
      case 'createStub': {
        const { stub, name, type } = command;
        if (this.#stubs.has(stub)) throw new ProtocolError(`stub ${stub} is there`);
        this.#stubs.set(stub, type);
        executor.createStub(stub, { name, type });
        break;
      }
      case 'updatePointer':
        this.#updatePointer(command.stub, command.code);
        break;
      case 'removeStub':
        this.#typeOfStub(command.stub);
        this.#stubs.delete(command.stub);
        this.#broken.delete(command.stub);
        executor.removeStub(command.stub);
        break;
      case 'link':
        this.#link(command);
        break;
      case 'merge':
        this.#merge(command.codes);
        break;
      case 'linkHostFunction':
        this.#introduce(command.code, command.type);
        this.#linkHostFunction(command);
        break;
      case 'linkProcessFunction':
        this.#introduce(command.code, command.type);
        this.#linkProcessFunction(command);
        break;
      case 'release':
        this.#typeOfCode(command.code);
        this.#codes.delete(command.code);
        this.#local.delete(command.code);
        if (!this.#refused.delete(command.code)) executor.release(command.code, command.mayRun);
        break;
      case 'quiesce':
        executor.quiesce();
    }
  }

  #updatePointer(stub: StubId, code: CodeId | null): void {
    const type = this.#typeOfStub(stub);
    this.#broken.delete(stub);
    if (code === null) {
      this.#executor.updatePointer(stub, 'lazy');
      return;
    }
    if (!isSameType(type, this.#typeOfCode(code))) {
      throw new ProtocolError(`stub ${stub} cannot point to code ${code}: their types differ`);
    }
    const refusal = this.#refused.get(code);
    if (refusal === undefined) this.#executor.updatePointer(stub, code);
    else this.#broken.set(stub, refusal);
  }

  #link({ object: hash, codes, stubs }: Command & { readonly kind: 'link' }): void {
    const object = this.#deserialize(this.#objectOf(hash));
    const { definitions, references } = object;
    const fits =
      codes.length === definitions.length &&
      stubs.length === references.length &&
      references.every(({ type }, i) => isSameType(type, this.#typeOfStub(stubs[i]!)));
    if (!fits) throw new ProtocolError('an object does not fit its stubs and codes');
    definitions.forEach(({ type }, i) => {
      this.#introduce(codes[i]!, type);
    });
    this.#orRefuse(codes, () => this.#executor.link(object, codes, stubs));
  }

  /** The bytes of an object, from the controller if need be. */
  #objectOf(hash: ObjectHash): Uint8Array {
    const bytes = this.#objects.get(hash);
    if (bytes !== undefined) return bytes;
    this.#send({ kind: 'need', object: hash });
    for (const meanwhile: ToExecutor[] = []; meanwhile.length < MOST_EARLY; ) {
      const message = this.#next();
      if (message.kind === 'object' && this.#objects.add(message.bytes) === hash) {
        this.#early.unshift(...meanwhile);
        return message.bytes;
      }
      meanwhile.push(message);
    }
    throw new ProtocolError(`the object ${hash} does not come`);
  }

  #deserialize(bytes: Uint8Array): O {
    try {
      return this.#served.deserialize(bytes);
    } catch (cause) {
      throw new ProtocolError('an object that this engine cannot read', { cause });
    }
  }

  /** Merging only saves memory: a host may refuse it. */
  #merge(codes: readonly CodeId[]): void {
    for (const code of codes) this.#typeOfCode(code);
    try {
      this.#executor.merge?.(codes.filter((code) => !this.#refused.has(code)));
    } catch (thrown) {
      if (!(thrown instanceof LinkError)) throw thrown;
    }
  }

  /** Links a function of the process, or of the executor's own where there is none. */
  #linkProcessFunction(command: LinkProcessFunction): void {
    const { code, name, type, scope } = command;
    if (this.#executor.linkProcessFunction?.(code, { name, type }, scope) === true) return;
    const own = this.#served.functions.get(name);
    if (own === undefined || !isSameType(own.type, type)) {
      this.#refuse([code], new SymbolsNotFoundError([name]));
      return;
    }
    this.#local.set(code, own.call);
    this.#linkHostFunction(command);
  }

  #linkHostFunction({ code, name, type }: Omit<LinkProcessFunction, 'kind' | 'scope'>): void {
    this.#orRefuse([code], () => this.#executor.linkHostFunction(code, { name, type }));
  }

  #orRefuse(codes: readonly CodeId[], link: () => void): void {
    try {
      link();
    } catch (thrown) {
      if (!(thrown instanceof LinkError)) throw thrown;
      this.#refuse(codes, thrown);
    }
  }

  #refuse(codes: readonly CodeId[], refusal: Refusal): void {
    for (const code of codes) this.#refused.set(code, refusal);
    this.#send({ kind: 'refused', codes });
  }

  #introduce(code: CodeId, type: FunctionType): void {
    if (this.#codes.has(code)) throw new ProtocolError(`code ${code} is there`);
    this.#codes.set(code, type);
  }

  #typeOfStub(stub: StubId): FunctionType {
    const type = this.#stubs.get(stub);
    if (type === undefined) throw new ProtocolError(`there is no stub ${stub}`);
    return type;
  }

  #typeOfCode(code: CodeId): FunctionType {
    const type = this.#codes.get(code);
    if (type === undefined) throw new ProtocolError(`there is no code ${code}`);
    return type;
  }

  #send(message: ToController): void {
    this.#transport.send(this.#codec.encode(message));
  }

  /** The next message; waits for it. Throws as `#receive` does. */
  #next(): ToExecutor {
    return this.#early.shift() ?? this.#receive();
  }

  /** @throws ConnectionEnded, and ProtocolError for a frame that is no message. */
  #receive(): ToExecutor {
    const frame = this.#transport.receive();
    if (frame === undefined) throw new ConnectionEnded();
    return this.#codec.decode(frame);
  }
}

/** An exception of code as data. */
function trapOf(error: unknown): Trap {
  if (error instanceof StackOverflowError) {
    return { kind: 'stack overflow', symbols: error.symbols, depth: error.depth ?? null };
  }
  if (error instanceof DeadlineError) {
    return { kind: 'deadline', symbols: error.symbols, timeout: error.timeout };
  }
  if (error instanceof LinkError) {
    return { kind: 'link', symbols: error.symbols, reason: error.reason };
  }
  if (error instanceof SymbolsNotFoundError) return { kind: 'undefined', symbols: error.symbols };
  return { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
}
