/** The executor in a process of its own: frames come on standard input and go to standard output. */
import { readSync, writeSync } from 'node:fs';
import { serveExecutor } from '../executor-server.ts';
import { HEADER_BYTES, lengthIn, withHeader } from '../frames.ts';
import { createServedWasm } from '../served-wasm.ts';

const [INPUT, OUTPUT] = [0, 1];

/** Reads so many bytes; undefined at the end of the input. */
function read(count: number): Uint8Array | undefined {
  const bytes = new Uint8Array(count);
  for (let filled = 0; filled < count; ) {
    const length = readSync(INPUT, bytes, filled, count - filled, null);
    if (length === 0) return undefined;
    filled += length;
  }
  return bytes;
}

function write(bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(OUTPUT, bytes, written, bytes.length - written);
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EPIPE') process.exit(); // nobody reads any more
    throw thrown;
  }
}

const parent = process.ppid;

serveExecutor(
  {
    send: (frame) => write(withHeader(frame)),
    receive() {
      const header = read(HEADER_BYTES);
      return header && read(lengthIn(header));
    },
    isOpen: () => process.ppid === parent,
  },
  createServedWasm(),
);
