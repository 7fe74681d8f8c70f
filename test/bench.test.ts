/** The programs of the speed comparison compute the same as their JavaScript twins, to the last bit. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { KaleidoscopeJIT } from '../src/kaleidoscope-jit.ts';

interface Program {
  readonly name: string;
  readonly small: number;
}

const suite = new URL('../bench/suite/', import.meta.url);
const programs: Program[] = JSON.parse(readFileSync(new URL('programs.json', suite), 'utf8'));

test.each(programs)('$name', async ({ name, small }) => {
  const twin = await import(fileURLToPath(new URL(`${name}/twin.js`, suite)));
  const source = readFileSync(new URL(`${name}/program.ks`, suite), 'utf8');
  for (const optimizationLevel of [0, 2] as const) {
    using jit = new KaleidoscopeJIT({ optimizationLevel });
    jit.addSource(source, name);
    const run = jit.function('run');
    for (const n of [small, small + 1]) expect(run(n)).toBe(twin.run(n)); // toBe tells -0 from 0
  }
});

test('every program is listed', () => {
  const folders = readdirSync(suite, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('program.ks'))
    .map((path) => path.replace(/.program\.ks$/, ''));
  expect(programs.map(({ name }) => name).sort()).toEqual(folders.sort());
});

test.each(programs)('docs/benchmarks.md says what $name is', ({ name }) => {
  const page = readFileSync(new URL('../../docs/benchmarks.md', suite), 'utf8');
  expect(page).toContain(`| [${name}](../bench/suite/${name}) |`);
});
