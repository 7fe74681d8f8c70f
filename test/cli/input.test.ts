import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { file, kaleidoscope, shell, workspace } from './kaleidoscope.ts';

/** Runs an unreadable file between two good ones, which must not be harmed. */
async function amidGoodFiles(name: string): Promise<string> {
  file('one.ks', '1');
  file('two.ks', '2');
  const { stdout, stderr, code } = await kaleidoscope(['one.ks', name, 'two.ks']);
  expect({ stdout, code }).toEqual({
    stdout: 'Evaluated to 1.000000\nEvaluated to 2.000000\n',
    code: 1,
  });
  return stderr;
}

describe('files that cannot be read', () => {
  test('because there are none', async () => {
    expect(await amidGoodFiles('nosuch.ks')).toBe(
      "kaleidoscope: cannot read 'nosuch.ks': no such file or directory\n",
    );
  });

  test('because they are directories', async () => {
    mkdirSync(join(workspace, 'directory'), { recursive: true });
    expect(await amidGoodFiles('directory')).toBe(
      "kaleidoscope: cannot read 'directory': it is a directory\n",
    );
  });

  test('because they are too large', async () => {
    truncateSync(join(workspace, file('gigabyte.ks', '')), 2 ** 30);
    expect(await amidGoodFiles('gigabyte.ks')).toBe(
      "kaleidoscope: cannot read 'gigabyte.ks': it is larger than 128 MiB\n",
    );
  });
});

describe('bytes that are not UTF-8', () => {
  test.each([
    ['a stray byte', [0x31, 0x0a, 0x32, 0xff], '2:2: error: invalid UTF-8: byte 0xFF\n2\uFFFD\n ^'],
    ['a cut character', [0x23, 0xe2, 0x82], '1:2: error: invalid UTF-8: byte 0xE2\n#\uFFFD\n ^'],
    ['an overlong form', [0x23, 0xc0, 0x80], /^bad.ks:1:2: error: invalid UTF-8: byte 0xC0\n/],
    ['a surrogate', [0x23, 0xed, 0xa0, 0x80], /^bad.ks:1:2: error: invalid UTF-8: byte 0xED\n/],
    ['beyond Unicode', [0x23, 0xf4, 0x90, 0x80, 0x80], /^bad.ks:1:2: error: .*byte 0xF4\n/],
    ['behind good characters', [0x23, 0xc3, 0xa4, 0xe2, 0x82, 0xac, 0x80], /^bad.ks:1:4: .*0x80\n/],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00], /^bad.ks:1:1: error: invalid UTF-8: byte 0xFF\n/],
  ])('have a place: %s', async (_, bytes, message) => {
    file('bad.ks', new Uint8Array(bytes));
    const stderr = await amidGoodFiles('bad.ks');
    if (typeof message === 'string') expect(stderr).toBe(`bad.ks:${message}\n`);
    else expect(stderr).toMatch(message);
  });

  test('are found in standard input', async () => {
    const { stderr, code } = await kaleidoscope([], { input: new Uint8Array([0x80]) });
    expect(stderr).toContain('<stdin>:1:1: error: invalid UTF-8: byte 0x80\n');
    expect(code).toBe(1);
  });
});

describe('unusual texts', () => {
  test('may have characters of all sizes in comments, and a byte order mark', async () => {
    file('comments.ks', '\uFEFF# ä€😀\n3');
    const result = await kaleidoscope(['comments.ks']);
    expect(result).toEqual({ stdout: 'Evaluated to 3.000000\n', stderr: '', code: 0 });
  });

  test('with NUL bytes are errors with places', async () => {
    const stderr = await amidGoodFiles(file('nul.ks', '1 +\n \0 2;'));
    expect(stderr).toMatch(/^nul.ks:2:2: error: /);
  });

  test('with several errors get a message for each', async () => {
    const text = 'def f(x) x +;\n1 @ 2;\ndef g(y) y;\nnosuch(1);\ng(1, 2);\ng(5)';
    const { stdout, stderr, code } = await kaleidoscope([file('errors.ks', text)]);
    expect(stderr.match(/^errors.ks:\d+:\d+: error/gm)).toEqual([
      'errors.ks:1:13: error',
      'errors.ks:2:3: error',
      'errors.ks:4:1: error',
      'errors.ks:5:1: error',
    ]);
    expect({ stdout: stdout.split('\n').at(-2), code }).toEqual({
      stdout: 'Evaluated to 5.000000',
      code: 1,
    });
  });
});

describe('colour', () => {
  const red = '\x1b[1;31merror:\x1b[0m';
  test.each([
    ['is not written to a pipe', 'kaleidoscope', false],
    ['is written if asked for', 'kaleidoscope --color', true],
    ['is written if the environment forces it', 'FORCE_COLOR=1 kaleidoscope', true],
    ['is not written against --no-color', 'FORCE_COLOR=1 kaleidoscope --no-color', false],
    ['is not written if the environment says so', 'FORCE_COLOR=0 kaleidoscope', false],
    ['is written if CLICOLOR_FORCE says so', 'CLICOLOR_FORCE=1 kaleidoscope', true],
    ['CLICOLOR_FORCE=0 forces nothing', 'CLICOLOR_FORCE=0 kaleidoscope', false],
    ['NO_COLOR goes before CLICOLOR_FORCE', 'NO_COLOR=1 CLICOLOR_FORCE=1 kaleidoscope', false],
    ['FORCE_COLOR goes before NO_COLOR', 'NO_COLOR=1 FORCE_COLOR=1 kaleidoscope', true],
    ['an empty NO_COLOR says nothing', 'NO_COLOR= CLICOLOR_FORCE=1 kaleidoscope', true],
  ])('%s', async (_, command, expected) => {
    const { stderr } = await shell(`${command} -e x`);
    expect(stderr.includes(red)).toBe(expected);
  });
});
