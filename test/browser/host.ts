/** Runs the checks of a page's worker in a host without pages, as one bundle. Its argument is the folder of the cases. */
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { places } from './checks.ts';

const folder = process.argv[2] ?? '';
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const cases = names
  .filter((name) => name.endsWith('.ks'))
  .map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')] as const);
globalThis.fetch = async () => Response.json(Object.fromEntries(cases));

for (const [check, run] of Object.entries(places.worker)) {
  try {
    await run('worker');
    process.stdout.write(`ok      ${check}\n`);
  } catch (thrown) {
    const trace = thrown instanceof Error ? thrown.stack : thrown;
    process.stdout.write(`failed  ${check}: ${thrown}\n${trace}\n`);
    process.exitCode = 1;
  }
}
