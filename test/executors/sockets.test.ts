/** Executors behind sockets, with peers that do what they should not: each costs its connection. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import {
  type AddressInfo,
  connect as connectSocket,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { join } from 'node:path';
import { encode } from '@msgpack/msgpack';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { FrameReader, withHeader } from '../../src/executors/frames.ts';
import { type ConnectedKaleidoscopeJIT, connect } from '../../src/executors/index.ts';
import {
  type ListeningExecutor,
  type ListenOptions,
  listen,
  processExecutor,
  relayedSocketExecutor,
  socketExecutor,
  workerExecutor,
} from '../../src/executors/node/index.ts';
import { parseAddress } from '../../src/executors/node/sockets/address.ts';
import { admitController, meetExecutor } from '../../src/executors/node/sockets/handshake.ts';
import { controllerCodec } from '../../src/executors/protocol.ts';
import { workspace } from '../cli/kaleidoscope.ts';
import { lacking } from '../support/native.ts';
import { SECRET } from './listening.ts';

const secret = SECRET;
const key = new TextEncoder().encode(SECRET);
const TOO_LONG = new Uint8Array([0xff, 0xff, 0xff, 0xff]);
const PART = new Uint8Array([9, 0, 0, 0, 1]);

const path = (name: string) => join(workspace, name);
const framed = withHeader;
const message = (value: unknown) => framed(encode(value));
/** Lets sockets do what they have to. */
const turn = () => new Promise((done) => setImmediate(done));

/** Time passes for the connections alone, and only when told. */
function holdTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    vi.advanceTimersByTime(1000);
    for (let i = 0; i < 20; i++) await turn();
  }
}

afterEach(() => vi.useRealTimers());

/** The other side of a connection, byte by byte. */
class Peer {
  readonly socket: Socket;
  readonly frames: Uint8Array[] = [];
  #onFrame: (() => void) | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    const reader = new FrameReader((frame) => {
      this.frames.push(frame);
      this.#onFrame?.();
    });
    socket.on('data', (bytes: Buffer) => reader.push(bytes));
    socket.on('error', () => {}); // being cut off is what these tests are about
  }

  async next(): Promise<Uint8Array> {
    while (this.frames.length === 0) {
      await new Promise<void>((done) => {
        this.#onFrame = done;
      });
    }
    return this.frames.shift()!; // there is one
  }

  /** The reason in the last frame, when the connection has ended. */
  async reason(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    const last = this.frames.at(-1) ?? new Uint8Array();
    if (last[0] === 4) return new TextDecoder().decode(last.subarray(1));
    const said = controllerCodec().decode(last);
    return said.kind === 'end' ? said.reason : said.kind;
  }
}

function connectTo(address: string): Peer {
  const target = parseAddress(address);
  return new Peer(connectSocket(target.kind === 'unix' ? { path: target.path } : target));
}

/** A controller that is admitted, and then does as it likes. */
async function admitted(address: string): Promise<Peer> {
  const peer = connectTo(address);
  const handshake = meetExecutor(key);
  handshake.next();
  peer.socket.write(framed(handshake.next(await peer.next()).value!)); // a proof
  expect(handshake.next(await peer.next()).done).toBe(true);
  return peer;
}

