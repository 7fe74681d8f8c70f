/**
 * The messages between a controller and an executor elsewhere, as docs/executor-protocol.md describes
 * them. A frame is one message in MessagePack. Neither side trusts the other: `decode` returns only
 * messages whose fields have the right types.
 */
import { Decoder, Encoder } from '@msgpack/msgpack';
import { type FunctionType, types } from '../ir/index.ts';
import { contentHash } from '../orc/content-hash.ts';
import type { CodeId, ProcessScope, StubId } from '../orc/index.ts';

/** Both sides must have the same. */
export const PROTOCOL_VERSION = 1;

/** Most bytes of a frame. */
export const MAX_FRAME = 256 * 1024 * 1024;

declare const brand: unique symbol;

/** Names a call. Controllers give these numbers out. */
export type CallId = number & { readonly [brand]: 'CallId' };

/** Names an object by its content: SHA-256 of its bytes, in 64 hexadecimal digits. */
export type ObjectHash = string & { readonly [brand]: 'ObjectHash' };

/** Names an exception that stays with the controller while it passes through the executor's frames. */
export type ErrorId = number & { readonly [brand]: 'ErrorId' };

/** The end of a call, or of an event that a call waits for. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'error'; readonly error: ErrorId }
  | Trap;

/** The end of a call that the executor has ended itself. */
export type Trap =
  | {
      readonly kind: 'stack overflow';
      readonly symbols: readonly string[];
      readonly depth: number | null;
    }
  | { readonly kind: 'deadline'; readonly symbols: readonly string[]; readonly timeout: number }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'link'; readonly symbols: readonly string[]; readonly reason: string }
  | { readonly kind: 'undefined'; readonly symbols: readonly string[] }
  | { readonly kind: 'failure'; readonly message: string };

/** Commands have no answer, and the executor carries them out in order. */
export type Command =
  | {
      readonly kind: 'createStub';
      readonly stub: StubId;
      readonly name: string;
      readonly type: FunctionType;
    }
  | { readonly kind: 'updatePointer'; readonly stub: StubId; readonly code: CodeId | null }
  | { readonly kind: 'removeStub'; readonly stub: StubId }
  | {
      readonly kind: 'link';
      readonly object: ObjectHash;
      readonly codes: readonly CodeId[];
      readonly stubs: readonly StubId[];
    }
  | { readonly kind: 'merge'; readonly codes: readonly CodeId[] }
  | {
      readonly kind: 'linkHostFunction';
      readonly code: CodeId;
      readonly name: string;
      readonly type: FunctionType;
    }
  | {
      readonly kind: 'linkProcessFunction';
      readonly code: CodeId;
      readonly name: string;
      readonly type: FunctionType;
      readonly scope: ProcessScope;
    }
  | { readonly kind: 'release'; readonly code: CodeId; readonly mayRun: boolean }
  | { readonly kind: 'quiesce' };

/** What a controller sends. */
export type ToExecutor =
  | { readonly kind: 'start'; readonly version: number; readonly engine: string }
  | Command
  /** An object, before the first `link` of it or as the answer to `need`. */
  | { readonly kind: 'object'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'call';
      readonly call: CallId;
      readonly stub: StubId;
      readonly args: readonly number[];
      /** In milliseconds. */
      readonly timeout: number | null;
      /** Whether an event waits for its answer until the call has ended. Others wait for their turn. */
      readonly isNested: boolean;
    }
  | { readonly kind: 'answer'; readonly outcome: Outcome }
  /** Ends a call at its next checkpoint, or before it has begun. Nothing happens if it has ended. */
  | { readonly kind: 'interrupt'; readonly call: CallId };

/** What an executor sends. */
export type ToController =
  | {
      readonly kind: 'ready';
      readonly version: number;
      /** Whether the executor may have objects from before: only those that it needs are sent. */
      readonly keepsObjects: boolean;
    }
  /** The executor does not have an object that it is to link, and waits for it. */
  | { readonly kind: 'need'; readonly object: ObjectHash }
  | { readonly kind: 'compile'; readonly stub: StubId }
  | { readonly kind: 'host'; readonly code: CodeId; readonly args: readonly number[] }
  | { readonly kind: 'result'; readonly call: CallId; readonly outcome: Outcome }
  /** The host of the executor does not take this code, or there is no such function of the process. */
  | { readonly kind: 'refused'; readonly codes: readonly CodeId[] }
  /** The last message: why the executor ends the connection. */
  | { readonly kind: 'end'; readonly reason: string };

