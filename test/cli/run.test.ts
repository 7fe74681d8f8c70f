import { describe, expect, test } from 'vitest';
import { file, kaleidoscope, shell } from './kaleidoscope.ts';

const fine = { stderr: '', code: 0 };

describe('programs', () => {
  test('come from files, in one session and in order', async () => {
    file('twice.ks', 'def twice(x) 2 * x;');
    file('use.ks', 'twice(21);');
    const result = await kaleidoscope(['twice.ks', 'use.ks']);
    expect(result).toEqual({ ...fine, stdout: 'Evaluated to 42.000000\n' });
  });

  test('come from the command line, after the files', async () => {
    file('square.ks', 'def square(x) x * x;');
    const result = await kaleidoscope(['-e', 'def f(x) square(x) + 1', '-e', 'f(3)', 'square.ks']);
    expect(result).toEqual({ ...fine, stdout: 'Evaluated to 10.000000\n' });
  });

  test.each([
    ['a pipe', []],
    ["'-'", ['-']],
  ])('come from %s', async (_, args) => {
    const result = await kaleidoscope(args, { input: '1 + 2' });
    expect(result).toEqual({ ...fine, stdout: 'Evaluated to 3.000000\n' });
  });

  test('may be called like a command', async () => {
    file('check', '7');
    expect(await kaleidoscope(['./check'])).toMatchObject({ stdout: 'Evaluated to 7.000000\n' });
  });

  test('may be empty', async () => {
    file('empty.ks', '');
    expect(await kaleidoscope(['empty.ks'])).toEqual({ ...fine, stdout: '' });
  });

  test('may be large and come through a pipe in pieces', async () => {
    const line = `${'# '.repeat(40)}\n`;
    const result = await kaleidoscope([], { input: `${line.repeat(20_000)}5` });
    expect(result).toEqual({ ...fine, stdout: 'Evaluated to 5.000000\n' });
  });
});

describe('output', () => {
  test('stays in order with the values of expressions', async () => {
    const result = await kaleidoscope(['-e', 'extern printd(x); printd(1); 2; printd(3)']);
    const lines = ['1.000000', 'Evaluated to 0.000000', 'Evaluated to 2.000000', '3.000000'];
    expect(result.stdout).toBe([...lines, 'Evaluated to 0.000000', ''].join('\n'));
  });

  test('has the shortest numbers with --format=shortest', async () => {
    const result = await kaleidoscope(['--format=shortest', '-e', '1 / 10; 1e300; 155; 0 / 0']);
    const lines = ['0.1', '1e300', '155', 'nan'].map((value) => `Evaluated to ${value}\n`);
    expect(result).toEqual({ ...fine, stdout: lines.join('') });
  });

  test('is the only thing to be seen with --quiet', async () => {
    const result = await kaleidoscope(['--quiet', '-e', 'extern printd(x); printd(1); 2']);
    expect(result).toEqual({ ...fine, stdout: '1.000000\n' });
  });

  test('comes before the messages about what follows it', async () => {
    const { stdout } = await shell(
      "kaleidoscope -q -e 'extern putchard(x); putchard(65); y; putchard(66)' 2>&1",
    );
    expect(stdout).toBe(
      "A<-e>:1:35: error: unknown variable 'y'\n" +
        'extern putchard(x); putchard(65); y; putchard(66)\n                                  ^\n' +
        'help: there are no global variables: write `var y = … in …`, or define a function\nB',
    );
  });

  test('is complete when the program fails', async () => {
    const text = 'extern printd(x); def f(x) printd(x) + f(x + 1); f(0)';
    const { stdout, stderr, code } = await kaleidoscope(['-e', text]);
    expect(stdout.split('\n').length).toBeGreaterThan(1000);
    expect(stdout.endsWith('.000000\n')).toBe(true);
    const message = /^<-e>:1:50: error: stack overflow in 'f' ← 'f' ← …, (\d+) frames deep$/m;
    expect(Number(message.exec(stderr)?.[1])).toBeGreaterThan(1000);
    expect(stderr).toMatch(
      /^help: calls in tail position take no stack where .*; .*`--engine=llvm`/m,
    );
    expect(code).toBe(1);
  });

  test('of many megabytes goes through a slow pipe', async () => {
    const text = 'extern putchard(x); for i = 1, i < 3000000 in putchard(97)';
    const { stdout } = await shell(`kaleidoscope -q -e '${text}' | (sleep 0.2; wc -c)`);
    expect(Number(stdout)).toBe(3_000_000);
  });

  test('ends quietly and at once when nobody reads on', async () => {
    const text = 'extern printd(x); def forever(x) for i = 1, 1 in printd(i); forever(0)';
    const result = await shell(`kaleidoscope -e '${text}' | head -1; echo "\${PIPESTATUS[0]}"`);
    expect(result).toEqual({ ...fine, stdout: '1.000000\n0\n' });
  });

  test.runIf(process.platform === 'linux')(
    'that the disk has no room for is reported',
    async () => {
      const { stderr, code } = await shell("kaleidoscope -e '1' >/dev/full");
      expect({ stderr, code }).toEqual({
        stderr: 'kaleidoscope: cannot write to standard output: no space left on device\n',
        code: 1,
      });
    },
  );
});

