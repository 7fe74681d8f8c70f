/** The list of mutations fits the source; `npm run mutate` makes them, which takes minutes. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('every mutation’s text occurs in its file, once', () => {
  const script = fileURLToPath(new URL('../scripts/mutate.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(output).toMatch(/^\d{2,} mutations fit the source\n$/);
});
