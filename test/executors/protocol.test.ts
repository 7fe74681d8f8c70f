/** Both ends of a connection, with peers that send what they should not. */
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WasmCompiler, type WasmObject } from '../../src/engines/wasm/index.ts';
import {
  connect,
  createServedWasm,
  type ServedExecutor,
  serveExecutor,
} from '../../src/executors/index.ts';
import {
  controllerCodec,
  executorCodec,
  hashOf,
  ProtocolError,
} from '../../src/executors/protocol.ts';
import { parseModule } from '../../src/ir/index.ts';
import { isLong } from '../support/long.ts';

const double1 = { parameters: ['double'], result: 'double' };

/** What an executor sends when it gets these messages or frames, and then the end of the connection. */
function served(
  received: readonly unknown[],
  options: Partial<ServedExecutor<WasmObject>> = {},
): readonly Record<string, unknown>[] {
  const frames = received.map((each) => (each instanceof Uint8Array ? each : encode(each)));
  const sent: Record<string, unknown>[] = [];
  const decoder = controllerCodec();
  serveExecutor(
    {
      send: (frame) => sent.push({ ...decoder.decode(frame) }),
      receive: () => frames.shift(),
    },
    { ...createServedWasm(), ...options },
  );
  return sent;
}

const start = { kind: 'start', version: 1, engine: 'wasm' };
const ready = { kind: 'ready', version: 1, keepsObjects: false };
const stub = { kind: 'createStub', stub: 0, name: 'f', type: double1 };
const call = { kind: 'call', call: 7, stub: 0, args: [1], timeout: null, isNested: false };

const exit = {
  kind: 'linkProcessFunction',
  code: 1,
  name: 'exit',
  type: double1,
  scope: 'process',
};

/** The bytes of an object that defines `f`, and calls `g` if it is told to. */
function objectOf(calls: boolean): Uint8Array {
  const body = calls ? 'call double @g(double %x)' : 'fmul double %x, %x';
  const declaration = calls ? 'declare double @g(double)' : '';
  const text = `define double @f(double %x) {\n  %r = ${body}\n  ret double %r\n}\n${declaration}`;
  const compiler = new WasmCompiler();
  return compiler.objectFormat.serialize(compiler.compile(parseModule(text)));
}

const garbage = new Uint8Array(9);
const caller = objectOf(true);
const object = { kind: 'object', bytes: objectOf(false) };
const link = { kind: 'link', object: hashOf(object.bytes), codes: [3], stubs: [] };
const point = { kind: 'updatePointer', stub: 0, code: 3 };

function result(value: number): object {
  return { kind: 'result', call: 7, outcome: { kind: 'value', value } };
}

function hurl(): never {
  throw new Error('the disk is full');
}

describe('an executor', () => {
  test('links and calls', () => {
    expect(served([start, stub, object, link, point, { ...call, args: [3] }])).toEqual([
      ready,
      { kind: 'result', call: 7, outcome: { kind: 'value', value: 9 } },
    ]);
  });

  test('asks for an object that it does not have, and keeps it', () => {
    const kept = new Map<string, Uint8Array>();
    const first = [ready, { kind: 'need', object: link.object }, result(9)];
    const calls = [start, stub, link, point, { ...call, args: [3] }];
    expect(served([...calls, object])).toEqual(first);
    const keeping = { ...ready, keepsObjects: true };
    expect(served([...calls, object], { objects: kept })).toEqual([keeping, ...first.slice(1)]);
    expect([...kept.keys()]).toEqual([link.object]);
    expect(served(calls, { objects: kept })).toEqual([keeping, result(9)]);
    kept.set(link.object, objectOf(true));
    expect(served(calls, { objects: kept })).toEqual([keeping, first[1]]);
    const broken = { get: () => hurl(), set: () => hurl() };
    expect(served([...calls, object], { objects: broken })).toEqual([keeping, ...first.slice(1)]);
  });

  test('a call that has not begun can be interrupted, and one that has ended', () => {
    const interrupt = { kind: 'interrupt', call: 8 };
    const answer = { kind: 'answer', outcome: { kind: 'value', value: 0 } };
    const messages = [object, link, point, { ...call, call: 8 }, interrupt, answer, interrupt];
    expect(served([start, stub, { ...call, args: [4] }, ...messages])).toEqual([
      ready,
      { kind: 'compile', stub: 0 },
      { kind: 'result', call: 8, outcome: { kind: 'interrupted' } },
      result(16),
    ]);
  });

  test('asks for what is lazy, and goes on with the answer', () => {
    const answer = { kind: 'answer', outcome: { kind: 'value', value: 0 } };
    expect(served([start, stub, { ...call, args: [4] }, object, link, point, answer])).toEqual([
      ready,
      { kind: 'compile', stub: 0 },
      result(16),
    ]);
  });

  test('refuses a function that is not there, and says so to the call that needs it', () => {
    const point = { kind: 'updatePointer', stub: 0, code: 1 };
    const answer = { kind: 'answer', outcome: { kind: 'value', value: 0 } };
    expect(served([start, stub, call, exit, point, answer])).toEqual([
      ready,
      { kind: 'compile', stub: 0 },
      { kind: 'refused', codes: [1] },
      { kind: 'result', call: 7, outcome: { kind: 'undefined', symbols: ['exit'] } },
    ]);
  });

  test('has its own mathematics', () => {
    const point = { kind: 'updatePointer', stub: 0, code: 1 };
    expect(served([start, stub, { ...exit, name: 'sqrt' }, point, { ...call, args: [9] }])).toEqual(
      [ready, { kind: 'result', call: 7, outcome: { kind: 'value', value: 3 } }],
    );
  });

  test('ends quietly when the connection does, in the middle of a call too', () => {
    expect(served([])).toEqual([]);
    expect(served([start])).toEqual([ready]);
    expect(served([start, stub, call])).toEqual([ready, { kind: 'compile', stub: 0 }]);
  });

  test.each([
    ['a call before the start', [call], "'call' before 'start'"],
    [
      'another version',
      [{ ...start, version: 2 }],
      'the controller speaks version 2, this executor 1',
    ],
    ['another engine', [{ ...start, engine: 'llvm' }], "this executor runs 'wasm', not 'llvm'"],
    ['no MessagePack', [new Uint8Array([0xc1])], 'a frame is not MessagePack'],
    ['no message', [start, 5], 'unknown message without a kind'],
    ['an unknown message', [start, { kind: 'dance' }], "unknown message 'dance'"],
    ['a field too many', [start, { kind: 'quiesce', now: true }], "unknown message 'quiesce'"],
    ['an inherited field', [start, { kind: 'toString' }], "unknown message 'toString'"],
    ['a second start', [start, start], "'start' that nobody waits for"],
    [
      'an answer to nothing',
      [start, { kind: 'answer', outcome: { kind: 'value', value: 1 } }],
      "'answer' that nobody waits for",
    ],
    ['a call of no stub', [start, call], 'there is no stub 0'],
    ['a stub twice', [start, stub, stub], 'stub 0 is there'],
    ['too many arguments', [start, stub, { ...call, args: [1, 2] }], 'a call with 2 arguments'],
    [
      'a type that is none',
      [start, { ...stub, type: { parameters: ['x'], result: 'double' } }],
      "unknown message 'createStub'",
    ],
    [
      'code that is not there',
      [start, stub, { kind: 'updatePointer', stub: 0, code: 9 }],
      'there is no code 9',
    ],
    [
      'an object of garbage',
      [start, { kind: 'object', bytes: garbage }, { ...link, object: hashOf(garbage) }],
      'an object that this engine cannot read',
    ],
    [
      'an object without its stubs',
      [start, { kind: 'object', bytes: caller }, { ...link, object: hashOf(caller) }],
      'an object does not fit its stubs and codes',
    ],
    [
      'a scope that is none',
      [start, { ...exit, scope: 'world' }],
      "unknown message 'linkProcessFunction'",
    ],
    [
      'an answer of a wrong kind',
      [start, stub, call, { kind: 'answer', outcome: { kind: 'failure', message: '' } }],
      "an answer is 'failure'",
    ],
  ])('says what is wrong with %s', (_, messages, reason) => {
    expect(served(messages).at(-1)).toEqual({ kind: 'end', reason });
  });
});

