/** What LLVM makes of a program, linked into programs in C. Needs LLVM and a compiler of C. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildNative, compileProgram } from '../../src/aot/index.ts';
import { emitModule, installedLLVMs } from '../../src/engines/llvm/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { SourceFile } from '../../src/source/index.ts';
import { ReferenceSession } from '../support/case-session.ts';
import { isLong, scaled } from '../support/long.ts';
import { missingForC as missing, works } from '../support/native.ts';
import { arbitraryProgram } from '../support/program-arbitrary.ts';
import { file, kaleidoscope, type Result, workspace } from './kaleidoscope.ts';

const compilers = ['gcc', 'clang', 'clang-22', 'cc'].filter(works).slice(0, 2);

/** The bundle is in a folder of its own, where nothing is installed. */
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

function build(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return kaleidoscope(['build', ...args], { env: { NODE_PATH: modules, ...env } });
}

async function built(...args: string[]): Promise<void> {
  expect(await build(args)).toEqual({ stdout: '', stderr: '', code: 0 } satisfies Result);
}

function contentOf(name: string): string {
  return readFileSync(join(workspace, name), 'utf8');
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: workspace, encoding: 'utf8', stdio: 'pipe' });
}

file(
  'shapes.ks',
  `extern cos(angle)
extern show(x)
def binary| 5 (a b) if a then 1 else if b then 1 else 0
def binary*/* 41 (a b) a * b
def square(x) x * x
def area(r) 3 * square(r)
def int(double) double + 0.5
def poly(n x) if n < 1 then 1 else x * poly(n - 1, x) + cos(x)
area(2); cos(1) | 0; show(poly(3, 2)) + 7
`,
);
file(
  'main.c',
  `#include "shapes.h"
#include <stdio.h>
#ifdef __cplusplus
extern "C"
#endif
double show(double x) { printf("%a\\n", x); return 0; }
int main(void) {
  show(area(2)), show(binary_bar(0, 5)), show(binary_star_slash_star(2, 3)), show(int_(1)), show(top_level());
}
`,
);
const SHOWN = '0x1.8p+3\n0x1p+0\n0x1.8p+2\n0x1.8p+0\n0x1.4590f39cb7e1ep+2\n0x1.cp+2\n';