describe('the exit code', () => {
  test.each([
    [0, 'a warning', 'def binary = 9 (a b) a; 1'],
    [1, 'an error in the text', '1 +; 2'],
    [1, 'an error in a body that is called', 'def f(x) nosuch(x); f(1); 2'],
    [0, 'an error in a body that is not called', 'def f(x) nosuch(x); 2'],
    [1, 'a failure', 'def f(x) f(x) + 1; f(1); 2'],
  ])('is %d after %s', async (code, _, text) => {
    const result = await kaleidoscope(['-e', text]);
    expect(result.code).toBe(code);
    expect(result.stdout).toMatch(/Evaluated to [12].000000\n$/);
  });

  test.each([
    ['an unknown option', ['--nosuch'], "kaleidoscope: unknown option '--nosuch'\n"],
    ['a missing value', ['-e'], "kaleidoscope: option '-e, --eval <TEXT>' needs a value\n"],
    [
      'an unknown engine',
      ['--engine', 'x', '-e', '1'],
      /argument 'x' is invalid. Allowed choices are wasm/,
    ],
    ['an unknown format', ['--stats=xml', '-e', '1'], /Allowed choices are table, json/],
    ['no form', ['emit', '-e', '1'], /say which form/],
    ['two forms', ['emit', '--ast', '--ir', '-e', '1'], /say which form/],
  ])('is 2 after %s', async (_, args, message) => {
    const result = await kaleidoscope(args);
    expect(result).toMatchObject({ stdout: '', code: 2 });
    expect(result.stderr).toMatch(message);
  });
});

test('a bug of ours is admitted, and harms nothing else', async () => {
  const breakLinker =
    'WebAssembly.Module = class { constructor() { throw new Error("broken"); } };';
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(breakLinker)}` };
  const { stdout, stderr, code } = await kaleidoscope(['-e', '1; def f(x) x; f(2); 3'], { env });
  expect(stdout).toBe('Evaluated to 1.000000\nEvaluated to 3.000000\n');
  expect(stderr).toMatch(/^kaleidoscope: internal error: Error: broken\n +at /);
  expect(stderr).toMatch(/This is a bug \(kaleidoscope \d.*\)\.\nPlease report it/);
  expect(code).toBe(70);
});

test('Ctrl-C stops a running loop and loses no output', async () => {
  const program = `extern printd(x)
    for i = 1, i < 20000 in printd(i)
    for i = 1, 1 in 0`;
  const name = file('interrupted.ks', program);
  // With job control, a job is a process group that may be interrupted. Full chunks come out by
  // themselves; soon after them, the endless loop runs.
  const { stdout } = await shell(`set -m
    kaleidoscope -q ${name} > interrupted.txt &
    until [ -s interrupted.txt ]; do sleep 0.1; done
    sleep 1; kill -INT -- -$!; wait $!; echo $?; tail -n 1 interrupted.txt`);
  expect(stdout).toBe('130\n20000.000000\n');
});

describe('limits', () => {
  test('--timeout ends an expression, and the next ones run', async () => {
    file('spin.ks', 'def spin(x) for i = 1, x in 0\nspin(1)\nspin(0)');
    const result = await kaleidoscope(['--timeout=500', 'spin.ks']);
    expect(result).toEqual({
      code: 1,
      stdout: 'Evaluated to 0.000000\n',
      stderr: `spin.ks:2:1: error: the time is up after 500 ms in 'spin'
spin(1)
^~~~~~~
spin.ks:1:5: note: 'spin' is declared here
def spin(x) for i = 1, x in 0
    ^~~~
`,
    });
  });

  test('--max-output ends an expression that prints more', async () => {
    const text = 'extern putchard(x); def a(n) for i = 1, i < n in putchard(97); a(1000); a(0) + 1';
    const result = await kaleidoscope(['--max-output=5', '-q', '-e', text]);
    expect(result).toMatchObject({ code: 1, stdout: 'aaaaa' });
    expect(result.stderr).toContain('error: the program prints more than 5 bytes');
  });

  test.each([
    ['--timeout=soon', 'Expected milliseconds.'],
    ['--max-output=-1', 'Expected a number of bytes.'],
  ])('%s is wrong usage', async (option, message) => {
    const { code, stderr } = await kaleidoscope([option, '-e', '1']);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe.each(['worker', 'process'])('--executor=%s', (executor) => {
  test('runs the same', async () => {
    file(
      'mixed.ks',
      `extern printd(x); extern sin(x)
def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)
def deep(n) if n then 1 + deep(n - 1) else 0
printd(sin(1)) + fib(20)
nosuch(1)
deep(1e9)
deep(100)`,
    );
    const here = await kaleidoscope(['mixed.ks']);
    const there = await kaleidoscope([`--executor=${executor}`, 'mixed.ks']);
    const stderr = here.stderr.replace(/, \d+ frames deep/, ''); // stacks have different sizes
    expect(there).toEqual({ ...here, stderr });
    expect(here.stdout).toBe('0.841471\nEvaluated to 6765.000000\nEvaluated to 100.000000\n');
  });

  test('ends what takes too long, and goes on', async () => {
    const text = 'def spin(x) for i = 1, x in 0; spin(1); 1 + 1';
    const result = await kaleidoscope([`--executor=${executor}`, '--timeout=500', '-e', text]);
    expect(result).toMatchObject({ code: 1, stdout: 'Evaluated to 2.000000\n' });
    expect(result.stderr).toContain("error: the time is up after 500 ms in 'spin'");
  });
});

test('a thread of its own has a stack of a million frames', async () => {
  const text = 'def deep(n) if n then 1 + deep(n - 1) else 0; deep(1000000)';
  const result = await kaleidoscope(['--executor=worker', '-e', text]);
  expect(result).toEqual({ ...fine, stdout: 'Evaluated to 1000000.000000\n' });
});