describe.each(['tcp://:0', `unix:${path('peers.sock')}`])('an executor at %s', (wanted) => {
  const problems: string[] = [];
  let listener: ListeningExecutor;
  let other: ConnectedKaleidoscopeJIT;

  beforeAll(async () => {
    listener = await listen(wanted, { secret, onProblem: (line) => problems.push(line) });
    other = await connect(socketExecutor(listener.address, { secret }));
    await other.evaluate('def next(x) x + 1');
  });
  afterAll(async () => {
    await other[Symbol.asyncDispose]();
    await listener[Symbol.asyncDispose]();
  });

  /** What the executor has said of a connection; another one goes on. */
  async function saidOnce(reason: string): Promise<void> {
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    const from = wanted.startsWith('unix:') ? '' : String.raw` from 127\.0\.0\.1:\d+`;
    const [line = ''] = problems.splice(0);
    expect(line).toMatch(new RegExp(`^a connection${from} has ended: `));
    expect(line.slice(line.indexOf(': ') + 2)).toBe(reason);
    expect(await other.call('next', [1])).toBe(2);
  }

  test('refuses another secret', async () => {
    const open = socketExecutor(listener.address, { secret: `${SECRET}.` });
    const reason = 'the controller has another secret';
    await expect(connect(open)).rejects.toThrow(
      `the executor is lost: ${listener.address}: ${reason}`,
    );
    await saidOnce(reason);
  });

  test('refuses what is no handshake', async () => {
    const peer = connectTo(listener.address);
    peer.socket.write('GET / HTTP/1.1\r\n\r\n');
    const reason = 'the other side does not speak this protocol';
    expect(await peer.reason()).toBe(reason);
    await saidOnce(reason);
  });

  test('reads no frame but small ones before it knows the other side', async () => {
    const peer = connectTo(listener.address);
    peer.socket.write(new Uint8Array([1, 1, 0, 0])); // 257 bytes
    expect(await peer.reason()).toBe('the other side does not speak this protocol');
    await saidOnce('the other side does not speak this protocol');
  });

  test('is told when the handshake is cut off', async () => {
    const peer = connectTo(listener.address);
    await peer.next();
    peer.socket.end(PART);
    await saidOnce('it was closed in the handshake');
  });

  test('does not wait for ever for a handshake', async () => {
    holdTime();
    const peer = connectTo(listener.address);
    await peer.next();
    peer.socket.write(PART);
    await pass(4);
    expect(problems).toEqual([]);
    await pass(2);
    vi.useRealTimers();
    expect(await peer.reason()).toBe('no handshake within 5 s');
    await saidOnce('no handshake within 5 s');
  });

  test.each([
    ['a frame that is too long', TOO_LONG, 'a frame of 4294967295 bytes'],
    ['garbage', framed(new Uint8Array([0xc1])), 'a frame is not MessagePack'],
    [
      'another version',
      message({ kind: 'start', version: 99, engine: 'wasm' }),
      'the controller speaks version 99, this executor 1',
    ],
    ['an unknown message', message({ kind: 'dance' }), "unknown message 'dance'"],
  ])('refuses %s', async (_, bytes, reason) => {
    const peer = await admitted(listener.address);
    peer.socket.write(bytes);
    expect(await peer.reason()).toBe(reason);
    await saidOnce(reason);
  });

  test('is told when a frame is cut off', async () => {
    const peer = await admitted(listener.address);
    peer.socket.end(PART);
    await saidOnce('it was closed within a frame');
  });

  test.skipIf(wanted.startsWith('unix:'))('is told when the other side crashes', async () => {
    const peer = await admitted(listener.address);
    peer.socket.resetAndDestroy();
    await saidOnce('it was reset');
  });

  test.each([
    ['', new Uint8Array()],
    [' within a frame', PART],
  ])('gives up who falls silent%s, and nobody else', async (_, bytes) => {
    holdTime();
    const [talker, peer] = [
      await connect(socketExecutor(listener.address, { secret })),
      await admitted(listener.address),
    ];
    peer.socket.write(bytes);
    await pass(29);
    expect(problems).toEqual([]);
    await pass(7);
    vi.useRealTimers();
    expect(await peer.reason()).toBe('nothing came for 30 s');
    expect(await talker.evaluate('1 + 1')).toBe(2);
    await talker[Symbol.asyncDispose]();
    await saidOnce('nothing came for 30 s');
  });

  test('says nothing when the other side is done', async () => {
    const peer = await admitted(listener.address);
    peer.socket.end();
    await once(peer.socket, 'close');
    expect(await other.call('next', [1])).toBe(2);
    expect(problems).toEqual([]);
  });

  test('ends code that runs for ever with its connection', async () => {
    const endless = await connect(socketExecutor(listener.address, { secret }));
    await endless.addSource('def spin(x) for i = 1, x in 0');
    const call = expect(endless.call('spin', [1])).rejects.toThrow('the session was disposed of');
    expect(await other.call('next', [1])).toBe(2); // meanwhile
    await endless[Symbol.asyncDispose]();
    await call;
    expect(problems).toEqual([]);
  });
});

