/**
 * What a reader would try: the examples, the README's and the documentation's code. Processes run
 * a copy of the package that is built from the current sources. With `BLESS=1` in the environment
 * the expected output of the Kaleidoscope examples is replaced by what they print.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { ReplSession } from '../src/cli/repl/session.ts';
import { KaleidoscopeJIT } from '../src/kaleidoscope-jit.ts';
import { runCase } from './support/case-runner.ts';
import { engines } from './support/engines.ts';
import { missingForC as missing } from './support/native.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const copy = inject('bundle');
cpSync(join(root, 'examples'), join(copy, 'examples'), { recursive: true });

const programs = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ks'));

describe('examples', () => {
  test.each(programs)('%s', (name) => {
    const { stdout, stderr, status } = node('dist/cli/main.js', `examples/${name}`);
    const expected = join(root, 'examples/expected', name.replace(/ks$/, 'txt'));
    if (process.env['BLESS'] === '1') writeFileSync(expected, stdout);
    expect(stderr).toBe('');
    expect(stdout).toBe(read(expected));
    expect(status).toBe(0);
    for (const text of [stdout, read(join(root, 'examples', name))]) {
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });

  test.each(programs)('%s has no mistakes', (name) => {
    const { stdout, stderr } = node('dist/cli/main.js', 'check', `examples/${name}`);
    expect(stdout).toBe('');
    expect(stderr.split('\n')[0]).toBe(
      name === 'lazy.ks' ? "examples/lazy.ks:5:12: error: unknown function 'nosuch'" : '',
    );
  });

  test('embedding.mjs', () => {
    const { stdout, stderr } = node('examples/embedding.mjs');
    const withoutSizes = stdout.replace(/: [1-9]\d* bytes/g, ': some bytes');
    expect(stderr).toBe('');
    expect(withoutSizes).toBe(`\
fee is ready: some bytes
clamp is ready: 0 bytes
6
fee is ready: some bytes
8
14
`);
  });

  test('the spreadsheet', () => {
    const { stdout, stderr } = node('examples/spreadsheet/demo.mjs');
    expect(stderr).toBe('');
    expect(stdout).toBe(read(join(root, 'examples/expected/spreadsheet.txt')));
  });

  test('WebAssembly that is compiled ahead of time', () => {
    const declaration = 'examples/aot-wasm/spring.d.wasm.ts';
    const build = ['build', 'examples/aot-wasm/spring.ks', '-o', 'examples/aot-wasm/spring.wasm'];
    expect(node('dist/cli/main.js', ...build)).toMatchObject({ stdout: '', stderr: '', status: 0 });
    expect(read(join(copy, declaration))).toBe(read(join(root, declaration)));
    const { stdout, stderr } = node('examples/aot-wasm/main.mjs');
    expect(stderr).toBe('');
    expect(stdout).toBe(read(join(root, 'examples/expected/aot-wasm.txt')));
  });

  test.skipIf(missing !== undefined)(`objects in a program in C${missing ?? ''}`, () => {
    const env = { ...process.env, NODE_PATH: join(root, 'node_modules') };
    const folder = join(copy, 'examples/aot-c');
    const run = (command: string, ...args: string[]) =>
      spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' });
    const quiet = { stdout: '', stderr: '', status: 0 };
    const executable = join(copy, 'dist/cli/main.js');
    const compiled = run(process.execPath, executable, 'build', 'kepler.ks', '-o', 'kepler.o');
    expect(compiled).toMatchObject(quiet);
    const flags = ['-Wall', '-Wextra', '-Wpedantic', '-lm', '-o', 'mars'];
    expect(run('cc', 'main.c', 'kepler.o', ...flags)).toMatchObject(quiet);
    const { stdout, stderr } = run('./mars');
    expect(stderr).toBe('');
    expect(stdout).toBe(read(join(root, 'examples/expected/aot-c.txt')));
  });
});

describe('README.md', () => {
  const readme = read(join(root, 'README.md'));

  test('shows examples/embedding.mjs', () => {
    expect(codeBlocks(readme, 'js')).toEqual([read(join(root, 'examples/embedding.mjs'))]);
  });

  test('shows a conversation that takes place', () => {
    const [transcript = ''] = codeBlocks(readme, 'ks');
    expect(withoutSizes(converse(inputsOf(transcript)))).toBe(withoutSizes(transcript));
  });

  test('names files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path);
    const missing = links.filter((path) => !existsSync(join(root, path!)));
    expect(missing).toEqual([]);
  });

  /** Sizes of code change with the compiler, and are no promise. */
  function withoutSizes(text: string): string {
    return text.replace(/ \d+ bytes/g, ' some bytes');
  }
});

describe('docs/language.md', () => {
  const blocks = codeBlocks(read(join(root, 'docs/language.md')), 'kaleidoscope');

  test.each(blocks.map((block) => [firstLine(block), block]))('%s', (_, block) => {
    const text = `# run\n${block}`;
    const { reference, jit, inlining } = runCase(text, engines[0]!);
    expect(reference, 'on the reference').toBe(text);
    expect(jit, 'on the JIT').toBe(text);
    expect(inlining, 'on the JIT, with inlining').toBe(text);
  });
});

test('docs/library.md', () => {
  const program = codeBlocks(read(join(root, 'docs/library.md')), 'js').join('');
  const checked = program.replace(/^( *)([^\s/].*); *(?:\n *)?\/\/ → (.*)$/gm, '$1check($2, $3);');
  const prelude = "import { deepStrictEqual as check } from 'node:assert';\n";
  writeFileSync(join(copy, 'library.mjs'), prelude + checked);
  expect(checked.match(/^ *check\(/gm)).toHaveLength(program.match(/\/\/ →/g)!.length);
  expect(node('library.mjs')).toMatchObject({ stdout: '', stderr: '', status: 0 });
});

test.skipIf(missing !== undefined)(`docs/ahead-of-time.md${missing ?? ''}`, () => {
  const [definitions = ''] = codeBlocks(read(join(root, 'docs/ahead-of-time.md')), 'c');
  writeFileSync(join(copy, 'host.c'), `#include <stdio.h>\n${definitions}`);
  const result = spawnSync('cc', ['-Wall', '-c', 'host.c'], { cwd: copy, encoding: 'utf8' });
  expect(result).toMatchObject({ stdout: '', stderr: '', status: 0 });
});

function node(...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf('\n'));
}

function codeBlocks(markdown: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms');
  return [...markdown.matchAll(fence)].map(([, code]) => code!); // the group takes part
}

/** What was typed: the lines behind prompts. */
function inputsOf(transcript: string): string[] {
  const lines = transcript.split('\n').filter((line) => /^(ks> |\.\.\. )/.test(line));
  return lines.join('\n').slice('ks> '.length).split('\nks> ');
}

/** The REPL's half of a conversation, and the prompts and the inputs between it. */
function converse(inputs: readonly string[]): string {
  let screen = '';
  const show = (text: string) => {
    screen += text;
  };
  const output = (bytes: Uint8Array) => show(new TextDecoder().decode(bytes));
  const display = {
    print: (text: string) => show(`${text}\n`),
    freshLine: () => show(screen.endsWith('\n') ? '' : '\n'),
  };
  using jit = new KaleidoscopeJIT({ output });
  const session = new ReplSession(jit, display, false);
  for (const input of inputs) {
    show(`ks> ${input}\n`);
    session.enter(input.replaceAll('\n... ', '\n'));
    display.freshLine();
  }
  return screen;
}
