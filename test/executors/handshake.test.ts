/** The proofs that both sides of a connection know a secret. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress, printAddress } from '../../src/executors/node/sockets/address.ts';
import {
  admitController,
  type Handshake,
  keyOf,
  meetExecutor,
} from '../../src/executors/node/sockets/handshake.ts';
import { ProtocolError } from '../../src/executors/protocol.ts';
import { InvalidArgumentError } from '../../src/index.ts';
import { SECRET } from './listening.ts';

const key = new TextEncoder().encode(SECRET);
const otherKey = new TextEncoder().encode(`${SECRET}.`);

/** Takes a step, which sends a frame. */
function sent(step: IteratorResult<Uint8Array | undefined, Uint8Array | undefined>): Uint8Array {
  expect(step.value).toBeInstanceOf(Uint8Array);
  return step.value!; // as expected
}

function begun(side: Handshake): Handshake {
  side.next();
  return side;
}

test('sides with the same secret admit each other, and never send it', () => {
  const [executor, controller] = [admitController(key), begun(meetExecutor(key))];
  const hello = sent(executor.next());
  const proof = sent(controller.next(hello));
  const end = executor.next(proof);
  expect(end.done).toBe(true);
  expect(controller.next(sent(end)).done).toBe(true);
  for (const frame of [hello, proof, sent(end)]) {
    expect(Buffer.from(frame).includes(SECRET)).toBe(false);
    expect(frame.length).toBeLessThan(100);
  }
});

test('a controller with another secret is refused', () => {
  const [executor, controller] = [admitController(key), begun(meetExecutor(otherKey))];
  const proof = sent(controller.next(sent(executor.next())));
  expect(() => executor.next(proof)).toThrow('the controller has another secret');
});

test('an executor with another secret is refused', () => {
  // The one that the controller meets admits everybody, and cannot prove anything.
  const controller = begun(meetExecutor(key));
  const hello = sent(admitController(otherKey).next());
  sent(controller.next(hello));
  const welcome = Buffer.concat([new Uint8Array([3]), new Uint8Array(32)]);
  expect(() => controller.next(welcome)).toThrow('the executor has another secret');
});

test('no proof is good for the other role', () => {
  const controller = begun(meetExecutor(key));
  const proof = sent(controller.next(sent(admitController(key).next())));
  const reflected = Buffer.concat([new Uint8Array([3]), proof.subarray(33)]);
  expect(() => controller.next(reflected)).toThrow('the executor has another secret');
});

test('no proof is good twice', () => {
  const [executor, controller] = [admitController(key), begun(meetExecutor(key))];
  const proof = sent(controller.next(sent(executor.next())));
  executor.next(proof);
  const later = begun(admitController(key));
  expect(() => later.next(proof)).toThrow('the controller has another secret');
});

test('a single wrong bit is noticed', () => {
  fc.assert(
    fc.property(fc.nat(64 * 8 - 1), (bit) => {
      const [executor, controller] = [admitController(key), begun(meetExecutor(key))];
      const proof = sent(controller.next(sent(executor.next()))).slice();
      proof[1 + (bit >> 3)]! ^= 1 << (bit & 7); // within the frame of 65 bytes
      expect(() => executor.next(proof)).toThrow('the controller has another secret');
    }),
  );
});

test('whatever comes instead, nobody is admitted', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.boolean(), (frame, isExecutor) => {
      const side = begun(isExecutor ? admitController(key) : meetExecutor(key));
      if (!isExecutor && frame[0] === 1 && frame.length === 34) return; // a challenge
      expect(() => side.next(frame)).toThrow(ProtocolError);
    }),
  );
});

test('each side says what is wrong with the other', () => {
  const other = new Uint8Array(34);
  other.set([1, 2]);
  expect(() => begun(meetExecutor(key)).next(other)).toThrow(
    "the executor's handshake has version 2, the controller's 1",
  );
  const refusal = Buffer.concat([new Uint8Array([4]), Buffer.from('no room')]);
  expect(() => begun(meetExecutor(key)).next(refusal)).toThrow('no room');
});

describe('secrets', () => {
  const tcp = parseAddress('tcp://:7000');
  test('are long, and needed but for files', () => {
    expect(() => keyOf(undefined, tcp)).toThrow('tcp://127.0.0.1:7000 needs a secret');
    expect(() => keyOf('0123456789abcde', tcp)).toThrow(
      'the secret has 15 bytes: it needs at least 16',
    );
    expect(() => keyOf('', parseAddress('unix:x'))).toThrow(InvalidArgumentError);
    expect(keyOf(undefined, parseAddress('unix:x'))).toHaveLength(0);
    expect(keyOf('0123456789abcdef', tcp)).toHaveLength(16);
  });
});

describe('addresses', () => {
  test.each([
    ['tcp://localhost:7000', 'tcp://localhost:7000'],
    ['tcp://:0', 'tcp://127.0.0.1:0'],
    ['tls://[::1]:65535', 'tls://[::1]:65535'],
    ['TCP://0.0.0.0:1', 'tcp://0.0.0.0:1'],
    ['unix:/run/a b.sock', 'unix:/run/a b.sock'],
    ['unix:relative', 'unix:relative'],
  ])('%s is read', (text, printed) => {
    expect(printAddress(parseAddress(text))).toBe(printed);
  });

  test.each([
    '',
    'localhost:7000',
    'tcp://localhost',
    'tcp://a:65536',
    'tcp://a:-1',
    'tcp://::1:7000',
    'http://a:80',
    'tcp://u@a:80',
    'tcp://a:80/',
    'unix:',
    'unix:a\0b',
    `unix:${'é'.repeat(52)}`,
  ])('%j is none', (text) => {
    expect(() => parseAddress(text)).toThrow(InvalidArgumentError);
  });
});