describe('a controller', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** Where something listens that does this with each connection. */
  async function fake(serve: (peer: Peer) => void): Promise<string> {
    const server = createServer((socket) => serve(new Peer(socket))).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** An executor with the secret that then does as it likes. */
  function admitting(serve: (peer: Peer) => void): Promise<string> {
    return fake(async (peer) => {
      const handshake = admitController(key);
      peer.socket.write(framed(handshake.next().value!)); // a challenge
      peer.socket.write(framed(handshake.next(await peer.next()).value!)); // a proof
      serve(peer);
    });
  }

  const isLost = (address: string, reason: string) => `the executor is lost: ${address}: ${reason}`;

  test.each([
    ['closes at once', (peer: Peer) => peer.socket.end(), 'it was closed in the handshake'],
    [
      'speaks something else',
      (peer: Peer) => peer.socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
      'the other side does not speak this protocol',
    ],
    ['crashes', (peer: Peer) => peer.socket.resetAndDestroy(), 'it was reset'],
    [
      'does not know the secret',
      async (peer: Peer) => {
        peer.socket.write(framed(Buffer.concat([new Uint8Array([1, 1]), new Uint8Array(32)])));
        await peer.next();
        peer.socket.write(framed(Buffer.concat([new Uint8Array([3]), new Uint8Array(32)])));
      },
      'the executor has another secret',
    ],
  ])('leaves an executor that %s', async (_, serve, reason) => {
    const address = await fake((peer) => void serve(peer));
    await expect(connect(socketExecutor(address, { secret }))).rejects.toThrow(
      isLost(address, reason),
    );
  });

  test('tells the executor why it leaves', async () => {
    let told: Promise<string> | undefined;
    const address = await fake((peer) => {
      peer.socket.write(framed(Buffer.concat([new Uint8Array([1, 2]), new Uint8Array(32)])));
      told = peer.reason();
    });
    const reason = "the executor's handshake has version 2, the controller's 1";
    await expect(connect(socketExecutor(address, { secret }))).rejects.toThrow(reason);
    expect(await told).toBe(reason);
  });

  test('does not wait for ever for a handshake', async () => {
    holdTime();
    let isConnected = false;
    const address = await fake(() => {
      isConnected = true;
    });
    const connection = expect(connect(socketExecutor(address, { secret }))).rejects.toThrow(
      isLost(address, 'no handshake within 5 s'),
    );
    await vi.waitFor(() => expect(isConnected).toBe(true));
    await pass(6);
    await connection;
  });

  test.each([
    ['sends a frame that is too long', TOO_LONG, 'a frame of 4294967295 bytes'],
    ['is cut off in a frame', PART, 'it was closed within a frame'],
    ['is closed', new Uint8Array(), 'it was closed'],
  ])('leaves an executor that %s', async (_, bytes, reason) => {
    const address = await admitting(({ socket }) => socket.end(bytes));
    await expect(connect(socketExecutor(address, { secret }))).rejects.toThrow(
      isLost(address, reason),
    );
  });

  test.each([
    ['garbage', framed(new Uint8Array([0xc1])), 'a frame is not MessagePack'],
    [
      'another version',
      message({ kind: 'ready', version: 99, keepsObjects: false }),
      "'ready' of version 99",
    ],
  ])('leaves an executor that sends %s', async (_, bytes, reason) => {
    const address = await admitting(({ socket }) => socket.write(bytes));
    await expect(connect(socketExecutor(address, { secret }))).rejects.toThrow(
      `the executor is lost: ${reason}`,
    );
  });

  test('gives up an executor that falls silent', async () => {
    const address = await admitting(({ socket }) =>
      socket.write(message({ kind: 'ready', version: 1, keepsObjects: false })),
    );
    holdTime();
    const jit = await connect(socketExecutor(address, { secret }));
    const call = expect(jit.evaluate('1 + 1')).rejects.toThrow(
      isLost(address, 'nothing came for 30 s'),
    );
    await pass(36);
    vi.useRealTimers();
    await call;
    await jit[Symbol.asyncDispose]();
  });

  test.each([
    ['tcp://127.0.0.1:1', 'nobody listens there'],
    ['tcp://nosuch.invalid:7000', 'the host is not known'],
    [`unix:${path('nosuch.sock')}`, 'there is no such socket'],
  ])('says that it cannot reach %s', async (address, reason) => {
    await expect(connect(socketExecutor(address, { secret }))).rejects.toThrow(
      isLost(address, reason),
    );
  });

  test.each([socketExecutor, relayedSocketExecutor])('is refused without a secret', (open) => {
    expect(() => open('tcp://:1')).toThrow('tcp://127.0.0.1:1 needs a secret');
    expect(() => open('tcp://:1', { secret, tls: {} })).toThrow('is without TLS: write tls://');
    expect(() => open('tls://:1', { secret, tls: { ca: 'x' } })).toThrow('no certificate in PEM');
  });
});