/** The name of an object. */
export function hashOf(object: Uint8Array): ObjectHash {
  return contentHash(object) as ObjectHash;
}

/** The other side has sent what is no message, or no message that may come now. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code = 'ERR_PROTOCOL';
}

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const isId: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isBytes: Check = (value) => value instanceof Uint8Array;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const record =
  (fields: Fields): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === Object.keys(fields).length &&
    Object.entries(fields).every(
      ([name, check]) =>
        Object.hasOwn(value, name) && check((value as Readonly<Record<string, unknown>>)[name]),
    );
const oneOf =
  (kinds: Readonly<Record<string, Fields>>): Check =>
  (value) => {
    const { kind } = (value ?? {}) as { kind?: unknown };
    if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) return false;
    return record({ kind: isText, ...kinds[kind] })(value);
  };

const isHash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isType: Check = (value) => (types as readonly unknown[]).includes(value);
const isScope: Check = (value) => value === 'process' || value === 'libraries';
const isFunctionType = record({ parameters: listOf(isType), result: isType });
const names = listOf(isText);

const isOutcome = oneOf({
  value: { value: isNumber },
  error: { error: isId },
  'stack overflow': { symbols: names, depth: orNull(isId) },
  deadline: { symbols: names, timeout: isNumber },
  interrupted: {},
  link: { symbols: names, reason: isText },
  undefined: { symbols: names },
  failure: { message: isText },
} satisfies Record<Outcome['kind'], Fields>);

const hostCode = { code: isId, name: isText, type: isFunctionType };

const isToExecutor = oneOf({
  start: { version: isId, engine: isText },
  createStub: { stub: isId, name: isText, type: isFunctionType },
  updatePointer: { stub: isId, code: orNull(isId) },
  removeStub: { stub: isId },
  object: { bytes: isBytes },
  link: { object: isHash, codes: listOf(isId), stubs: listOf(isId) },
  merge: { codes: listOf(isId) },
  linkHostFunction: hostCode,
  linkProcessFunction: { ...hostCode, scope: isScope },
  release: { code: isId, mayRun: isBoolean },
  quiesce: {},
  call: {
    call: isId,
    stub: isId,
    args: listOf(isNumber),
    timeout: orNull(isNumber),
    isNested: isBoolean,
  },
  answer: { outcome: isOutcome },
  interrupt: { call: isId },
} satisfies Record<ToExecutor['kind'], Fields>);

const isToController = oneOf({
  ready: { version: isId, keepsObjects: isBoolean },
  need: { object: isHash },
  compile: { stub: isId },
  host: { code: isId, args: listOf(isNumber) },
  result: { call: isId, outcome: isOutcome },
  refused: { codes: listOf(isId) },
  end: { reason: isText },
} satisfies Record<ToController['kind'], Fields>);

/** Turns messages into frames and back: one side's end of a connection. */
export class Codec<Sent, Received> {
  // Integers travel as doubles too: -0 must stay what it is.
  readonly #encoder = new Encoder({ forceIntegerToFloat: true });
  readonly #decoder = new Decoder({ maxStrLength: MAX_FRAME, maxBinLength: MAX_FRAME });
  readonly #isReceived: Check;

  constructor(isReceived: Check) {
    this.#isReceived = isReceived;
  }

  encode(message: Sent): Uint8Array {
    return this.#encoder.encode(message);
  }

  /** @throws ProtocolError for bytes that are no message. */
  decode(frame: Uint8Array): Received {
    let message: unknown;
    try {
      message = this.#decoder.decode(frame);
    } catch {
      throw new ProtocolError('a frame is not MessagePack');
    }
    if (!this.#isReceived(message)) throw new ProtocolError(`unknown message ${nameOf(message)}`);
    return message as Received; // checked
  }
}

/** The controller's end. */
export function controllerCodec(): Codec<ToExecutor, ToController> {
  return new Codec(isToController);
}

/** The executor's end. */
export function executorCodec(): Codec<ToController, ToExecutor> {
  return new Codec(isToExecutor);
}

const MOST_SHOWN = 20;

function nameOf(message: unknown): string {
  const { kind } = (message ?? {}) as { kind?: unknown };
  return typeof kind === 'string' ? `'${kind.slice(0, MOST_SHOWN)}'` : 'without a kind';
}
