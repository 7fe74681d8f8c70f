/**
 * A session's traffic with its executor as data: an executor that records its commands, calls and
 * events, and a controller that replays a record into another executor.
 */
import { deserialize, serialize } from 'node:v8';
import type {
  CodeId,
  EntryPoint,
  Executor,
  ExecutorEvents,
  Fuel,
  HostCall,
  MergeLimits,
  ObjectFile,
  StubId,
  SymbolSignature,
} from '../../src/orc/index.ts';

/** The outcome of a call or an event: a number, nothing, or the data of an exception. */
export type Outcome =
  | { readonly kind: 'returned'; readonly value: number | undefined }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string };

/** One message. A call or an event causes the messages between it and its outcome. */
export type Message =
  | {
      readonly kind: 'command';
      readonly name: Command;
      readonly args: readonly unknown[];
      readonly outcome: Outcome;
    }
  | { readonly kind: 'call'; readonly stub: StubId; readonly args: readonly number[] }
  | { readonly kind: 'compile'; readonly stub: StubId }
  | { readonly kind: 'host'; readonly code: CodeId; readonly args: readonly number[] }
  | { readonly kind: 'outcome'; readonly outcome: Outcome };

type Command =
  | 'createStub'
  | 'updatePointer'
  | 'removeStub'
  | 'link'
  | 'linkHostFunction'
  | 'merge'
  | 'release'
  | 'quiesce';

/** What was thrown, by an error's identity in this process, so that replaying can throw it on. */
function thrownOutcome(thrown: unknown): Outcome {
  const { name, message } =
    thrown instanceof Error ? thrown : { name: '', message: String(thrown) };
  return { kind: 'threw', name, message };
}

/** Passes everything on to `executor`, and records it. */
export class RecordingExecutor<O extends ObjectFile> implements Executor<O> {
  readonly messages: Message[] = [];
  readonly #executor: Executor<O>;

  constructor(executor: Executor<O>) {
    this.#executor = executor;
  }

  get mergeLimits(): MergeLimits | undefined {
    return this.#executor.mergeLimits;
  }

  /** The record as bytes. Throws if another process could not receive a message. */
  toBytes(): Uint8Array {
    return serialize(this.messages);
  }

  connect(events: ExecutorEvents): void {
    this.#executor.connect({
      checkpoint: () => events.checkpoint(), // when it is passed is chance
      timeLeft: events.timeLeft,
      compile: (stub) => {
        this.#record({ kind: 'compile', stub }, () => {
          events.compile(stub);
          return undefined;
        });
      },
      hostFunction: (code) => {
        const call = events.hostFunction(code);
        return (...args) => this.#record({ kind: 'host', code, args }, () => call(...args));
      },
    });
  }

  createStub(stub: StubId, signature: SymbolSignature): void {
    this.#command('createStub', [stub, signature]);
  }

  updatePointer(stub: StubId, target: CodeId | 'lazy'): void {
    this.#command('updatePointer', [stub, target]);
  }

  removeStub(stub: StubId): void {
    this.#command('removeStub', [stub]);
  }

  link(object: O, codes: readonly CodeId[], stubs: readonly StubId[]): void {
    this.#command('link', [object, codes, stubs]);
  }

  linkHostFunction(code: CodeId, signature: SymbolSignature): void {
    this.#command('linkHostFunction', [code, signature]);
  }

  merge(codes: readonly CodeId[]): void {
    this.#command('merge', [codes]);
  }

  release(code: CodeId, mayRun: boolean): void {
    this.#command('release', [code, mayRun]);
  }

  quiesce(): void {
    this.#command('quiesce', []);
  }

  entryPoint(stub: StubId): EntryPoint {
    const entry = this.#executor.entryPoint(stub);
    return {
      call: (...args) => this.#record({ kind: 'call', stub, args }, () => entry.call(...args)),
    };
  }

  translateError(thrown: unknown): unknown {
    return this.#executor.translateError(thrown);
  }

  [Symbol.dispose](): void {
    this.#executor[Symbol.dispose]();
  }

  /** Records a message, the messages that it causes, and its outcome. */
  #record<T extends number | undefined>(message: Message, action: () => T): T {
    this.messages.push(message);
    try {
      const value = action();
      const outcome: Outcome = { kind: 'returned', value };
      this.messages.push({ kind: 'outcome', outcome });
      return value;
    } catch (thrown) {
      this.messages.push({ kind: 'outcome', outcome: thrownOutcome(thrown) });
      throw thrown;
    }
  }

  #command(name: Command, args: readonly unknown[]): void {
    let outcome: Outcome = { kind: 'returned', value: undefined };
    try {
      carryOut(this.#executor, name, args);
    } catch (thrown) {
      outcome = thrownOutcome(thrown);
      throw thrown;
    } finally {
      this.messages.push({ kind: 'command', name, args, outcome });
    }
  }
}

