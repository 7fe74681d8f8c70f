import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { file, kaleidoscope, type Result, workspace } from './kaleidoscope.ts';

file(
  'shapes.ks',
  `extern cos(angle)
extern printd(x)
def binary| 5 (a b) if a then 1 else if b then 1 else 0
def square(x) x * x
def area(r) 3 * square(r)
def poly(n x) if n < 1 then 1 else x * poly(n - 1, x) + cos(x)
area(2); cos(1) | 0; printd(poly(3, 2)) + 7
`,
);

const build = (...args: string[]): Promise<Result> => kaleidoscope(['build', ...args]);

async function built(...args: string[]): Promise<void> {
  expect(await build(...args)).toEqual({ stdout: '', stderr: '', code: 0 });
}

function contentOf(name: string): string {
  return readFileSync(join(workspace, name), 'utf8');
}

function moduleIn(name: string): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(join(workspace, name)));
}

/** The exports of a module in the workspace. */
function load(
  name: string,
  env: Record<string, (...args: number[]) => number> = {},
): Record<string, (...args: number[]) => number> {
  const { exports } = new WebAssembly.Instance(moduleIn(name), { env });
  return exports as Record<string, (...args: number[]) => number>;
}

describe('build -o FILE.wasm', () => {
  test('makes one module that exports every function', async () => {
    await built('shapes.ks', '-o', 'shapes.wasm');
    const printed: number[] = [];
    const printd = (x: number) => printed.push(x) * 0;
    const shapes = load('shapes.wasm', { cos: Math.cos, printd });
    expect(Object.keys(shapes)).toEqual(['binary|', 'square', 'area', 'poly', 'top_level']);
    expect([shapes['area']?.(2), shapes['binary|']?.(0, 5), shapes['poly']?.(0, 1)]).toEqual([
      12, 1, 1,
    ]);
    expect(printed).toEqual([]);
    expect(shapes['top_level']?.()).toBe(7);
    expect(printed).toEqual([8 + 7 * Math.cos(2)]);
  });

  test('calls what it imports, and its own functions, directly', async () => {
    await built('shapes.ks', '-o', 'direct.wasm');
    const module = moduleIn('direct.wasm');
    expect(WebAssembly.Module.imports(module)).toEqual([
      { module: 'env', name: 'cos', kind: 'function' },
      { module: 'env', name: 'printd', kind: 'function' },
    ]);
    const text = wat('direct.wasm');
    expect(text).toContain('call $cos');
    expect(text).toContain('call $poly');
    expect(text).not.toMatch(/call_indirect|table/);
    expect(text.match(/call \$(square|area|binary\|)/)).toBeNull(); // inlined
  });

  test('evaluates expressions with the last definitions', async () => {
    const text = 'def f() 1; 10; def g() f() def f() 2; f() + g() * 10';
    const { stderr, code } = await build('-e', text, '-o', 'last.wasm');
    expect(stderr).toMatch(/^<-e>:1:5: warning: 'f' is left out\n/);
    expect(code).toBe(0);
    expect(load('last.wasm')['top_level']?.()).toBe(22);
  });

  test.each([
    ['no optimization', ['-O0']],
    ['checks', ['-O3', '--verify']],
    ['chosen passes', ['--passes=simplify']],
  ])('compiles with %s', async (_, options) => {
    await built(...options, 'shapes.ks', '-o', 'options.wasm');
    expect(load('options.wasm', { cos: Math.cos, printd: () => 0 })['area']?.(2)).toBe(12);
  });

  test('takes several files as one program', async () => {
    file('lib.ks', 'def twice(x) x + x');
    file('use.ks', 'def four(x) twice(twice(x))');
    await built('use.ks', 'lib.ks', '-e', 'four(1)', '-o', 'several.wasm');
    const { four, top_level } = load('several.wasm');
    expect([four?.(2), top_level?.()]).toEqual([8, 4]);
  });

  test('makes an empty module of nothing', async () => {
    await built('-e', '# nothing', '-o', 'nothing.wasm');
    expect(load('nothing.wasm')).toEqual({});
    expect(contentOf('nothing.d.wasm.ts')).toMatch(/export \{\};\n$/);
  });

  test('runs long loops', async () => {
    const sum = 'extern id(x) def sum(n) var s in (for i = 1, i < n in s = s + id(i)) + s';
    await built('-e', sum, '-o', 'loop.wasm');
    expect(load('loop.wasm', { id: (x) => x })['sum']?.(100_000)).toBe(5_000_050_000);
  });
});

