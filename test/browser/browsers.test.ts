/** The library in browsers, as one bundle, and its files as they are. `checks.ts` says what is checked. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { BrowserRun, browsers, documentPage, type Page, scriptPage, scriptsOf } from './browser.ts';
import { type Place, places } from './checks.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const cases = fileURLToPath(new URL('../cases/language/', import.meta.url));

const runs = Object.entries(places).flatMap(([place, checks]) =>
  Object.keys(checks).map((check) => [place as Place, check] as const),
);

describe.each(browsers)('$name', { timeout: 120_000 }, (browser) => {
  let run: BrowserRun | undefined;

  beforeAll(async () => {
    if (browser.missing === '') run = await BrowserRun.start(browser, await createPages());
  });
  afterAll(() => run?.close());

  test.skipIf(browser.missing !== '').each(runs)(
    `%s: %s${browser.missing}`,
    async (place, check) => {
      expect(await run?.failureOf(place, check)).toBe('');
    },
  );
});

/** Checks of executors use the files of the package: one of them is the script of a worker. */
const packageFiles: Plugin = {
  name: 'package-files',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/\.\.\/src\/.*\.ts$/ }, ({ path, importer }) =>
      importer.endsWith('/executor-checks.ts')
        ? { path: path.replace('../../src', '/dist').replace(/ts$/, 'js'), external: true }
        : undefined,
    );
  },
};

async function createPages(): Promise<Map<string, Page>> {
  const { outputFiles } = await build({
    entryPoints: [`${folder}checks.ts`],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    plugins: [packageFiles],
    write: false,
    logLevel: 'warning',
  });
  const forbidding = { 'content-security-policy': "script-src 'self'" };
  const file = (name: string) => readFileSync(`${folder}static/${name}`, 'utf8');
  return new Map<string, Page>([
    ['/checks.js', scriptPage(outputFiles[0]!.text)],
    ['/cases.json', { type: 'application/json', content: JSON.stringify(readCases()) }],
    ['/index.html', documentPage(file('index.html'), false)],
    ['/forbidden.html', { ...documentPage(file('forbidden.html'), false), headers: forbidding }],
    ['/isolated.html', documentPage(file('isolated.html'), true)],
    ...scriptsOf(`${folder}static`, ''),
    ...scriptsOf(`${inject('bundle')}/dist`, '/dist'),
  ]);
}

function readCases(): Record<string, string> {
  const names = readdirSync(cases, { recursive: true, encoding: 'utf8' });
  const programs = names.filter((name) => name.endsWith('.ks'));
  return Object.fromEntries(programs.map((name) => [name, readFileSync(cases + name, 'utf8')]));
}