describe.skipIf(missing !== undefined)(`build for C${missing ?? ''}`, () => {
  test('a function of the program is not taken for the one of C with its name', async () => {
    file('own-cos.ks', 'def cos(x) if x < 1 then 7 else cos(x - 1) + 1; def five() cos(5)');
    file(
      'own-cos.c',
      '#include <stdio.h>\n#include "own-cos.h"\nint main(void) { printf("%g", five()); }',
    );
    await built('own-cos.ks', '-o', 'own-cos.o');
    run(compilers[0]!, 'own-cos.c', 'own-cos.o', '-o', 'own-cos', '-lm'); // there is one
    expect(run('./own-cos')).toBe('12');
  });

  test('an object and a header', async () => {
    await built('shapes.ks', '-o', 'shapes.o');
    expect(contentOf('shapes.h')).toBe(`\
/* Made by \`kaleidoscope build\`, which overwrites it each time. */
#ifndef KALEIDOSCOPE_SHAPES_H
#define KALEIDOSCOPE_SHAPES_H

#ifdef __cplusplus
extern "C" {
#endif

double binary_bar(double a, double b); /* binary| */
double binary_star_slash_star(double a, double b); /* binary* / * */
double square(double x);
double area(double r);
double int_(double); /* int */
double poly(double n, double x);
double top_level(void);

/* These are called, and have to be defined elsewhere. */
double show(double x);

#ifdef __cplusplus
}
#endif

#endif
`);
    for (const compiler of compilers) {
      for (const language of ['c', 'c++']) {
        const flags = ['-Wall', '-Wextra', '-Wpedantic', '-Werror'];
        const source = ['-x', language, 'main.c', '-x', 'none', 'shapes.o'];
        run(compiler, ...flags, ...source, '-lm', '-o', 'shapes');
        expect(run('./shapes').trim().split('\n').sort()).toEqual(SHOWN.trim().split('\n').sort());
      }
    }
  });

  test.each(installedLLVMs().slice(0, isLong ? undefined : 1))(
    'with LLVM $version',
    async ({ path }) => {
      for (const triple of ['', '--triple=riscv64-linux-gnu', '--triple=aarch64-linux-gnu']) {
        const args = ['shapes.ks', '-o', 'version.o', triple].filter((arg) => arg !== '');
        const result = await build(args, { KALEIDOSCOPE_LLVM: path });
        expect(result).toEqual({ stdout: '', stderr: '', code: 0 });
      }
      await build(['shapes.ks', '-o', 'version.o'], { KALEIDOSCOPE_LLVM: path });
      run('cc', 'main.c', 'version.o', '-lm', '-o', 'version');
      expect(run('./version')).toContain('0x1.8p+3\n');
    },
  );

  test('says in a line what to do without LLVM', async () => {
    const { stderr, code } = await build(['shapes.ks', '-o', 'none.o'], {
      KALEIDOSCOPE_LLVM: '/no/such',
    });
    expect(stderr).toMatch(
      /^kaleidoscope: cannot load '\/no\/such'.*; correct KALEIDOSCOPE_LLVM, or unset it.*\n$/,
    );
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'none.o'))).toBe(false);
  });

  test('assembly', async () => {
    await built('shapes.ks', '-o', 'shapes.s');
    run('cc', 'main.c', 'shapes.s', '-lm', '-o', 'assembled');
    expect(run('./assembled')).toContain('0x1.8p+3\n');
  });

  test("LLVM's code", async () => {
    await built('shapes.ks', '-O1', '-o', 'shapes.ll');
    await built('shapes.ks', '-o', 'shapes.bc', '--prefix', 'ks_');
    expect(contentOf('shapes.ll')).toMatch(/^define double @area\(double %r\)/m);
    expect(readFileSync(join(workspace, 'shapes.bc')).subarray(0, 2).toString()).toBe('BC');
    expect(contentOf('shapes.h')).toContain('double ks_area(double r); /* area */');
  });

  test('keeps to itself what nobody should see', async () => {
    await built('shapes.ks', '-O0', '-o', 'private.ll');
    const defined = contentOf('private.ll').match(
      /(?<=^define (dso_local )?)(\w+ )*double @.*?\(/gm,
    );
    expect(defined).toContain('internal double @top_level.1(');
    expect(defined).toContain('double @top_level(');
  });

  test("does not take a program's functions for C's", async () => {
    file('own.ks', 'extern exp2(x) def pow(a b) a + b def f(x) pow(x, 2) def g() exp2(3)');
    await built('own.ks', '-o', 'own.ll', '-O3', '--passes=simplify');
    expect(contentOf('own.ll')).toMatch(/fadd double %x, 2\.0/);
    expect(contentOf('own.ll')).toMatch(/call double @exp2\(double 3\.0/);
  });

  const machines = [
    ['s390x-linux-gnu', 0x16],
    ['i686-linux-gnu', 0x03],
    ['aarch64-linux-gnu', 0xb7],
    ['riscv64-linux-gnu', 0xf3],
  ] as const;

  test.each(machines.slice(0, isLong ? undefined : 1))('for %s', async (triple, machine) => {
    await built('shapes.ks', '-o', 'cross.o', '--triple', triple);
    const object = readFileSync(join(workspace, 'cross.o'));
    expect(object.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
    const isBig = object[5] === 2;
    expect(isBig ? object.readUInt16BE(18) : object.readUInt16LE(18)).toBe(machine);
  });

  test.each(['native', 'x86-64-v3'])('for the processor %s', async (cpu) => {
    const triple = cpu === 'native' ? [] : ['--triple', 'x86_64-linux-gnu'];
    await built('shapes.ks', '-o', 'processor.o', '--cpu', cpu, ...triple);
  });

  test.each([
    ['a triple', ['--triple', 'nonsense'], "LLVM: there is no target for the triple 'nonsense'"],
    [
      'a processor',
      ['--cpu', 'nonsense', '--triple', 'aarch64-linux-gnu'],
      "LLVM: 'nonsense' is not a recognized processor for this target",
    ],
    [
      'a processor of another kind',
      ['--cpu', 'i386', '--triple', 'x86_64-linux-gnu'],
      "LLVM: 64-bit code requested on a subtarget that doesn't support it!",
    ],
    [
      'this processor for another machine',
      ['--cpu', 'native', '--triple', 'aarch64-linux-gnu'],
      "'native' is the processor of this machine: leave the triple out",
    ],
  ])('says in a line that there is no such thing: %s', async (_, options, message) => {
    const result = await build(['shapes.ks', '-o', 'nonsense.o', ...options]);
    expect(result).toEqual({ stdout: '', stderr: `kaleidoscope: ${message}\n`, code: 1 });
    expect(existsSync(join(workspace, 'nonsense.o'))).toBe(false);
    expect(existsSync(join(workspace, 'nonsense.h'))).toBe(false);
  });

  test('programs do the same in C', { timeout: 120_000 }, () => {
    const count = scaled(150);
    const programs = fc
      .sample(arbitraryProgram(), { numRuns: count, seed: 7 })
      .map((text) => ({ text, expected: runReference(text) }))
      .filter(({ expected }) => expected !== undefined);
    expect(programs.length).toBeGreaterThan(count / 3);
    const objects = programs.map(({ text }, index) => {
      const name = `random${index}`;
      buildRandom(text, name, index % 2 === 0 ? 2 : 0);
      return name;
    });
    file('random.c', harnessOf(objects));
    run('cc', 'random.c', ...objects.map((name) => `${name}.o`), '-lm', '-o', 'random');
    const outputs = run('./random').split('--\n');
    programs.forEach(({ text, expected }, index) => {
      expect(outputs[index]?.trim().split('\n').map(numberOf), text).toEqual(expected);
    });
  });
});

/** All that a program prints, and its last value. */
function runReference(text: string): readonly number[] | undefined {
  const session = new ReferenceSession(50_000);
  let last = 0;
  for (const outcome of session.run(new SourceFile('program.ks', text))) {
    if (outcome.kind === 'failure' || outcome.kind === 'diagnostic') return undefined;
    if (outcome.kind === 'value') last = outcome.value;
  }
  const lines = session.takeOutput().split('\n').slice(0, -1);
  return [...lines.map(numberOf), last];
}

/** JavaScript reads what `formatDouble` and C print, but for the names of what is no number. */
function numberOf(text: string): number {
  return Number(text.replace('inf', 'Infinity'));
}

function buildRandom(text: string, name: string, optimizationLevel: 0 | 2): void {
  using jit = new KaleidoscopeJIT({ optimizationLevel });
  jit.defineHostFunction('show', (x) => x);
  const { program } = compileProgram(jit, [new SourceFile('program.ks', text)]);
  const options = { form: 'object', optimizationLevel, prefix: `${name}_` } as const;
  const { bytes } = buildNative(program!, emitModule, options); // it has no errors
  writeFileSync(join(workspace, `${name}.o`), bytes);
}

/** Runs all programs. Operators that they refer to and never call have to be there too. */
function harnessOf(names: readonly string[]): string {
  const operators = ['bar', 'percent', 'caret', 'equals_equals', 'less_equals'].map(
    (name) => `binary_${name}(double a, double b)`,
  );
  const missing = [
    ...operators,
    'unary_bang(double a)',
    'unary_minus(double a)',
    'unary_plus_plus(double a)',
  ];
  return `#include <math.h>
#include <stdio.h>
#include <stdlib.h>
/* C leaves open which zero is the least; sessions do not. */
double fmin(double a, double b) {
  return a != a ? b : b != b ? a : a < b ? a : b < a ? b : signbit(a) ? a : b;
}
double show(double x) {
  if (x != x) puts("NaN"); else printf("%.17g\\n", x);
  return x;
}
${missing.map((prototype) => `double ${prototype} { abort(); }`).join('\n')}
${names.map((name) => `double ${name}_top_level(void);`).join('\n')}
int main(void) {
${names.map((name) => `  show(${name}_top_level()), puts("--");`).join('\n')}
}
`;
}