describe('the declaration for TypeScript', () => {
  test('has the exports and the imports', async () => {
    await built('shapes.ks', '-o', 'types.wasm');
    expect(contentOf('types.d.wasm.ts')).toBe(`\
// Made by \`kaleidoscope build\`, which overwrites it each time.

/** What to give \`WebAssembly.instantiate\` after the bytes. */
export type Imports = {
  env: {
    cos(angle: number): number;
    printd(x: number): number;
  };
};

declare function function$1(a: number, b: number): number;
export { function$1 as 'binary|' };
export function square(x: number): number;
export function area(r: number): number;
export function poly(n: number, x: number): number;
export function top_level(): number;
`);
  });

  test('is what the compiler finds beside the module', async () => {
    const words = 'delete new default eval arguments await undefined Imports type string any';
    const names = `${words} binary\\ binary' unary" binary{ unary\` unary'"`.split(' ');
    const program = names.map((name) =>
      /^(binary|unary)/.test(name)
        ? `def ${name} (a${name.startsWith('b') ? ' delete' : ''}) a`
        : `def ${name}(function eval) function + eval`,
    );
    const externs = ['extern class(this)', "extern binary' (a b)", 'extern printd(x)'];
    file('words.ks', [...externs, ...program, 'class(1); printd(2)'].join('\n'));
    await built('words.ks', '-o', 'words.wasm');
    file(
      'use-words.mts',
      `import * as words from './words.wasm';
const imports: words.Imports = { env: { class: (x) => x, printd: Math.sin } };
const { instance } = await WebAssembly.instantiate(new Uint8Array(), imports);
const { default: f, delete: g } = instance.exports as typeof import('./words.wasm');
const results: number[] = [f(1, 2), g(1, 2), words['binary\\\\'](1, 2), words['unary"'](1)];
// @ts-expect-error
words['unary"'](1, 2);
// @ts-expect-error
words.nosuch(results);
`,
    );
    const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
    const tsc = join(dirname(typescript), 'bin/tsc');
    const options = '--strict --noEmit --module nodenext --target es2022'.split(' ');
    execFileSync(
      process.execPath,
      [tsc, ...options, '--allowArbitraryExtensions', 'use-words.mts'],
      {
        cwd: workspace,
        stdio: 'inherit',
      },
    );
  });
});

