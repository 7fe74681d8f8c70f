/** `opt` and `run`: intermediate code from files; and what passes do on the way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { listPasses } from '../../src/passes/index.ts';
import { missingLLVM } from '../support/native.ts';
import { file, kaleidoscope, shell, workspace } from './kaleidoscope.ts';

file(
  'module.ll',
  `declare double @printd(double)
declare double @sqrt(double)
define double @square(double %x) {
entry:
  %y = fmul double %x, %x
  ret double %y
}
define double @main() {
entry:
  %a = call double @square(double 3.0)
  %b = call double @printd(double %a)
  %c = call double @sqrt(double %a)
  ret double %c
}
define double @endless(double %x) {
  %a = call double @endless(double %x)
  %b = fadd double %a, 1.0
  ret double %b
}
define double @missing() {
  %a = call double @nosuch()
  ret double %a
}
`,
);

const broken = `define double @f(double %x) {
start:
  %y = fadd double %z, %x
  %z = fmul double %x, %x
  ret double %y
}
`;

const unreachable = `define double @f(double %x) {
start:
  ret double %x
dead:
  ret double %x
}
`;

describe('opt', () => {
  const main = (text: string) => /@main\(\) \{\n([^}]*)\}/.exec(text)![1];

  test('optimizes a module, inlining and all', async () => {
    const { stdout, stderr, code } = await kaleidoscope(['opt', '--verify', 'module.ll']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(main(stdout)).toBe('entry:\n  %0 = call double @printd(double 9.0)\n  ret double 3.0\n');
  });

  test('runs the passes that it is told, and no others', async () => {
    const { stdout } = await kaleidoscope([
      'opt',
      '--passes=inline,recognize-intrinsics',
      'module.ll',
    ]);
    expect(main(stdout)).toBe(`entry:
  %0 = fmul double 3.0, 3.0
  %1 = call double @printd(double %0)
  %2 = call double @llvm.sqrt.f64(double %0)
  ret double %2
`);
  });

  test('reads what it writes, through a pipe and in a file', async () => {
    const { stdout } = await shell('kaleidoscope opt -O0 < module.ll | kaleidoscope opt - -O0');
    const { code } = await kaleidoscope(['opt', '-O0', 'module.ll', '-o', 'copy.ll']);
    expect(code).toBe(0);
    expect(stdout).toContain('call double @square(double 3.0)');
    expect(readFileSync(join(workspace, 'copy.ll'), 'utf8')).toBe(stdout);
  });
});

describe('--print-after', () => {
  test('shows functions after the runs of some passes, on standard error', async () => {
    const args = ['opt', '--print-after=inline', '--print-after=mark-tail-calls', 'module.ll'];
    const { stderr } = await kaleidoscope(args);
    expect(stderr.match(/^; .*/gm)).toEqual([
      '; after inline: @square, unchanged',
      '; after mark-tail-calls: @square, unchanged',
      '; after inline: @main',
      '; after mark-tail-calls: @main, unchanged',
      '; after inline: @endless',
      '; after mark-tail-calls: @endless, unchanged',
      '; after inline: @missing, unchanged',
      '; after mark-tail-calls: @missing',
    ]);
    expect(stderr).toContain(`; after inline: @main
define double @main() {
entry:
  %0 = fmul double 3.0, 3.0
`);
  });

  test.each([
    ['a run', []],
    ['check', ['check']],
    ['emit', ['emit', '--ir=optimized']],
    ['build', ['build', '-o', 'print-after.wasm']],
  ])('of %s can be of all passes', async (_, command) => {
    const args = ['--print-after=all', '-e', 'def f(x) x + 1; for i = 1, i < f(2) in i'];
    const { stderr } = await kaleidoscope([...command, ...args]);
    const shown = stderr.match(/^; after [a-z-]+/gm)?.map((line) => line.slice('; after '.length));
    expect([...new Set(shown)].sort()).toEqual(
      listPasses()
        .map(({ name }) => name)
        .sort(),
    );
  });
});

describe('run', () => {
  const result = { stdout: '9.000000\nEvaluated to 3.000000\n', stderr: '', code: 0 };

  test('calls main', async () => {
    expect(await kaleidoscope(['run', '--verify', 'module.ll'])).toEqual(result);
  });

  test.skipIf(missingLLVM)(`calls main, on LLVM${missingLLVM ?? ''}`, async () => {
    const env = { NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)) };
    const args = ['run', '--engine=llvm', '--verify', 'module.ll'];
    expect(await kaleidoscope(args, { env })).toEqual(result);
  });

  test('calls top_level where there is no main', async () => {
    const input = 'define double @top_level() {\n  ret double 7.0\n}\n';
    expect(await kaleidoscope(['run', '-'], { input })).toMatchObject({
      stdout: 'Evaluated to 7.000000\n',
    });
  });

  test.each([
    ['-1.5', '2.25'],
    ['-.5', '0.25'],
    ['1e200', 'inf'],
    ['nan', 'nan'],
    ['inf', 'inf'],
    ['-- -inf', 'inf'],
  ])('gives a function %s', async (argument, result) => {
    const args = ['run', '--format=shortest', 'module.ll', 'square', ...argument.split(' ')];
    expect(await kaleidoscope(args)).toMatchObject({ stdout: `Evaluated to ${result}\n`, code: 0 });
  });
});

describe('what is wrong has a place, or a name that was perhaps meant', () => {
  test.each([
    ['run module.ll squar 1', "module.ll defines no function 'squar'; did you mean 'square'?"],
    ['run module.ll square', "module.ll:3:15: error: 'square' takes 1 argument, but 0 are given"],
    ['run module.ll missing', 'module.ll:20:15: error: undefined function: nosuch'],
    ['run module.ll endless 1', "module.ll:15:15: error: stack overflow in 'endless'"],
    ['run nosuch.ll', "cannot read 'nosuch.ll': no such file or directory"],
    ['opt nosuch.ll', "cannot read 'nosuch.ll': no such file or directory"],
    ['opt module.ll -o no/such', "cannot write 'no/such': no such file or directory"],
  ])('%s', async (line, message) => {
    const { stdout, stderr, code } = await kaleidoscope(line.split(' '));
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toContain(message);
  });

  test.each([
    ['define double @f( {', "<stdin>:1:19: error: expected 'double', found '{'\n"],
    [broken, '<stdin>:3:3: error: %y: uses %z too early\n  %y = fadd double %z, %x\n  ^~\n'],
    [unreachable, '<stdin>:4:1: error: %dead: the block is unreachable\ndead:\n^~~~~\n'],
    ['', "<stdin> defines no function 'main' and no function 'top_level'; there are none\n"],
  ])('%j', async (input, message) => {
    const { stdout, stderr, code } = await kaleidoscope(['run', '-'], { input });
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toContain(message);
  });

  test.each([
    ['run', "missing required argument 'FILE'"],
    ['run fib.ks', "if it is a program, write 'kaleidoscope fib.ks'"],
    ['run module.ll square x', "value 'x' is invalid for argument 'NUMBERS'. Expected a number."],
    ['run --load=x module.ll', "option '--load' needs '--engine=llvm'"],
    ['opt --passes=inlin module.ll', "There is no pass 'inlin'. Did you mean 'inline'?"],
    ['opt --print-after=inlin module.ll', "There is no pass 'inlin'. Did you mean 'inline'?"],
    ['opt module.ll module.ll', "too many arguments for 'opt'"],
  ])('%s', async (line, message) => {
    const { stderr, code } = await kaleidoscope(line.split(' '));
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
