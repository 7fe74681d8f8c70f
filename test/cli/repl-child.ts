/** The REPL on the process's own streams, made to look like a terminal; see repl.test.ts. */

import { startRepl } from '../../src/cli/repl/index.ts';
import { writeAll } from '../../src/cli/terminal/file-descriptor.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';

const createJIT = async () => new KaleidoscopeJIT({ output: (bytes) => writeAll(1, bytes) });
const input = Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin });
const output = Object.assign(process.stdout, { isTTY: true, columns: 80, rows: 24 });
const options = { input, output, colour: false, historyFile: '', version: 'test' };
process.exitCode = await startRepl({ ...options, createJIT });
