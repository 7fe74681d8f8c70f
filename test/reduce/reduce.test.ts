/** What is planted in a large input is left of it, and little else. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { parseModule, printModule, verifyModule } from '../../src/ir/index.ts';
import { findDifference } from '../support/case-runner.ts';
import { arbitraryModule } from '../support/ir-arbitrary.ts';
import { planted } from '../support/planted.ts';
import { arbitraryProgram } from '../support/program-arbitrary.ts';
import { minimize } from './minimize.ts';
import { reduceModule } from './module.ts';
import { withoutNames } from './names.ts';
import { itemsIn, reduceProgram } from './program.ts';

const has = (pattern: RegExp) => async (text: string) => pattern.test(text);

test('minimize keeps what is needed together, and asks little about the rest', async () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  let tests = 0;
  const kept = await minimize(numbers, async (some) => {
    tests++;
    return some.includes(17) && some.includes(800) && some.includes(801);
  });
  expect(kept).toEqual([17, 800, 801]);
  expect(tests).toBeLessThan(100);
});

test('minimize can keep nothing, and everything', async () => {
  expect(await minimize([1, 2, 3], async () => true)).toEqual([]);
  expect(await minimize([1, 2, 3], async (some) => some.length === 3)).toEqual([1, 2, 3]);
});

const program = `# run
extern sin(x)
extern binary ^ 60 (a b)
def unary!(x) if x then 0 else 1;
def half(x) x / 2
def f(n)
  var a = sin(n), b = (1 + half(n * 3)) in
    (for i = 0, i < n in
      a = a + (if !b < 2 then half(17) * (a / 3) else i)) + a;
f(2); half(f(3))
`;

test('of a program, what shows a mistake of a compiler is left', async () => {
  const isWrong = async (text: string) => {
    if (!text.startsWith('# run\n')) return false;
    return findDifference(text, planted, 10_000) !== undefined;
  };
  expect(await reduceProgram(program, isWrong)).toBe(
    '# run\ndef f(n)\n  var a = n in\n    (for i = 0, 0 in\n      a = a / 3) + a;\nf(2)',
  );
});

test.each([
  [
    'parameters, with the arguments of calls',
    'extern f(a, b c); f(f(1, 2), (3), 6) # f(1)',
    [
      'extern f(b c); f((3), 6) # f(1)',
      'extern f(a c); f(f(1), 6) # f(1)',
      'extern f(a, b); f(f(1, 2), (3)) # f(1)',
    ],
  ],
  [
    'none of operators',
    'def unary!(x) x; def binary ^ 60 (a b) f(a, b); def f() 0; def g(x) 0',
    ['def unary!(x) x; def binary ^ 60 (a b) f(a, b); def f() 0; def g() 0'],
  ],
  [
    'variables',
    'var a = f(1, 2), b, c = (3) in # c\n(c)',
    [
      'var b, c = (3) in # c\n(c)',
      'var a = f(1, 2), c = (3) in # c\n(c)',
      'var a = f(1, 2), b in # c\n(c)',
    ],
  ],
  [
    'the only variable of one',
    '(var a = (var in_ in 2) in a) * 3',
    ['( a) * 3', '(var a = ( 2) in a) * 3'],
  ],
])('names that a program may lose: %s', (_, text, expected) => {
  expect(withoutNames(text, itemsIn(text)).sort()).toEqual(expected.sort());
});

test('a program that does not parse loses lines', async () => {
  const text = 'def f(x) x\n) ) )\nf(1)\n)\n';
  expect(await reduceProgram(text, has(/\) \)/))).toBe(') ) )\n');
});

const module = `; run
; Why.
define double @g(double %x) {
entry:
  %a = fmul double %x, %x
  ret double %a
}

define double @f(double %x, double %y) {
entry:
  %a = fadd double %x, 1.0
  %b = call double @g(double %a)
  %c = fcmp olt double %b, %y
  br i1 %c, label %then, label %else
then:
  %d = fmul double %a, %b
  br label %join
else:
  %e = call double @sin(double %y)
  %s = fsub double %e, %a
  br label %join
join:
  %p = phi double [ %d, %then ], [ %s, %else ]
  %q = fdiv double %p, %b
  ret double %q
}

declare double @sin(double)

; call: f(1, 2)
; call: f(3, 4)
`;

test('a module loses functions, blocks and instructions, and comments', async () => {
  const found = await reduceModule(module, has(/; run[\s\S]*fsub double[\s\S]*f\(3/));
  expect(found).toBe(`; run
define double @f(double %x) {
entry:
  %0 = fsub double 0.0, 0.0
  ret double 0.0
}
; call: f(3)
`);
});

test('a module loses parameters, in calls and comments too', async () => {
  const text = `; run
; Why.
define double @f(double %x, double %y, double %z) {
  %a = fneg double %y
  %b = call double @f(double 1.0, double %a, double 3.0)
  ret double %b
}

; call: f(5, 6, 7)
`;
  expect(
    await reduceModule(text, has(/fneg double %[\s\S]*call double[\s\S]*; call: .*6/)),
  ).toBe(`define double @f(double %y) {
block:
  %0 = fneg double %y
  %1 = call double @f(double 0.0)
  ret double 0.0
}
; call: f(6)
`);
});

test('a module that does not verify loses lines', async () => {
  const text = 'define double @f() {\n; x\nret double %y\n}\n';
  expect(await reduceModule(text, has(/ret/))).toBe('ret double %y\n');
});

test('random modules stay valid on the way', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryModule(), async (random) => {
      const text = printModule(random);
      const tried: string[] = [];
      await reduceModule(text, async (smaller) => {
        tried.push(smaller);
        return /fadd|condbr|phi/.test(smaller) || !/fadd|condbr|phi/.test(text);
      });
      for (const each of tried) verifyModule(parseModule(each));
    }),
    { numRuns: 5 },
  );
});

test('of a random program, little is left', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryProgram(), async (random) => {
      const pattern = /f0/.test(random) ? /f0/ : /extern/;
      const reduced = await reduceProgram(random, has(pattern));
      expect(reduced).toMatch(pattern);
      expect(reduced.split('\n').length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 5 },
  );
});

describe('npm run reduce', () => {
  const folder = mkdtempSync(join(inject('bundle'), 'reduce-'));
  const path = join(folder, 'it is.ks');
  writeFileSync(path, program);
  const reduce = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/run.mjs', 'test/reduce/main.ts', path, ...args], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
    });

  test('asks a command, and prints what is left', () => {
    expect(reduce('--keep', 'grep -q half')).toMatchObject({ stdout: '; half(0)', status: 0 });
  });

  test('writes to a file, and takes what runs too long for uninteresting', () => {
    const output = join(folder, 'out.ks');
    const keep = 'grep -q unary {} || sleep 100';
    const result = reduce('--keep', keep, '-o', output, '--timeout', '0.2');
    expect(result).toMatchObject({ stdout: '', status: 0 });
    expect(readFileSync(output, 'utf8')).toBe('def unary!(x) 0');
  });

  test.each([
    ['shows nothing at first', ['--keep', 'false'], /does not end with 0/],
    ['is missing', [], /usage/],
  ])('refuses a command that %s', (_, args, message) => {
    const result = reduce(...args);
    expect(result).toMatchObject({ stdout: '', status: 2 });
    expect(result.stderr).toMatch(message);
  });
});
