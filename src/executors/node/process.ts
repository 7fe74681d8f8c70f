/** Executors in processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { FrameReader, withHeader } from '../frames.ts';
import type { OpenTransport, Transport } from '../transport.ts';
import { mainFile } from './main-file.ts';
import { PIPE } from './pipe.ts';

/** What a process is to execute. Travels to it as JSON. */
export interface ProcessExecutorOptions {
  /** Default: `wasm`. */
  readonly engine?: 'wasm' | 'llvm';
  /** For `llvm`: path of libLLVM. Default: the one that the engine finds. */
  readonly library?: string;
  /** For `llvm`: shared libraries whose functions programs may declare with `extern`. */
  readonly load?: readonly string[];
}

/** Size of the stack that V8 may use, in kilobytes: below what systems give a process. */
const STACK_KB = 7000;

/**
 * An executor in a process of its own, for `connect`: whatever ends it costs the calls that run, and
 * nothing else. It is ready in 0.2 s; a call takes 65 µs (`bench/executors.mjs`). What C libraries
 * print goes to the standard output and standard error of this process; their standard input is empty.
 *
 * @example
 * await using jit = await connect(processExecutor());
 */
export function processExecutor(options: ProcessExecutorOptions = {}): OpenTransport {
  return () => {
    const main = mainFile('process-main');
    const args = [`--stack-size=${STACK_KB}`, main, JSON.stringify(options)];
    const stdio = ['ignore', 'inherit', 'inherit', 'pipe'] as const;
    return new ProcessTransport(spawn(process.execPath, args, { stdio: [...stdio] }));
  };
}

class ProcessTransport implements Transport {
  readonly #child: ChildProcess;
  readonly #socket: Socket;

  /** @param child It has a pipe for frames. */
  constructor(child: ChildProcess) {
    this.#child = child;
    this.#socket = child.stdio[PIPE] as Socket; // pipes of child processes are sockets
  }

  start(onFrame: (frame: Uint8Array) => void, onEnd: (reason: string) => void): void {
    const child = this.#child;
    const reader = new FrameReader(onFrame);
    this.#socket.on('data', (bytes: Buffer) => {
      try {
        reader.push(bytes);
      } catch (thrown) {
        onEnd((thrown as Error).message);
        this.close();
      }
    });
    this.#socket.on('error', () => this.close()); // the process has ended, or it has no more use
    child.on('error', ({ message }) => onEnd(message));
    child.on('close', (code, signal) => {
      onEnd(signal === null ? `its process has ended with code ${code}` : `killed by ${signal}`);
    });
  }

  send(frame: Uint8Array): void {
    this.#socket.write(withHeader(frame));
  }

  hold(isHeld: boolean): void {
    for (const each of [this.#child, this.#socket]) {
      if (isHeld) each.ref();
      else each.unref();
    }
  }

  close(): void {
    this.#child.kill('SIGKILL'); // it may be running code that does not end
  }
}
