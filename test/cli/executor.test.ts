/** `kaleidoscope executor`, and programs that run their code there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ListeningProcess, SECRET, startListening } from '../executors/listening.ts';
import { executable, file, kaleidoscope, workspace } from './kaleidoscope.ts';

const env = { KALEIDOSCOPE_SECRET: SECRET };
const failure = (message: string) => ({
  code: 1,
  stdout: '',
  stderr: `kaleidoscope: ${message}\n`,
});

describe.each(['tcp://:0', `unix:${join(workspace, 'run.sock')}`])('at %s', (wanted) => {
  let listening: ListeningProcess;
  beforeAll(async () => {
    listening = await startListening(wanted);
  });
  afterAll(async () => await listening.stop());

  test('runs the same', async () => {
    file(
      'there.ks',
      `extern printd(x); extern sin(x)
def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)
printd(sin(1)) + fib(20)
nosuch(1)
fib(10)`,
    );
    const here = await kaleidoscope(['there.ks']);
    const args = [`--executor=${listening.address}`, 'there.ks'];
    expect(await kaleidoscope(args, { env })).toEqual(here);
    expect(here.stdout).toBe('0.841471\nEvaluated to 6765.000000\nEvaluated to 55.000000\n');
  });

  test('ends what takes too long, and goes on', async () => {
    const program = 'def spin(x) for i = 1, x in 0; spin(1); 1 + 1';
    const args = [`--executor=${listening.address}`, '--timeout=500', '-e', program];
    const result = await kaleidoscope(args, { env });
    expect(result).toMatchObject({ code: 1, stdout: 'Evaluated to 2.000000\n' });
    expect(result.stderr).toContain("error: the time is up after 500 ms in 'spin'");
  });

  test('takes intermediate code', async () => {
    file(
      'half.ll',
      'define double @main(double %x) {\n  %y = fdiv double %x, 2.0\n  ret double %y\n}',
    );
    const args = ['run', `--executor=${listening.address}`, 'half.ll', 'main', '5'];
    expect(await kaleidoscope(args, { env })).toEqual({
      code: 0,
      stdout: 'Evaluated to 2.500000\n',
      stderr: '',
    });
  });
});

test('a session survives its connection', async () => {
  const listening = await startListening('tcp://:0');
  const { port } = new URL(listening.address);
  const through: Socket[] = [];
  const proxy = createServer((socket) => {
    through.push(socket);
    const onward = connect(Number(port), '127.0.0.1');
    for (const each of [socket, onward]) each.on('error', () => {});
    socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, [executable, `--executor=${address}`, '-'], {
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.end('def f(x) x + 1 def spin(x) for i = 1, x in 0; f(1); nosuch(1); spin(1); f(2)');
  const output = text(child.stdout);
  let messages = '';
  child.stderr.on('data', (bytes: Buffer) => {
    messages += bytes;
    if (messages.includes('nosuch')) through[0]?.destroy(); // what runs next is 'spin'
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(messages).toMatch(/error: the executor is lost: tcp:\S+: it was (closed|reset)\n/);
  expect(await output).toBe('Evaluated to 2.000000\nEvaluated to 3.000000\n');
  expect(through).toHaveLength(2);
  proxy.close();
  for (const socket of through) socket.destroy();
  await listening.stop();
});

test('a signal ends it, and its sessions and its file', async () => {
  const path = join(workspace, 'signalled.sock');
  const listening = await startListening(`unix:${path}`);
  expect(existsSync(path)).toBe(true);
  const args = [`--executor=${listening.address}`, '-e'];
  const run = kaleidoscope([...args, 'def spin(x) for i = 1, x in 0; spin(1)'], { env });
  await kaleidoscope([...args, '1'], { env }); // by then the other one runs
  await listening.stop();
  expect(listening.child.signalCode).toBe('SIGTERM');
  expect(existsSync(path)).toBe(false);
  const { code, stderr } = await run;
  expect(code).toBe(1);
  expect(stderr).toContain('the executor is lost: ');
  expect(await listening.messages).toBe('');
});

describe('the secret', () => {
  const commands: [string, string[]][] = [
    ['executor', ['executor', '--listen=tcp://:0']],
    ['a program', ['--executor=tcp://:1', '-e', '1']],
  ];

  test.each(commands)('is needed by %s', async (_, args) => {
    for (const none of [{ KALEIDOSCOPE_SECRET: '' }, {}]) {
      const { stderr, ...rest } = await kaleidoscope(args, { env: none });
      expect(rest).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        /^kaleidoscope: tcp:\S+ needs a secret: --secret-file FILE, or KALEIDOSCOPE_SECRET in the environment\n$/,
      );
    }
  });

  test.each(commands)('of %s comes from a good file', async (_, args) => {
    file('empty', '\n');
    file('short', 'short\n');
    file('open', SECRET);
    for (const name of ['empty', 'short']) chmodSync(join(workspace, name), 0o600);
    chmodSync(join(workspace, 'open'), 0o644);
    const withFile = (name: string) => kaleidoscope([...args, '--secret-file', name], { env });
    expect(await withFile('missing')).toEqual(
      failure("cannot read 'missing': no such file or directory"),
    );
    expect(await withFile('empty')).toEqual(failure("there is no secret in 'empty': it is empty"));
    expect(await withFile('short')).toEqual(
      failure('the secret has 5 bytes: it needs at least 16'),
    );
    expect(await withFile('open')).toEqual(
      failure("everybody can use the secret in 'open': chmod 600 'open'"),
    );
  });

  test('is the same on both sides, whatever its line break', async () => {
    for (const [name, content] of [
      ['one', `${SECRET}\n`],
      ['two', `${SECRET}\r\n`],
    ] as const) {
      file(name, content);
      chmodSync(join(workspace, name), 0o600);
    }
    const none = { KALEIDOSCOPE_SECRET: '' };
    const listening = await startListening(
      'tcp://:0',
      ['--secret-file', join(workspace, 'one')],
      none,
    );
    const args = [`--executor=${listening.address}`, '-e', '1'];
    expect(await kaleidoscope([...args, '--secret-file=two'])).toMatchObject({ code: 0 });
    const wrong = await kaleidoscope(args, { env: { KALEIDOSCOPE_SECRET: `${SECRET}.` } });
    expect(wrong).toEqual(
      failure(`the executor is lost: ${listening.address}: the controller has another secret`),
    );
    await listening.stop();
    expect(await listening.messages).toMatch(
      /^kaleidoscope: a connection from 127\.0\.0\.1:\d+ has ended: the controller has another secret\n$/,
    );
  });
});

describe('what cannot be done is one line', () => {
  test.each([
    [
      'executor --listen=tcp://nosuch.invalid:0',
      'cannot listen at tcp://nosuch.invalid:0: the host is not known',
    ],
    [
      'executor --listen=tls://:0 --tls-cert=nosuch --tls-key=x',
      "cannot read 'nosuch': no such file or directory",
    ],
    ['--executor=tls://:1 --tls-ca=nosuch -e 1', "cannot read 'nosuch': no such file or directory"],
    ['--executor=tcp://:1 -e 1', 'the executor is lost: tcp://127.0.0.1:1: nobody listens there'],
  ])('%s', async (line, message) => {
    expect(await kaleidoscope(line.split(' '), { env })).toEqual(failure(message));
  });

  test('a port that is in use', async () => {
    const listening = await startListening('tcp://:0');
    const result = await kaleidoscope(['executor', `--listen=${listening.address}`], { env });
    expect(result).toEqual(
      failure(`cannot listen at ${listening.address}: something else listens there`),
    );
    await listening.stop();
  });
});
