/**
 * Code that runs in a worker of a page: what `bench/executors.mjs` measures, in browsers.
 *
 *     node scripts/run.mjs bench/executors-in-browsers.ts
 */
import process from 'node:process';
import { BrowserProcess, browsers, documentPage, scriptsOf } from '../test/browser/browser.ts';

interface Result {
  readonly ready: number;
  readonly roundTrip: number;
  readonly lazy: number;
}

const root = process.cwd();
const document = '<!doctype html><script type="module" src="/bench/executors/page.mjs"></script>';
const pages = new Map([
  ['/index.html', documentPage(document, true)],
  ...scriptsOf(`${root}/bench`, '/bench'),
  ...scriptsOf(`${root}/dist`, '/dist'),
]);

process.stdout.write('            ready     call and back  first call of a small function\n');
for (const browser of browsers) {
  if (browser.missing !== '') continue;
  let run: BrowserProcess | undefined;
  const report = await new Promise<string>((resolve, reject) => {
    const onEnd = (why: string) => reject(new Error(`${browser.name} ${why}`));
    void BrowserProcess.start(browser, pages, resolve, onEnd).then((started) => {
      run = started;
    });
  });
  await run?.close();
  const { ready, roundTrip, lazy } = JSON.parse(report) as Result;
  const micros = `${(roundTrip * 1000).toFixed(1)} µs`;
  process.stdout.write(
    `${browser.name.padEnd(11)} ${`${ready.toFixed(1)} ms`.padEnd(9)} ${micros.padEnd(14)} ${lazy.toFixed(2)} ms\n`,
  );
}
