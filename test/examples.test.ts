/**
 * What a reader would try: the examples, the README's and the documentation's code. Processes run
 * a copy of the package that is built from the current sources. With `BLESS=1` in the environment
 * the expected output of the Kaleidoscope examples is replaced by what they print.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { KaleidoscopeJIT, SourceFile } from '../src/index.ts';
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
    const source = new SourceFile(name, read(join(root, 'examples', name)));
    using jit = new KaleidoscopeJIT();
    expect(jit.check(source).map(({ message }) => message)).toEqual(
      name === 'lazy.ks' ? ["unknown function 'nosuch'"] : [],
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

function node(...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
