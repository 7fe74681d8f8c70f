/** The executor in a process of its own. Its argument says which, as `processExecutor` writes it. */
import { readSync, writeSync } from 'node:fs';
import type { ObjectFile } from '../../orc/index.ts';
import { type ServedExecutor, serveExecutor } from '../executor-server.ts';
import { HEADER_BYTES, lengthIn, withHeader } from '../frames.ts';
import { executorCodec } from '../protocol.ts';
import type { WaitingTransport } from '../transport.ts';
import { PIPE } from './pipe.ts';
import type { ProcessExecutorOptions } from './process.ts';

/** Reads so many bytes; undefined at the end of the input. */
function read(count: number): Uint8Array | undefined {
  const bytes = new Uint8Array(count);
  for (let filled = 0; filled < count; ) {
    const length = readSync(PIPE, bytes, filled, count - filled, null);
    if (length === 0) return undefined;
    filled += length;
  }
  return bytes;
}

function write(bytes: Uint8Array): void {
  try {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(PIPE, bytes, written, bytes.length - written);
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EPIPE') end(); // nobody reads any more
    throw thrown;
  }
}

const parent = process.ppid;

const transport: WaitingTransport = {
  send: (frame) => write(withHeader(frame)),
  receive() {
    const header = read(HEADER_BYTES);
    return header && read(lengthIn(header));
  },
  isOpen: () => process.ppid === parent,
};

/** Loads only the engine that is asked for. */
async function createServed(options: ProcessExecutorOptions): Promise<ServedExecutor<ObjectFile>> {
  if (options.engine === 'llvm') {
    const { createServedLLVM } = await import('./served-llvm.ts');
    return createServedLLVM(options);
  }
  const { createServedWasm } = await import('../served-wasm.ts');
  return createServedWasm();
}

async function serve(): Promise<void> {
  let served: ServedExecutor<ObjectFile>;
  try {
    served = await createServed(JSON.parse(process.argv[2]!)); // it was given
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    transport.send(executorCodec().encode({ kind: 'end', reason }));
    return;
  }
  serveExecutor(transport, served);
}

/** Ends the process at once: at its own end Node would set the terminal as it was at the start. */
function end(): never {
  process.kill(process.pid, 'SIGKILL');
  return process.exit(); // only the compiler comes here
}

process.on('SIGINT', () => {}); // of a terminal: the controller decides what it means
await serve();
end();