/** Messages of both directions, some of them well formed and in order, most of them not. */
const numbers = fc.oneof(fc.nat(5), fc.double(), fc.integer());
const value: fc.Arbitrary<unknown> = fc.oneof(
  numbers,
  fc.constantFrom(null, true, 'double', 'f', '', double1),
  fc.array(numbers, { maxLength: 3 }),
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom<unknown>(caller, link.object),
);
const kinds = [
  'start',
  'createStub',
  'updatePointer',
  'removeStub',
  'object',
  'link',
  'merge',
  'linkHostFunction',
  'linkProcessFunction',
  'release',
  'quiesce',
  'call',
  'answer',
  'interrupt',
  'ready',
  'need',
  'compile',
  'host',
  'result',
  'refused',
  'end',
];
const names = [
  'stub',
  'code',
  'codes',
  'stubs',
  'object',
  'bytes',
  'keepsObjects',
  'name',
  'type',
  'args',
  'call',
  'timeout',
  'isNested',
  'outcome',
  'mayRun',
  'version',
  'reason',
  'scope',
];
const message = fc.oneof(
  fc.constantFrom<unknown>(
    stub,
    call,
    start,
    ready,
    { kind: 'quiesce' },
    { kind: 'compile', stub: 0 },
  ),
  fc
    .tuple(
      fc.constantFrom(...kinds),
      fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 7 }),
    )
    .map(([kind, fields]) => ({ kind, ...fields })),
);
const frame = fc.oneof(
  message.map((each) => encode(each)),
  fc.uint8Array({ maxLength: 64 }),
  fc.tuple(message, fc.nat(), fc.nat(255)).map(([each, at, byte]) => {
    const bytes = encode(each).slice();
    bytes[at % bytes.length] = byte;
    return bytes;
  }),
);
const runs = { numRuns: isLong ? 20_000 : 500 };

test('whatever frames an executor gets, it ends with a reason', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 12 }), fc.boolean(), (frames, starts) => {
      const sent = served(starts ? [start, ...frames] : frames);
      for (const { kind } of sent.slice(0, -1)) expect(kind).not.toBe('end');
    }),
    runs,
  );
});

test('whatever frames a controller gets, it ends the connection and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 12 }), async (frames) => {
      let isClosed = false;
      const open = () => ({
        send: () => {},
        start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void) {
          setTimeout(() => {
            onFrame(encode(ready));
            for (const each of frames) onFrame(each);
            onEnd('over');
          });
        },
        close: () => {
          isClosed = true;
        },
      });
      const jit = await connect(open);
      await jit[Symbol.asyncDispose]();
      expect(isClosed).toBe(true);
    }),
    { numRuns: isLong ? 2000 : 100 },
  );
});

test('codecs refuse what is not theirs', () => {
  expect(() => executorCodec().decode(encode(ready))).toThrow(ProtocolError);
  expect(() => controllerCodec().decode(encode(start))).toThrow(ProtocolError);
  const negativeZero = executorCodec().decode(
    encode({ ...call, args: [-0] }, { forceIntegerToFloat: true }),
  );
  expect(negativeZero).toMatchObject({ args: [-0] });
});