describe('listening', () => {
  const options = { secret };

  test('is refused where something else listens', async () => {
    for (const wanted of ['tcp://:0', `unix:${path('taken.sock')}`]) {
      await using listener = await listen(wanted, options);
      await expect(listen(listener.address, options)).rejects.toMatchObject({
        code: 'ERR_LISTEN',
        message: `cannot listen at ${listener.address}: something else listens there`,
      });
      const jit = await connect(socketExecutor(listener.address, options));
      expect(await jit.evaluate('1 + 1')).toBe(2);
      await jit[Symbol.asyncDispose]();
    }
  });

  test('replaces a socket that a process has left behind, and no other file', async () => {
    const [stale, file] = [path('stale.sock'), path('a-file')];
    const program = `require('net').createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await once(spawn(process.execPath, ['-e', program]), 'exit');
    expect(existsSync(stale)).toBe(true);
    const listener = await listen(`unix:${stale}`, options);
    const jit = await connect(socketExecutor(listener.address, options));
    expect(await jit.evaluate('1 + 1')).toBe(2);
    await jit[Symbol.asyncDispose]();
    await listener[Symbol.asyncDispose]();
    expect(existsSync(stale)).toBe(false);
    writeFileSync(file, 'mine');
    await expect(listen(`unix:${file}`, options)).rejects.toThrow(
      `cannot listen at unix:${file}: there is a file that is no socket`,
    );
    expect(existsSync(file)).toBe(true);
  });

  test('needs no secret where a file is for the user alone', async () => {
    const file = path('private.sock');
    const mask = process.umask(0);
    await using listener = await listen(`unix:${file}`).finally(() => process.umask(mask));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const jit = await connect(socketExecutor(listener.address));
    expect(await jit.evaluate('1 + 1')).toBe(2);
    await jit[Symbol.asyncDispose]();
    await expect(connect(socketExecutor(listener.address, { secret }))).rejects.toThrow(
      'the controller has another secret',
    );
  });

  test.each([
    ['tcp://:0', {}, 'tcp://127.0.0.1:0 needs a secret'],
    ['tcp://:0', { secret: 'short' }, 'the secret has 5 bytes: it needs at least 16'],
    ['tcp://:0', { secret, connections: -1 }, 'connections'],
    ['tcp://:0', { secret, tls: { cert: '', key: '' } }, 'is without TLS: write tls://'],
    ['tls://:0', { secret }, 'tls://127.0.0.1:0 needs a certificate and its key'],
    ['tls://:0', { secret, tls: { cert: 'x', key: 'x' } }, 'the certificate or its key'],
    ['tcp://nosuch.invalid:0', { secret }, 'the host is not known'],
    ['tcp://192.0.2.1:0', { secret }, 'this machine does not have the address'],
  ])('at %s is refused with %j', async (address, given: ListenOptions, reason) => {
    await expect(listen(address, given)).rejects.toThrow(reason);
  });

  test('serves so many connections and no more', async () => {
    const problems: string[] = [];
    await using listener = await listen('tcp://:0', {
      secret,
      connections: 1,
      onProblem: (line) => problems.push(line),
    });
    const open = socketExecutor(listener.address, { secret });
    const first = await connect(open);
    await expect(connect(open)).rejects.toThrow('it is full: its limit of connections is 1');
    expect(problems).toEqual([
      expect.stringMatching(/: it is full: its limit of connections is 1$/),
    ]);
    expect(await first.evaluate('1 + 1')).toBe(2);
    await first[Symbol.asyncDispose]();
    const second = await connect(open);
    expect(await second.evaluate('2 + 1')).toBe(3);
    await second[Symbol.asyncDispose]();
  });

  test('ends with all its sessions', async () => {
    const listener = await listen('tcp://:0', options);
    const jit = await connect(socketExecutor(listener.address, { secret }));
    await jit.addSource('def spin(x) for i = 1, x in 0');
    const call = expect(jit.call('spin', [1])).rejects.toThrow('the executor was closed');
    await listener[Symbol.asyncDispose]();
    await call;
    await expect(jit.evaluate('1 + 1')).rejects.toThrow('nobody listens there');
    await jit[Symbol.asyncDispose]();
  });

  test('ends the thread of a connection that is closed, whatever runs there', async () => {
    let hasBegun = false;
    let hasEnded = false;
    await using listener = await listen('tcp://:0', {
      secret,
      executor: () => {
        const thread = workerExecutor()();
        return {
          send: (frame) => thread.send(frame),
          close: () => thread.close(),
          start: (onFrame, onEnd) =>
            thread.start(onFrame, (reason) => {
              hasEnded = true;
              onEnd(reason);
            }),
        };
      },
    });
    const jit = await connect(socketExecutor(listener.address, { secret }));
    jit.jit.defineHostFunction('begin', () => {
      hasBegun = true;
      return 1;
    });
    const call = expect(jit.evaluate('for i = begin(), i in 0')).rejects.toThrow();
    await vi.waitFor(() => expect(hasBegun).toBe(true));
    expect(hasEnded).toBe(false);
    await jit[Symbol.asyncDispose]();
    await call;
    await vi.waitFor(() => expect(hasEnded).toBe(true));
  });

  test('serves any executor, and says why one ends', async () => {
    const problems: string[] = [];
    const processes = processExecutor();
    const opened: ReturnType<typeof processes>[] = [];
    await using listener = await listen('tcp://:0', {
      secret,
      onProblem: (line) => problems.push(line),
      executor: () => {
        if (opened.length === 2) throw new Error('no more processes');
        opened.push(processes());
        return opened.at(-1)!; // just pushed
      },
    });
    const jit = await connect(socketExecutor(listener.address, { secret }));
    jit.jit.defineHostFunction('begin', () => {
      setTimeout(() => opened[0]?.close(), 50);
      return 1;
    });
    const call = jit.evaluate('for i = begin(), i in 0');
    await expect(call).rejects.toThrow('the executor is lost: killed by SIGKILL');
    expect(problems).toEqual([expect.stringMatching(/ has ended: killed by SIGKILL$/)]);
    expect(await jit.evaluate('1 + 1')).toBe(2);
    opened[1]?.close();
    await expect(jit.evaluate('1 + 1')).rejects.toThrow();
    await vi.waitFor(() => expect(problems.at(-1)).toMatch(/ has ended: no more processes$/));
    await jit[Symbol.asyncDispose]();
  });
});

const missing = spawnSync('openssl', ['version']).status === 0 ? undefined : lacking('openssl');

describe.skipIf(missing !== undefined)(`TLS${missing ?? ''}`, () => {
  let cert: string;
  let tlsKey: string;
  let listener: ListeningExecutor;
  const problems: string[] = [];

  beforeAll(async () => {
    [cert, tlsKey] = certificate('here');
    listener = await listen('tls://localhost:0', {
      secret,
      tls: { cert, key: tlsKey },
      onProblem: (line) => problems.push(line),
    });
  });
  afterAll(async () => await listener[Symbol.asyncDispose]());
  afterEach(() => void problems.splice(0));

  /** A certificate for this machine, and its key. */
  function certificate(name: string): [cert: string, key: string] {
    const [certFile, keyFile] = [path(`${name}.pem`), path(`${name}.key`)];
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const files = ['-keyout', keyFile, '-out', certFile];
    const args = ['req', '-x509', ...kind, ...files, '-subj', '/CN=localhost', '-addext', names];
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
  }

  test('carries sessions', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const address = listener.address.replace('localhost', host);
      const jit = await connect(socketExecutor(address, { secret, tls: { ca: cert } }));
      expect(
        await jit.evaluate('def fib(n) if n < 2 then n else fib(n-1) + fib(n-2); fib(20)'),
      ).toBe(6765);
      await jit[Symbol.asyncDispose]();
    }
    expect(problems).toEqual([]);
  });

  test('does not replace the secret', async () => {
    const open = socketExecutor(listener.address, { secret: `${secret}.`, tls: { ca: cert } });
    await expect(connect(open)).rejects.toThrow('the controller has another secret');
  });

  test('is refused with a certificate that nobody trusts', async () => {
    const [stranger] = certificate('there');
    for (const tls of [{}, { ca: stranger }]) {
      const open = socketExecutor(listener.address, { secret, tls });
      await expect(connect(open)).rejects.toThrow(/self-signed certificate/);
    }
    await vi.waitFor(() => expect(problems).toHaveLength(2));
  });

  test('is not spoken where TCP is', async () => {
    await using plain = await listen('tcp://:0', { secret });
    const secured = plain.address.replace('tcp', 'tls');
    const open = socketExecutor(secured, { secret, tls: { ca: cert } });
    await expect(connect(open)).rejects.toThrow(/the executor is lost: tls:.*: \w/);
    const peer = connectTo(listener.address);
    peer.socket.write('GET / HTTP/1.1\r\n\r\n');
    await vi.waitFor(() =>
      expect(problems).toEqual([expect.stringMatching(/ has ended: http request$/)]),
    );
  });
});
