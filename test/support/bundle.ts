/** Bundles the current sources before the tests run, for tests of the package that users get. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * A folder with `package.json` and `dist/`, but no `node_modules`. Tests may add files; the
     * folder is removed after the last test.
     */
    readonly bundle: string;
  }
}

export default function setup({ provide }: TestProject): () => void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const bundle = mkdtempSync(join(tmpdir(), 'kaleidoscope-bundle-'));
  copyFileSync(join(root, 'package.json'), join(bundle, 'package.json'));
  const script = join(root, 'scripts/build.mjs');
  const outdir = `--outdir=${join(bundle, 'dist')}`;
  execFileSync(process.execPath, [script, '--quick', outdir], { stdio: 'inherit' });
  provide('bundle', bundle);
  return () => rmSync(bundle, { recursive: true });
}
