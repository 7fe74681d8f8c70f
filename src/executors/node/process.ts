/** Executors in processes of their own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { FrameReader, withHeader } from '../frames.ts';
import type { OpenTransport, Transport } from '../transport.ts';
import { mainFile } from './main-file.ts';

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Size of the stack that V8 may use, in kilobytes: below what systems give a process. */
const STACK_KB = 7000;

/**
 * An executor in a process of its own, for `connect`: whatever ends it costs the calls that run, and
 * nothing else. It is ready in 0.2 s; a call takes 160 µs (`bench/executors.mjs`).
 *
 * @example
 * await using jit = await connect(processExecutor());
 */
export function processExecutor(): OpenTransport {
  return () => {
    const args = [`--stack-size=${STACK_KB}`, mainFile('process-main')];
    return new ProcessTransport(
      spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
  };
}

class ProcessTransport implements Transport {
  readonly #child: Child;

  constructor(child: Child) {
    this.#child = child;
  }

  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void {
    const child = this.#child;
    const reader = new FrameReader(onFrame);
    child.stdout.on('data', (bytes: Buffer) => {
      try {
        reader.push(bytes);
      } catch (thrown) {
        onEnd((thrown as Error).message);
        this.close();
      }
    });
    child.stdin.on('error', ({ message }) => onEnd(message)); // the process has ended
    child.on('error', ({ message }) => onEnd(message));
    child.on('exit', (code, signal) => {
      onEnd(signal === null ? `its process has ended with code ${code}` : `killed by ${signal}`);
    });
  }

  send(frame: Uint8Array): void {
    this.#child.stdin.write(withHeader(frame));
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.#child.ref();
    else this.#child.unref();
    // Pipes of child processes are sockets.
    for (const stream of [this.#child.stdin, this.#child.stdout] as unknown as Socket[]) {
      if (isHeld) stream.ref();
      else stream.unref();
    }
  }

  close(): void {
    this.#child.kill('SIGKILL'); // it may be running code that does not end
  }
}
