/** The library in browsers, as one bundle. `checks.ts` says what is checked. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrowserRun, browsers, type Page } from './browser.ts';
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

async function createPages(): Promise<Map<string, Page>> {
  const { outputFiles } = await build({
    entryPoints: [`${folder}checks.ts`],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  });
  const forbidding = { 'content-security-policy': "script-src 'self'" };
  const pages = new Map<string, Page>([
    ['/checks.js', { type: 'text/javascript', content: outputFiles[0]!.text }],
    ['/cases.json', { type: 'application/json', content: JSON.stringify(readCases()) }],
  ]);
  for (const name of readdirSync(`${folder}static`)) {
    pages.set(`/${name}`, {
      type: name.endsWith('.js') ? 'text/javascript' : 'text/html',
      content: readFileSync(`${folder}static/${name}`, 'utf8'),
      ...(name === 'forbidden.html' && { headers: forbidding }),
    });
  }
  return pages;
}

function readCases(): Record<string, string> {
  const names = readdirSync(cases, { recursive: true, encoding: 'utf8' });
  const programs = names.filter((name) => name.endsWith('.ks'));
  return Object.fromEntries(programs.map((name) => [name, readFileSync(cases + name, 'utf8')]));
}
