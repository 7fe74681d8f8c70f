import { describe, expect, test } from 'vitest';
import { file, kaleidoscope } from './kaleidoscope.ts';

describe('check', () => {
  test('says nothing where nothing is wrong, and runs nothing', async () => {
    file('good.ks', 'extern printd(x); def f(x) g(x); def g(x) x; printd(f(1))');
    expect(await kaleidoscope(['check', 'good.ks'])).toEqual({ stdout: '', stderr: '', code: 0 });
  });

  test('finds all errors of all files, in order', async () => {
    file('a.ks', 'def f(x) nosuch(x);\ndef g(y) y +;\ndef h(x) later(x);');
    file('b.ks', 'def later(a b) a;\nlater(1);');
    const { stdout, stderr, code } = await kaleidoscope(['check', 'a.ks', 'b.ks', '-e', 'z']);
    expect(stderr.match(/^\S+: error: .*/gm)).toEqual([
      "a.ks:1:10: error: unknown function 'nosuch'",
      "a.ks:2:13: error: expected an expression, found ';'",
      "a.ks:3:10: error: 'later' takes 2 arguments, but 1 is given",
      "b.ks:2:1: error: 'later' takes 2 arguments, but 1 is given",
      "<-e>:1:1: error: unknown variable 'z'",
    ]);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  });

  test('prints warnings, which are no errors', async () => {
    const { stderr, code } = await kaleidoscope(['check', '-e', 'def binary = 9 (a b) a']);
    expect(stderr).toMatch(/^<-e>:1:5: warning: /);
    expect(code).toBe(0);
  });

  test('reads standard input', async () => {
    const { stderr, code } = await kaleidoscope(['check'], { input: 'x' });
    expect(stderr).toContain("<stdin>:1:1: error: unknown variable 'x'\n");
    expect(code).toBe(1);
  });
});

describe('help', () => {
  test('shows commands, options and examples on standard output', async () => {
    const { stdout, stderr, code } = await kaleidoscope(['--help']);
    for (const part of ['check', 'emit', '--stats[=FORMAT]', 'Examples:', 'Exit code']) {
      expect(stdout).toContain(part);
    }
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  });

  test('of a command shows its options', async () => {
    const { stdout, code } = await kaleidoscope(['emit', '--help']);
    expect(stdout).toContain('--ir[=STAGE]');
    expect(stdout).not.toContain('Examples:');
    expect(code).toBe(0);
  });

  test('has the version of the package', async () => {
    const { stdout, code } = await kaleidoscope(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
  });
});
