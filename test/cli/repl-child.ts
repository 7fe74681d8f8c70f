/**
 * The REPL on the process's own streams, made to look like a terminal; see repl.test.ts. Arguments: the
 * engine, and `--in-process` for code in this process.
 */

import { startRepl } from '../../src/cli/repl/index.ts';
import { createEngine, ENGINES } from '../../src/cli/session/engine.ts';
import { createJIT as createFrom } from '../../src/cli/session/jit-options.ts';
import { writeAll } from '../../src/cli/terminal/file-descriptor.ts';

const engine = ENGINES.find((name) => name === process.argv[2]) ?? 'wasm';
const options = { engine, inProcess: process.argv[3] === '--in-process' };
const createJIT = async () =>
  createFrom(options, {
    engine: await createEngine(options),
    output: (bytes) => writeAll(1, bytes),
  });
const input = Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin });
const output = Object.assign(process.stdout, { isTTY: true, columns: 80, rows: 24 });
const settings = { input, output, colour: false, historyFile: '', version: 'test' };
process.exitCode = await startRepl({ ...settings, createJIT });
