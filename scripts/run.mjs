// Runs a development tool written in TypeScript: `node scripts/run.mjs FILE.ts …`.
// Bundles the program with the current sources first; packages stay outside of the bundle.
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = resolve(root, process.argv[2] ?? '');
const outfile = join(root, `node_modules/.cache/kaleidoscope/${process.pid}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
process.on('exit', () => rmSync(outfile));
process.argv.splice(1, 2, outfile);
await import(pathToFileURL(outfile).href);
