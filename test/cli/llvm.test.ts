import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { missingLLVM } from '../support/native.ts';
import { executable, kaleidoscope } from './kaleidoscope.ts';

/** Where koffi is found: the bundle that runs here stands alone. */
const NODE_PATH = fileURLToPath(new URL('../../node_modules', import.meta.url));
const run = (...args: string[]) => kaleidoscope(args, { env: { NODE_PATH } });

test('without koffi, one line says so', async () => {
  const { stderr, code } = await kaleidoscope(['--engine=llvm', '-e', '1']);
  expect(stderr).toBe('kaleidoscope: the llvm engine needs the package koffi: npm install koffi\n');
  expect(code).toBe(1);
});

test('--load needs the engine that can', async () => {
  const { stderr, code } = await run('--load', 'libm.so.6', '-e', '1');
  expect(stderr).toContain("option '--load' needs '--engine=llvm'");
  expect(code).toBe(2);
});

describe.skipIf(missingLLVM !== undefined)(`with LLVM${missingLLVM ?? ''}`, () => {
  test('programs run', async () => {
    const text =
      'extern printd(x); def f(n) if n < 2 then n else f(n - 1) + f(n - 2); printd(f(20))';
    const { stdout, stderr, code } = await run('--engine=llvm', '-q', '-e', text);
    expect({ stdout, stderr, code }).toEqual({ stdout: '6765.000000\n', stderr: '', code: 0 });
  });

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

  test('emit --llvm and --asm', async () => {
    const { stdout: ir } = await run('emit', '--llvm', '-e', 'def f(x) x * 2 + 1');
    expect(ir).toMatch(/^target triple/m);
    expect(ir).toMatch(/^define double @f\(double %x\)/m);
    const { stdout: assembly } = await run('emit', '--asm', '-e', 'def f(x) x * 2 + 1');
    expect(assembly).toMatch(/^f:/m);
  });

  test('Ctrl-C ends a loop that never does and loses no output', async () => {
    const text = 'extern printd(x); def f(x) printd(x); f(1) for i = 1, 1 in i = i + 1';
    const args = [executable, '--engine=llvm', '-e', text];
    const child = spawn(process.execPath, args, { env: { ...process.env, NODE_PATH } });
    const ended = once(child, 'exit');
    let written = '';
    child.stdout.on('data', (chunk) => {
      written += chunk;
    });
    await setTimeout(3000); // it is in the loop by then, whose output is still held back
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(written).toBe('1.000000\nEvaluated to 0.000000\n');
  });
});
