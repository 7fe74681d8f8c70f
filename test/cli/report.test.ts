import { describe, expect, test } from 'vitest';
import { file, kaleidoscope } from './kaleidoscope.ts';

/** The messages of a run, without the lines of program text. */
async function messages(...args: string[]): Promise<string[]> {
  const { stderr } = await kaleidoscope(args);
  return (
    stderr.match(/^(\S+( \d>)?\S*: (error|warning|note): |kaleidoscope: |also at |help: ).*/gm) ??
    []
  );
}

describe('the number of errors', () => {
  test('comes last, if there are several', async () => {
    file('two.ks', '1 + ;\nnosuch(1);\n');
    for (const args of [['two.ks'], ['check', 'two.ks'], ['build', 'two.ks', '-o', 'two.wasm']]) {
      expect((await messages(...args)).at(-1)).toBe('kaleidoscope: 2 errors');
    }
    expect(await messages('missing.ks', '-e', '1 +', '-e', 'def binary + 9 (a b) a')).toEqual([
      "kaleidoscope: cannot read 'missing.ks': no such file or directory",
      '<-e 1>:1:4: error: expected an expression, found end of input',
      expect.stringMatching(/^<-e 2>:1:5: warning: '\+' is built in/),
      'kaleidoscope: 2 errors and 1 warning',
    ]);
    expect(await messages('-e', '1 +')).toHaveLength(1);
  });

  test('says how many are not shown', async () => {
    file('many.ks', '1 + ;\n'.repeat(1000));
    const shown = await messages('check', 'many.ks');
    expect(shown).toHaveLength(21);
    expect(shown.at(-1)).toBe(
      'kaleidoscope: 1000 errors; the first 20 are shown, --max-errors=0 shows all',
    );
    expect(await messages('--max-errors=3', 'many.ks')).toHaveLength(4);
    expect(await messages('--max-errors=0', 'many.ks')).toHaveLength(1001);
  });

  test('is a number', async () => {
    const { stderr, code } = await kaleidoscope(['--max-errors=few', '-e', '1']);
    expect(stderr).toContain('Expected a number of errors.');
    expect(code).toBe(2);
  });
});

test('the error of a body is shown once, and then which expressions it stops', async () => {
  file('body.ks', 'def f(x) nosuch(x);\nf(1);\nf(2);\nf(3) + 1;\n1;\n');
  expect(await messages('body.ks')).toEqual([
    "body.ks:1:10: error: unknown function 'nosuch'",
    'body.ks:3:1: error: not evaluated, because of the error at body.ks:1:10',
    'body.ks:4:1: error: not evaluated, because of the error at body.ks:1:10',
    'kaleidoscope: 3 errors',
  ]);
});

test('what several functions do not know is one error', async () => {
  file('print.ks', 'def f(x) print(x) + print(1);\ndef g(x) print(x);\n');
  file('more.ks', 'print(3); def h(x) print(x)');
  const found = [
    "print.ks:1:10: error: unknown function 'print'",
    'also at 1:21, 2:10, more.ks:1:1 and more.ks:1:20',
    "help: did you mean 'printd'? declare it: `extern printd(x)`",
  ];
  expect(await messages('check', 'print.ks', 'more.ks')).toEqual(found);
  expect(await messages('build', 'print.ks', 'more.ks', '-o', 'print.wasm')).toEqual(found);
});

describe('names of files disturb no terminal', () => {
  const name = 'a\x1b[31m\u202eb.ks';
  const shown = 'a␛[31m\ufffdb.ks';

  test('in diagnostics', async () => {
    file(name, 'x');
    expect((await messages(name))[0]).toBe(`${shown}:1:1: error: unknown variable 'x'`);
  });

  test('in messages about files and options', async () => {
    const missing = name.replace('b', 'c');
    const { stderr } = await kaleidoscope([missing, '--engine', name]);
    expect(stderr).toContain(shown);
    expect(stderr).not.toContain('\x1b');
    expect(await messages(missing)).toEqual([
      `kaleidoscope: cannot read '${shown.replace('b', 'c')}': no such file or directory`,
    ]);
  });
});