/** Carries out a command of a record. */
function carryOut<O extends ObjectFile>(
  executor: Executor<O>,
  name: Command,
  args: readonly unknown[],
): void {
  const command = executor[name] as (...args: readonly unknown[]) => void;
  command.apply(executor, [...args]);
}

/** An exception of the record, thrown again. */
class ReplayedError extends Error {
  constructor(outcome: Outcome & { readonly kind: 'threw' }) {
    super(outcome.message);
    this.name = outcome.name;
  }
}

/**
 * Plays a record into a fresh executor, as its controller.
 *
 * @returns The number of calls.
 * @throws Error if an event or the outcome of a call differs from the record.
 */
export function replay<O extends ObjectFile>(bytes: Uint8Array, executor: Executor<O>): number {
  return new Replay(deserialize(bytes) as Message[], executor).run();
}

class Replay<O extends ObjectFile> implements ExecutorEvents {
  readonly #messages: readonly Message[];
  readonly #executor: Executor<O>;
  #next = 0;
  #calls = 0;
  /** The first difference between an event of the executor and the record. */
  #mismatch: Error | undefined;

  constructor(messages: readonly Message[], executor: Executor<O>) {
    this.#messages = messages;
    this.#executor = executor;
    executor.connect(this);
  }

  /** Plays all messages; returns the number of calls. */
  run(): number {
    this.#playUntilOutcome();
    if (this.#next < this.#messages.length) throw new Error('the record goes on');
    return this.#calls;
  }

  compile(stub: StubId): void {
    this.#answer({ kind: 'compile', stub });
  }

  readonly timeLeft = Number.POSITIVE_INFINITY;

  checkpoint(): Fuel {
    return 1;
  }

  hostFunction(code: CodeId): HostCall {
    return (...args) => this.#answer({ kind: 'host', code, args }) ?? Number.NaN;
  }

  /** Handles an event, which must be the next message. Returns the recorded answer. */
  #answer(event: Message): number | undefined {
    this.#expect(event);
    const outcome = this.#playUntilOutcome();
    if (outcome === undefined) throw new Error('the record ends within an event');
    if (outcome.kind === 'threw') throw new ReplayedError(outcome);
    return outcome.value;
  }

  /** Carries out commands and calls until the outcome of the current call or event. */
  #playUntilOutcome(): Outcome | undefined {
    for (;;) {
      const message = this.#messages[this.#next++];
      switch (message?.kind) {
        case undefined:
          this.#next--;
          return undefined;
        case 'outcome':
          return message.outcome;
        case 'command':
          this.#command(message);
          break;
        case 'call':
          this.#call(message);
          break;
        case 'compile':
        case 'host':
          throw new Error(`the executor did not tell ${JSON.stringify(message)}`);
      }
    }
  }

  #command({ name, args, outcome }: Message & { readonly kind: 'command' }): void {
    let actual: Outcome = { kind: 'returned', value: undefined };
    try {
      carryOut(this.#executor, name, args);
    } catch (thrown) {
      actual = thrownOutcome(thrown);
    }
    expectSame(actual, outcome);
  }

  #call({ stub, args }: Message & { readonly kind: 'call' }): void {
    this.#calls++;
    let actual: Outcome;
    try {
      const value = this.#executor.entryPoint(stub).call(...args);
      actual = { kind: 'returned', value };
    } catch (thrown) {
      actual = thrownOutcome(thrown);
    }
    if (this.#mismatch !== undefined) throw this.#mismatch;
    const expected = this.#messages[this.#next++];
    if (expected?.kind !== 'outcome')
      throw new Error('a call has ended that went on in the record');
    expectSame(actual, expected.outcome);
  }

  #expect(event: Message): void {
    const expected = this.#messages[this.#next++];
    if (spell(event) !== spell(expected)) {
      const message = `the executor told ${spell(event)}, but the record says ${spell(expected)}`;
      this.#mismatch ??= new Error(message);
      throw this.#mismatch;
    }
  }
}

function expectSame(actual: Outcome, expected: Outcome): void {
  if (spell(actual) !== spell(expected)) {
    throw new Error(`the outcome is ${spell(actual)}, but the record says ${spell(expected)}`);
  }
}

/** A message as text, with all bits of its numbers except those of NaN. */
function spell(message: unknown): string {
  return JSON.stringify(message, (_, value) =>
    typeof value === 'number' && (Object.is(value, -0) || !Number.isFinite(value))
      ? `${Object.is(value, -0) ? '-0' : value}`
      : value,
  );
}
