/** docs/library.md has every export of every public entry point, in the table of that entry point. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as aot from '../src/aot/index.ts';
import * as llvm from '../src/engines/llvm/index.ts';
import * as wasm from '../src/engines/wasm/index.ts';
import * as browserExecutors from '../src/executors/browser/index.ts';
import * as executors from '../src/executors/index.ts';
import * as natsExecutors from '../src/executors/nats/index.ts';
import * as nodeExecutors from '../src/executors/node/index.ts';
import * as main from '../src/index.ts';
import * as ir from '../src/ir/index.ts';
import * as orc from '../src/orc/index.ts';
import * as passes from '../src/passes/index.ts';

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
const page = read('docs/library.md');
const manifest = JSON.parse(read('package.json')) as { exports: Readonly<Record<string, unknown>> };
const inOrc = new Set(Object.keys(orc));

const entryPoints: Readonly<Record<string, readonly string[]>> = {
  '.': Object.keys(main).filter((name) => !inOrc.has(name)), // `all of kaleidoscope-jit/orc`
  './orc': Object.keys(orc),
  './ir': Object.keys(ir),
  './passes': Object.keys(passes),
  './aot': Object.keys(aot),
  './engines/wasm': Object.keys(wasm),
  './executors': Object.keys(executors),
  './executors/nats': Object.keys(natsExecutors),
  './executors/browser': Object.keys(browserExecutors),
  './executors/node': Object.keys(nodeExecutors),
  './engines/llvm': Object.keys(llvm),
};

test('these are the entry points of the package', () => {
  // Files that executors run are no entry points: nobody imports them.
  const code = Object.keys(manifest.exports).filter((path) => !/\.json$|-main$/.test(path));
  expect(code.sort()).toEqual(Object.keys(entryPoints).sort());
});

describe.each(Object.entries(entryPoints))('%s', (path, names) => {
  test('each export has its row, and no row has a name that is none', () => {
    const name = path === '.' ? 'kaleidoscope-jit' : `kaleidoscope-jit/${path.slice(2)}`;
    const [, table = ''] = page.split(`| of \`${name}\` | is |\n| --- | --- |\n`);
    const rows = table.slice(0, table.indexOf('\n\n')).split('\n');
    const listed = rows.flatMap((row) =>
      [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, listedName]) => listedName!),
    );
    expect(listed.sort()).toEqual([...names].sort());
  });
});
