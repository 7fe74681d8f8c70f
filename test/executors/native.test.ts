/** Machine code in a process: functions of the process and of C libraries, whatever those do. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createLLVMCompilingEngine } from '../../src/engines/llvm/index.ts';
import {
  type ConnectedKaleidoscopeJIT,
  connect,
  createRemoteEngine,
} from '../../src/executors/index.ts';
import { processExecutor, relayedProcessExecutor } from '../../src/executors/node/index.ts';
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../../src/kaleidoscope-jit.ts';
import { missingForC } from '../support/native.ts';

const LIBRARY = `
#include <stdlib.h>
#include <unistd.h>
double number_of_process(void) { return getpid(); }
double aborts(double x) { abort(); }
double writes_to_null(double x) { return *(volatile double *)0 = x; }
double exits(double code) { _exit((int)code); }
double spins(double x) { for (volatile int i = 0;; i++) {} }
`;
const CRASHES_WHEN_LOADED = `
#include <stdlib.h>
__attribute__((constructor)) static void start(void) { abort(); }
`;

/** Declares the library, and has something to lose. */
const PROGRAM = `
extern number_of_process() extern aborts(x) extern writes_to_null(x) extern exits(x) extern spins(x)
extern nowhere(x)
def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)
def missing(x) nowhere(x) + 1`;

describe.skipIf(missingForC)(`C libraries${missingForC ?? ''}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function compiled(name: string, text: string): string {
    const [source, library] = [join(folder, `${name}.c`), join(folder, `${name}.so`)];
    writeFileSync(source, text);
    const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-w', '-o', library, source]);
    expect(status, String(stderr)).toBe(0);
    return library;
  }

  async function open(
    library: string,
    options: KaleidoscopeJITOptions = {},
  ): Promise<ConnectedKaleidoscopeJIT> {
    const { engine: _, ...others } = options;
    const executor = processExecutor({ engine: 'llvm', load: [library] });
    const jit = await connect(executor, { ...others, engine: createLLVMCompilingEngine() });
    onTestFinished(async () => await jit[Symbol.asyncDispose]());
    await jit.addSource(PROGRAM);
    return jit;
  }

  test('are loaded by the process', async () => {
    const jit = await open(compiled('loaded', LIBRARY));
    expect(await jit.evaluate('number_of_process()')).not.toBe(process.pid);
  });

  test.each([
    ['aborts(1)', 'killed by SIGABRT'],
    ['writes_to_null(1)', 'killed by SIGSEGV'],
    ['exits(3)', 'its process has ended with code 3'],
  ])('%s costs its call and nothing else', async (call, reason) => {
    const jit = await open(compiled('crashes', LIBRARY));
    expect(await jit.evaluate('fib(10)')).toBe(55);
    for (let round = 0; round < 2; round++) {
      await expect(jit.evaluate(call)).rejects.toMatchObject({ code: 'ERR_EXECUTOR_LOST', reason });
      expect(await jit.evaluate('fib(11)')).toBe(89);
    }
  });

  test('may loop for ever, and calls end in time', async () => {
    const jit = await open(compiled('spins', LIBRARY));
    const late = jit.call('spins', [1], { timeout: 50 });
    await expect(late).rejects.toMatchObject({ code: 'ERR_DEADLINE', timeout: 50 });
    expect(await jit.evaluate('fib(12)')).toBe(144);
  });

  test('may loop for ever, and calls that wait end in time', () => {
    const executor = relayedProcessExecutor({ engine: 'llvm', load: [compiled('waits', LIBRARY)] });
    const engine = createRemoteEngine(executor, createLLVMCompilingEngine());
    using jit = new KaleidoscopeJIT({ engine });
    jit.addSource(PROGRAM);
    const spin = () => jit.session.within({ timeout: 50 }, () => jit.function('spins')(1));
    expect(spin).toThrow(expect.objectContaining({ code: 'ERR_DEADLINE', timeout: 50 }));
    expect(jit.evaluate('fib(12)')).toBe(144);
  });

  test('that crash when they are loaded cost the connection', async () => {
    const load = [compiled('constructor', CRASHES_WHEN_LOADED)];
    const jit = connect(processExecutor({ engine: 'llvm', load }), {
      engine: createLLVMCompilingEngine(),
    });
    await expect(jit).rejects.toThrow('the executor is lost: killed by SIGABRT');
  });

  test('that are not there are named', async () => {
    const executor = processExecutor({ engine: 'llvm', load: ['/nonexistent.so'] });
    const jit = connect(executor, { engine: createLLVMCompilingEngine() });
    await expect(jit).rejects.toThrow("the executor is lost: cannot load '/nonexistent.so'");
  });

  test('and the process have the functions that programs find, and others are undefined', async () => {
    const library = compiled('finds', LIBRARY);
    const some = await open(library);
    await some.addSource('extern j0(x)');
    await expect(some.evaluate('j0(0)')).rejects.toThrow('undefined function: j0');
    const all = await open(library, { processFunctions: true });
    expect(await all.evaluate('extern j0(x); j0(0)')).toBe(1);
    for (const jit of [some, all]) {
      for (let round = 0; round < 2; round++) {
        await expect(jit.evaluate('missing(1)')).rejects.toThrow('undefined function: nowhere');
      }
      expect(await jit.evaluate('def nowhere(x) x * 2; missing(3)')).toBe(7);
    }
  });
});
