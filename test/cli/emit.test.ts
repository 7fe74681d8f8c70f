import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseModule, verifyModule } from '../../src/ir/index.ts';
import { file, kaleidoscope, workspace } from './kaleidoscope.ts';

file(
  'shapes.ks',
  'extern cos(x)\ndef square(x) x * x\ndef area(r) 3 * square(r)\narea(2); cos(1);\n',
);

async function emitted(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await kaleidoscope(['emit', ...args]);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return stdout;
}

describe('emit', () => {
  test('--ast gives a tree for each item', async () => {
    expect(await emitted('--ast', 'shapes.ks')).toBe(
      `extern cos(x)

def square(x)
  binary *
    variable x
    variable x

def area(r)
  binary *
    number 3
    call square
      variable r

def __anon_expr()
  call area
    number 2

def __anon_expr()
  call cos
    number 1
`,
    );
  });

  test.each(['--ir', '--ir=optimized'])('%s gives one module of everything', async (form) => {
    const text = await emitted(form, 'shapes.ks');
    expect(text.match(/^(define|declare).*/gm)).toEqual([
      'define double @square(double %x) {',
      'define double @area(double %r) {',
      'define double @__anon_expr() {',
      'define double @__anon_expr.1() {',
      'declare double @cos(double)',
    ]);
    verifyModule(parseModule(text));
  });

  test('takes a single function', async () => {
    const text = await emitted('--ir', 'shapes.ks', '--function', 'square');
    expect(text.match(/^define.*/gm)).toEqual(['define double @square(double %x) {']);
  });

  test('--cfg=optimized draws blocks and branches, and dashes those that go back', async () => {
    const text = 'def f(n) for i = 0, i < n in n';
    expect(await emitted('--cfg=optimized', '-e', text)).toBe(String.raw`digraph {
  node [shape=box, fontname=monospace];
  edge [fontname=monospace];
  subgraph cluster0 {
    label="define double @f(double %n)\l";
    f0b0 [label="entry:\l  br label %loop\l"];
    f0b1 [label="loop:\l  %0 = phi double [ 0.0, %entry ], [ %2, %loop ]\l  %1 = fcmp ult double %0, %n\l  %2 = fadd double %0, 1.0\l  br i1 %1, label %loop, label %endfor\l"];
    f0b2 [label="endfor:\l  ret double 0.0\l"];
    f0b0 -> f0b1;
    f0b1 -> f0b1 [label=T, style=dashed];
    f0b1 -> f0b2 [label=F];
  }
}
`);
  });

  test('--cfg draws every function as lowered, and quotes its names', async () => {
    const picture = await emitted('--cfg', '-e', 'def unary!(x) x; def f(x) !x');
    expect(picture.match(/subgraph \w+|@.*unary!.*/g)).toEqual([
      'subgraph cluster0',
      String.raw`@\"unary!\"(double %x)\l";`,
      'subgraph cluster1',
      String.raw`@\"unary!\"(double %x)\l  ret double %0\l"];`,
    ]);
  });

  test('--wasm gives a module that needs no session', async () => {
    const text = 'def f(n) if n < 2 then 1 else n * f(n - 1); def g(x) f(x) + 1';
    expect(await emitted('--wasm', '-o', 'f.wasm', '-e', text)).toBe('');
    const module = new WebAssembly.Module(readFileSync(join(workspace, 'f.wasm')));
    const { g } = new WebAssembly.Instance(module).exports as { g(x: number): number };
    expect(g(5)).toBe(121);
  });

  test('--wat gives the code as text', async () => {
    const text = await emitted('--wat', 'shapes.ks', '--function', 'square');
    expect(text).toMatch(/^\(module[\s\S]*f64\.mul/);
    expect(text).toContain('"square"');
  });

  test('--wat shows what a module imports, and direct calls of it', async () => {
    const text = await emitted('--wat', 'shapes.ks');
    expect(text).toContain('(import "env" "cos" (func $cos (type 0)))');
    expect(text).toContain('call $cos');
    expect(text).not.toMatch(/table|call_indirect/);
  });

  test('--wasm can go to a pipe', async () => {
    expect(await emitted('--wasm', '-e', 'def f(x) x')).toMatch(/^\0asm/);
  });

  test('--wasm imports what the program does not define', async () => {
    await emitted('--wasm', '-o', 'shapes.wasm', 'shapes.ks');
    const module = new WebAssembly.Module(readFileSync(join(workspace, 'shapes.wasm')));
    const { exports } = new WebAssembly.Instance(module, { env: { cos: Math.cos } });
    const functions = exports as Record<string, () => number>;
    expect(functions['__anon_expr']?.()).toBe(12);
    expect(functions['__anon_expr.1']?.()).toBe(Math.cos(1));
  });

  test('gives the last of several definitions, with a warning', async () => {
    const { stdout, stderr, code } = await kaleidoscope([
      'emit',
      '--ir',
      '-e',
      'def f(x) x; def f(x) 7',
    ]);
    expect(stdout).toContain('ret double 7.0');
    expect(stdout.match(/define/g)).toHaveLength(1);
    expect(stderr).toMatch(/^<-e>:1:5: warning: .*\n.*\n.*\n<-e>:1:17: note: /);
    expect(code).toBe(0);
  });

  test.each([
    [
      'an error',
      ['--ir', '-e', 'def f(x) y; def g(x) z'],
      /unknown variable 'y'[\s\S]*unknown variable 'z'/,
    ],
    ['an error of syntax', ['--ast', '-e', 'def f('], /error: expected/],
    [
      'an unknown function',
      ['--ast', '--function', 'g', 'shapes.ks'],
      /nothing defines a function 'g'/,
    ],
    ['a missing file', ['--ast', 'nosuch.ks'], /cannot read 'nosuch.ks'/],
    [
      'a place that cannot be written',
      ['--ast', '-e', '1', '-o', 'no/such'],
      /cannot write 'no\/such': no such/,
    ],
  ])('writes nothing after %s', async (_, args, message) => {
    const result = await kaleidoscope(['emit', ...args]);
    expect(result).toMatchObject({ stdout: '', code: 1 });
    expect(result.stderr).toMatch(message);
  });
});
