import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { missingForC, missingLLVM } from '../support/native.ts';
import { executable, file, kaleidoscope, workspace } from './kaleidoscope.ts';

/** Where koffi is found: the bundle that runs here stands alone. */
const NODE_PATH = fileURLToPath(new URL('../../node_modules', import.meta.url));
const run = (...args: string[]) => kaleidoscope(args, { env: { NODE_PATH } });

test('without koffi, one line says so', async () => {
  const { stderr, code } = await kaleidoscope(['--engine=llvm', '-e', '1']);
  expect(stderr).toBe('kaleidoscope: the llvm engine needs the package koffi: npm install koffi\n');
  expect(code).toBe(1);
});

test('a thread is no place for machine code', async () => {
  const { stderr, code } = await run('--engine=llvm', '--executor=worker', '-e', '1');
  expect(stderr).toBe(
    'kaleidoscope: machine code runs in a process of its own, or with --in-process in this one\n',
  );
  expect(code).toBe(1);
});

test('--load needs the engine that can', async () => {
  const { stderr, code } = await run('--load', 'libm.so.6', '-e', '1');
  expect(stderr).toContain("option '--load' needs '--engine=llvm'");
  expect(code).toBe(2);
});

describe.skipIf(missingLLVM !== undefined)(`with LLVM${missingLLVM ?? ''}`, () => {
  test.each([[[]], [['--in-process']], [['--executor=process']]])(
    'programs run, %j',
    async (where) => {
      const text =
        'extern printd(x); def f(n) if n < 2 then n else f(n - 1) + f(n - 2); printd(f(20))';
      const { stdout, stderr, code } = await run('--engine=llvm', ...where, '-q', '-e', text);
      expect({ stdout, stderr, code }).toEqual({ stdout: '6765.000000\n', stderr: '', code: 0 });
    },
  );

  test('check compiles everything', async () => {
    const { stderr, code } = await run('check', '--engine=llvm', '-e', 'def f(x) g(x)');
    expect(stderr).toContain("unknown function 'g'");
    expect(code).toBe(1);
  });

  test('the environment names the library; one that is not there is told in one line', async () => {
    const env = { NODE_PATH, KALEIDOSCOPE_LLVM: '/nonexistent' };
    const { stderr, code } = await kaleidoscope(['--engine=llvm', '-e', '1'], { env });
    expect(stderr).toMatch(
      /^kaleidoscope: cannot load '\/nonexistent'.*; correct KALEIDOSCOPE_LLVM, or unset it .*\n$/,
    );
    expect(code).toBe(1);
  });

  test('--load finds functions', async () => {
    const text = 'extern y1(x); y1(1) < 0';
    const { stdout } = await run('--engine=llvm', '--load', 'libm.so.6', '-e', text);
    expect(stdout).toBe('Evaluated to 1.000000\n');
  });

  test('a library that is not there is told in one line', async () => {
    const { stderr, code } = await run('--engine=llvm', '--load', '/nonexistent.so', '-e', '1');
    expect(stderr).toMatch(
      /^kaleidoscope: the executor is lost: cannot load '\/nonexistent.so': .*\n$/,
    );
    expect(code).toBe(1);
  });

  test('what ends the process of the code costs the expression', async () => {
    const text = 'extern abort(); def f(x) x + 1; f(1); f(abort()); f(2)';
    const { stdout, stderr, code } = await run('--engine=llvm', '-e', text);
    expect(stdout).toBe('Evaluated to 2.000000\nEvaluated to 3.000000\n');
    expect(stderr).toMatch(/:1:39: error: the executor is lost: killed by SIGABRT\n/);
    expect(code).toBe(1);
    expect((await run('--engine=llvm', '--in-process', '-e', text)).code).toBe(null);
  });

  test('check, and the statistics of a run', async () => {
    const { stderr } = await run('--engine=llvm', '--stats=json', '-e', 'def f(x) x + 1; f(1)');
    expect(JSON.parse(stderr)).toMatchObject({
      compiled: 1,
      expressions: 1,
      failedCompilations: 0,
    });
  });

  test.skipIf(missingForC)(`C prints in turn with the program${missingForC ?? ''}`, async () => {
    file(
      'say.c',
      '#include <stdio.h>\ndouble say(double x) { return printf("C says %g\\n", x); }\n',
    );
    spawnSync('cc', ['-shared', '-fPIC', '-o', 'say.so', 'say.c'], { cwd: workspace });
    const text = 'extern say(x) extern printd(x) def f(x) say(x) + printd(x); f(1); f(2)';
    const library = join(workspace, 'say.so');
    const { stdout, stderr } = await run('--engine=llvm', '-q', '--load', library, '-e', text);
    expect({ stdout, stderr }).toEqual({
      stdout: 'C says 1\nC says 2\n1.000000\n2.000000\n',
      stderr: '',
    });
  });

  test('emit --llvm and --asm', async () => {
    const { stdout: ir } = await run('emit', '--llvm', '-e', 'def f(x) x * 2 + 1');
    expect(ir).toMatch(/^target triple/m);
    expect(ir).toMatch(/^define double @f\(double %x\)/m);
    const { stdout: assembly } = await run('emit', '--asm', '-e', 'def f(x) x * 2 + 1');
    expect(assembly).toMatch(/^f:/m);
  });

  test.each([
    ['a loop', 'for i = 1, 1 in i = i + 1', []],
    ['a loop of this process', 'for i = 1, 1 in i = i + 1', ['--in-process']],
    ['a function of C', 'extern pause(); def g(x) pause(); g(1)', []],
  ])('Ctrl-C ends %s that never does and loses no output', async (_, endless, where) => {
    const text = `extern printd(x); def f(x) printd(x); nosuch(1); f(1); ${endless}`;
    const args = [executable, '--engine=llvm', ...where, '-e', text];
    const child = spawn(process.execPath, args, { env: { ...process.env, NODE_PATH } });
    const ended = once(child, 'exit');
    let written = '';
    child.stdout.on('data', (chunk) => {
      written += chunk;
    });
    await once(child.stderr, 'data'); // the error: it runs
    await setTimeout(1000); // it is in the loop by then, whose output is still held back
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(written).toBe('1.000000\nEvaluated to 0.000000\n');
  });
});