describe('build writes nothing', () => {
  test('after errors, which it prints as check does', async () => {
    const text = 'later(1); def f(x) y def later(x) f(x, 1) extern sin(a b); g( 1; def g() z';
    const result = await build('-e', text, '-o', 'errors.wasm');
    const check = await kaleidoscope(['check', '-e', text]);
    expect(check.stderr.match(/: error: /g)).toHaveLength(6);
    expect(result).toEqual(check);
    expect(existsSync(join(workspace, 'errors.wasm'))).toBe(false);
    expect(existsSync(join(workspace, 'errors.d.wasm.ts'))).toBe(false);
  });

  test.each([
    ['a function', 'def f(x) x; f(1); def f(x) x + 1', 'f'],
    ['a callee of a callee', 'def f(x) x; def g(x) f(x); def h(x) g(x); h(1); def f(x) 2', 'f'],
    ['division', 'def g(x) 6 / x; g(2); def binary / 40 (a b) a', 'binary/'],
    ['an operator', 'def binary ^ 5 (a b) a; 1 ^ 2; def binary ^ 5 (a b) b', 'binary^'],
    ['a host function', 'extern sin(x); sin(1); def sin(x) x', 'sin'],
  ])('where %s is redefined behind an expression that uses it', async (_, text, name) => {
    const { stderr, code } = await build('-e', text, '-o', 'changed.wasm');
    expect(stderr).toContain(`error: this uses '${name}', which is redefined after it\n`);
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'changed.wasm'))).toBe(false);
  });

  test('if a file cannot be read', async () => {
    const { stderr, code } = await build('nosuch.ks', 'shapes.ks', '-o', 'unread.wasm');
    expect(stderr).toMatch(/^kaleidoscope: cannot read 'nosuch.ks': no such file.*\n$/);
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'unread.wasm'))).toBe(false);
  });

  test('where files define a function differently, and calls do not fit', async () => {
    file('one.ks', 'def f(x) x\ndef g(x) f(x)');
    file('two.ks', 'def f(x y) x');
    const { stderr, code } = await build('one.ks', 'two.ks', '-o', 'conflict.wasm');
    expect(stderr.match(/^\S+: (error|warning|note): .*/gm)).toEqual([
      "one.ks:1:5: warning: 'f' is left out",
      'two.ks:1:5: note: it is redefined here',
      "one.ks:2:10: error: 'f' takes 2 arguments, but 1 is given",
      'two.ks:1:5: note: declared here: f(x y)',
    ]);
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'conflict.wasm'))).toBe(false);
  });

  test.each(['def top_level() 1; 2', 'extern top_level(x); top_level(2)'])(
    'where a name is taken: %s',
    async (text) => {
      const { stderr, code } = await build('-e', text, '-o', 'clash.wasm');
      expect(stderr).toMatch(
        /^<-e>:1:\d: error: 'top_level' is the name of the function that evaluates the program's expressions\n[\s\S]*: note: the first of them is here\n/,
      );
      expect(code).toBe(1);
    },
  );

  test('over a declaration that it did not make', async () => {
    file('mine.d.wasm.ts', 'export const mine: string;\n');
    const { stderr, code } = await build('shapes.ks', '-o', 'mine.wasm');
    expect(stderr).toBe(
      "kaleidoscope: cannot write 'mine.d.wasm.ts': it exists already, and `kaleidoscope build` has not made it\n",
    );
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'mine.wasm'))).toBe(false);
    expect(contentOf('mine.d.wasm.ts')).toBe('export const mine: string;\n');
  });

  test('for a machine without the package that calls LLVM', async () => {
    const { stderr, code } = await build('shapes.ks', '-o', 'native.o');
    expect(stderr).toBe(
      'kaleidoscope: the llvm engine needs the package koffi: npm install koffi\n',
    );
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'native.h'))).toBe(false);
  });

  test('that C could not tell apart', async () => {
    const text = 'def binary | 5 (a b) a def binary_bar(a) a';
    const { stderr, code } = await build('-e', text, '-o', 'same.o');
    expect(stderr).toBe(
      "kaleidoscope: 'binary|' and 'binary_bar' would both be 'binary_bar' in C\n",
    );
    expect(code).toBe(1);
  });

  test('that no engine would accept', async () => {
    const names = Array.from({ length: 51_000 }, (_, i) => `v${i}`);
    const values = names.map((name, i) => `${name} = sin(x + ${i})`).join(', ');
    file('large.ks', `extern sin(x) def f(x) var ${values} in ${names.reverse().join(' + ')}`);
    const { stderr, code } = await build('large.ks', '-o', 'large.wasm');
    expect(stderr).toMatch(/^kaleidoscope: no engine would accept the module: .*too large\n$/);
    expect(code).toBe(1);
    expect(existsSync(join(workspace, 'large.wasm'))).toBe(false);
  });

  test.each([
    ['taken.wasm', 'taken.d.wasm.ts'],
    ['other.d.wasm.ts', 'other.wasm'],
  ])('if %s cannot be written', async (folder, other) => {
    mkdirSync(join(workspace, folder));
    const output = folder.replace('.d.wasm.ts', '.wasm');
    const { stderr, code } = await build('shapes.ks', '-o', output);
    expect(stderr).toBe(`kaleidoscope: cannot write '${folder}': it is a directory\n`);
    expect(code).toBe(1);
    expect(existsSync(join(workspace, other))).toBe(false);
  });

  test.each([
    ['no output', ['shapes.ks'], "required option '-o, --output <FILE>' not specified"],
    [
      'an unknown extension',
      ['shapes.ks', '-o', 'shapes.exe'],
      "the extension of 'shapes.exe' does not say what to build: .wasm, .o, .s, .ll, .bc",
    ],
    [
      'WebAssembly with what C needs',
      ['shapes.ks', '-o', 'shapes.wasm', '--triple', 'wasm32'],
      "option '--triple' is not for WebAssembly",
    ],
    [
      'a prefix that C cannot read',
      ['shapes.ks', '-o', 'shapes.o', '--prefix', '1x'],
      "option '--prefix <TEXT>' argument '1x' is invalid",
    ],
    ['standard output', ['shapes.ks', '-o', '-'], "the extension of '-' does not say what"],
    ['itself', ['./self.wasm', '-o', 'self.wasm'], "'self.wasm' would overwrite the program"],
  ])('for %s', async (_, args, message) => {
    writeFileSync(join(workspace, 'self.wasm'), 'def f(x) x');
    const { stdout, stderr, code } = await build(...args);
    expect(stderr).toContain(`kaleidoscope: ${message}`);
    expect(stderr).toMatch(/Try 'kaleidoscope build --help'\.\n$/);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(contentOf('self.wasm')).toBe('def f(x) x');
  });
});

let referee: Awaited<ReturnType<typeof wabt>>;

beforeAll(async () => {
  referee = await wabt();
});

/** The text of a module, once wabt has found it valid. */
function wat(name: string): string {
  const bytes = Uint8Array.from(readFileSync(join(workspace, name)));
  const module = referee.readWasm(bytes, { multi_value: true, readDebugNames: true });
  try {
    module.validate();
    module.applyNames();
    return module.toText({});
  } finally {
    module.destroy();
  }
}
