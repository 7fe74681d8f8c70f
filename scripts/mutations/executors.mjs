/** Mutations of executors elsewhere: who is admitted, when a connection ends, frames in shared memory. */
const handshake = ['test/executors/handshake.test.ts'];
const sockets = ['test/executors/sockets.test.ts'];

export const executors = [
  {
    file: 'src/executors/node/sockets/handshake.ts',
    tests: handshake,
    mutations: [
      {
        name: 'a controller is admitted with any proof',
        text: "if (!timingSafeEqual(answer[1]!, proofOf('controller', key, challenges))) {",
        becomes: 'if (false) {',
      },
      {
        name: 'an executor is believed without a proof',
        text: "if (!timingSafeEqual(welcome!, proofOf('executor', key, challenges))) {",
        becomes: 'if (false) {',
      },
      {
        name: 'a proof is good for both roles',
        text: '.update(role)',
        becomes: '',
      },
      {
        name: 'a proof is good for ever',
        text: 'for (const challenge of challenges) hmac.update(challenge);',
        becomes: '',
      },
      {
        name: 'TCP needs no secret',
        text: "if (secret === undefined && address.kind === 'unix')",
        becomes: 'if (secret === undefined)',
      },
      {
        name: 'any secret is long enough',
        text: 'if (key.length < LEAST_SECRET) {',
        becomes: 'if (false) {',
      },
      {
        name: 'frames of the handshake have any length',
        text: 'if (frame[0] !== kind || frame.length !== total)',
        becomes: 'if (frame[0] !== kind)',
      },
    ],
  },
  {
    file: 'src/executors/node/sockets/frame-socket.ts',
    tests: sockets,
    mutations: [
      {
        name: 'large frames are read before the handshake',
        text: 'this.#reader.limit = HANDSHAKE_LIMIT;',
        becomes: '',
      },
      {
        name: 'a handshake may take for ever',
        text: 'setTimeout(late, HANDSHAKE_MS)',
        becomes: 'setTimeout(() => {}, HANDSHAKE_MS)',
      },
      {
        name: 'silence is never noticed',
        text: 'this.#silentBeats++;',
        becomes: '',
      },
      {
        name: 'no byte is a sign of life',
        text: '    this.#silentBeats = 0;\n',
        becomes: '',
      },
      {
        name: 'nobody sends signs of life',
        text: 'this.send(HEARTBEAT);',
        becomes: '',
      },
      {
        name: 'a frame that is cut off is a good end',
        text: 'else if (this.#reader.isInFrame)',
        becomes: 'else if (false)',
      },
    ],
  },
  {
    file: 'src/executors/node/sockets/listen.ts',
    tests: sockets,
    mutations: [
      {
        name: 'a Unix socket is made for everybody',
        text: 'process.umask(0o177)',
        becomes: 'process.umask()',
      },
      {
        name: 'a socket that was left behind stays',
        text: '!(await isStale(address))',
        becomes: 'true',
      },
      {
        name: 'the executor of a closed connection runs on',
        text: 'this.#executor?.close();',
        becomes: '',
      },
      {
        name: 'any number of connections is served',
        text: 'if (served < connections)',
        becomes: 'if (true)',
      },
    ],
  },
  {
    file: 'src/executors/browser/ring.ts',
    tests: ['test/executors/ring.test.ts'],
    mutations: [
      {
        name: 'a ring overflows',
        text: 'Math.min(bytes.length, this.#room() || this.#roomOrNotice())',
        becomes: 'Math.min(bytes.length, ring.bytes.length)',
      },
      {
        name: 'what wraps around is not written',
        text: 'ring.bytes.set(bytes.subarray(first, count), 0);',
        becomes: '',
      },
      {
        name: 'what wraps around is not read',
        text: 'taken.set(bytes.subarray(0, count - first), first);',
        becomes: '',
      },
      {
        name: 'the writer asks for no notice of room',
        text: 'Atomics.store(this.#ring.counters, IS_FULL, 1);',
        becomes: '',
      },
      {
        name: 'the reader gives notice each time',
        text: 'Atomics.exchange(counters, IS_FULL, 0) === 1',
        becomes: 'Atomics.exchange(counters, IS_FULL, 0) < 2',
      },
      {
        name: 'the reader gives notice before there is room',
        text: 'Atomics.store(counters, READ, this.#read);\n    if',
        becomes: 'if',
      },
      {
        name: 'the writer wakes nobody',
        text: 'Atomics.notify(ring.counters, WRITTEN);',
        becomes: '',
      },
    ],
  },
  {
    file: 'src/executors/browser/ring-transport.ts',
    tests: ['test/executors/ring.test.ts'],
    mutations: [
      {
        name: 'frames are taken before any has come',
        text: 'if (frames.length === 0) {',
        becomes: 'if (frames.length === 1) {',
      },
    ],
  },
];
