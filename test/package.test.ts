/** The package as a user has it: packed, installed without a network, and used by its names. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, inject, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(inject('bundle'), 'package-'));
const user = join(folder, 'user');
const installed = join(user, 'node_modules/kaleidoscope-jit');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly files: readonly string[];
};

beforeAll(() => {
  const staged = join(folder, 'staged');
  cpSync(join(inject('bundle'), 'dist'), join(staged, 'dist'), { recursive: true });
  const files = manifest.files.filter((name) => !name.startsWith('!') && name !== 'dist');
  for (const name of ['package.json', 'README.md', 'LICENSE', ...files]) {
    cpSync(join(root, name), join(staged, name), { recursive: true });
  }
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "type": "module" }');
  const quiet = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund'];
  const packed = run(staged, 'npm', 'pack', '--pack-destination', folder, ...quiet);
  run(user, 'npm', 'install', join(folder, packed.trim().split('\n').at(-1)!), ...quiet);
});

test("the README's embedding runs", () => {
  const program = readFileSync(join(installed, 'examples/embedding.mjs'), 'utf8');
  expect(readFileSync(join(installed, 'README.md'), 'utf8')).toContain(program);
  writeFileSync(join(user, 'embedding.mjs'), program);
  const numbers = run(user, process.execPath, 'embedding.mjs').match(/^\d+$/gm);
  expect(numbers).toEqual(['6', '8', '14']);
});

test('the command prints what the program prints, and nothing else', () => {
  const printed = 'Evaluated to 2.000000\n';
  expect(run(user, 'node_modules/.bin/kaleidoscope', '-e', '1 + 1')).toBe(printed);
  expect(run(user, 'npx', '--offline', 'kaleidoscope', '-e', '1 + 1')).toBe(printed);
});

test('links of its pages lead to what it contains, or to what only the repository has', () => {
  const pages = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  for (const page of pages.filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(join(installed, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
    const there = (path: string) => existsSync(join(installed, dirname(page), path));
    const lost = links.filter((path) => !there(path) && !/^(\.\.\/bench|test)\//.test(path));
    expect(lost, page).toEqual([]);
  }
});

test('it contains no maps of sources that it does not contain', () => {
  const names = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => name.endsWith('.map'))).toEqual([]);
  expect(names).toContain('docs/library.md');
});

const entries = Object.keys(manifest.exports).filter((name) => !/\.json$|-main$/.test(name));

test.each(entries)('docs/library.md says what each export of %s is', (entry) => {
  const specifier = join('kaleidoscope-jit', entry);
  const list = `console.log(Object.keys(await import('${specifier}')).join(' '))`;
  const names = run(user, process.execPath, '--input-type=module', '-e', list).trim().split(' ');
  const text = readFileSync(join(root, 'docs/library.md'), 'utf8');
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

/** Runs a command that must succeed; gives what it writes to standard output. */
function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stderr}`).toBe(0);
  return stdout;
}
