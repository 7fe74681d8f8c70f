/** Executors in worker threads of Node, and threads that wait for executors further away. */
import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type { OpenTransport, Transport } from '../transport.ts';
import { announce, TO_CONTROLLER, TO_EXECUTOR } from './arrivals.ts';
import { mainFile } from './main-file.ts';
import type { NatsServerOptions } from './nats.ts';
import type { ProcessExecutorOptions } from './process.ts';
import { END, type RelayData, type RelayTarget } from './relay-data.ts';
import { type SocketOptions, socketExecutor } from './sockets/socket-executor.ts';
import type { WorkerData } from './worker-main.ts';

/** Stack of the thread: a million frames of a small function. */
const STACK_MB = 64;

/**
 * An executor in a thread of its own, for `connect`. It is ready in 0.1 s; a call takes 50 µs
 * (`bench/executors.mjs`).
 *
 * @example
 * await using jit = await connect(workerExecutor());
 */
export function workerExecutor(): OpenTransport {
  return () => startThread('worker-main', {}, { stackSizeMb: STACK_MB });
}

/**
 * An executor in a process of its own, for `createRemoteEngine`: a thread waits for its bytes while this
 * one waits for its frames.
 *
 * @example
 * const engine = createRemoteEngine(relayedProcessExecutor());
 */
export function relayedProcessExecutor(options: ProcessExecutorOptions = {}): OpenTransport {
  return () => startRelay({ kind: 'process', options });
}

/**
 * An executor that listens elsewhere, for `createRemoteEngine`. Throws as `socketExecutor` does.
 *
 * @example
 * const engine = createRemoteEngine(relayedSocketExecutor('unix:/run/user/1000/executor'));
 */
export function relayedSocketExecutor(address: string, options: SocketOptions = {}): OpenTransport {
  socketExecutor(address, options); // throws here, not in the thread
  return () => startRelay({ kind: 'socket', address, options });
}

/**
 * One of the executors behind a server of NATS, for `createRemoteEngine`. It needs the package
 * `@nats-io/transport-node`.
 *
 * @example
 * const engine = createRemoteEngine(relayedNatsExecutor({ url: 'nats://127.0.0.1' }));
 */
export function relayedNatsExecutor(server: NatsServerOptions): OpenTransport {
  return () => startRelay({ kind: 'nats', server });
}

function startRelay(target: RelayTarget): Transport {
  const data: RelayData = { target };
  return startThread('relay-main', data);
}

/** @param data What the thread is told besides the way back. */
function startThread(
  main: 'worker-main' | 'relay-main',
  data: object,
  resourceLimits: ResourceLimits = {},
): Transport {
  const { port1: port, port2 } = new MessageChannel();
  const arrived = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const workerData: WorkerData = { port: port2, arrived };
  const worker = new Worker(mainFile(main), {
    workerData: { ...workerData, ...data },
    transferList: [port2],
    resourceLimits,
  });
  return new WorkerTransport(worker, port, arrived, main === 'worker-main');
}

class WorkerTransport implements Transport {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #arrived: Int32Array;
  readonly #isBlocking: boolean;

  /** @param isBlocking Whether the thread may be running code, and hears nothing. */
  constructor(worker: Worker, port: MessagePort, arrived: Int32Array, isBlocking: boolean) {
    this.#worker = worker;
    this.#port = port;
    this.#arrived = arrived;
    this.#isBlocking = isBlocking;
  }

  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void {
    this.#port.on('message', onFrame);
    this.#worker.on('error', ({ message }) => onEnd(message));
    this.#worker.on('exit', (code) => {
      // The thread may have said why it ends.
      for (let last = receiveMessageOnPort(this.#port); last; ) {
        onFrame(last.message as Uint8Array);
        last = receiveMessageOnPort(this.#port);
      }
      onEnd(`its thread has ended with code ${code}`);
    });
  }

  send(frame: Uint8Array): void {
    this.#port.postMessage(frame);
    announce(this.#arrived, TO_EXECUTOR);
  }

  receive(timeout: number): Uint8Array | undefined {
    const end = performance.now() + timeout;
    for (;;) {
      const count = Atomics.load(this.#arrived, TO_CONTROLLER);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) return received.message as Uint8Array;
      const left = Math.max(0, end - performance.now());
      if (Atomics.wait(this.#arrived, TO_CONTROLLER, count, left) === 'timed-out') return undefined;
    }
  }

  hold(isHeld: boolean): void {
    for (const each of [this.#worker, this.#port]) {
      if (isHeld) each.ref();
      else each.unref();
    }
  }

  close(): void {
    if (this.#isBlocking)
      void this.#worker.terminate(); // resolves to its exit code
    else this.#port.postMessage(END); // the end of the port is told from the event loop: later
    this.#port.close();
  }
}
