// Bundles the package's entry points into dist/ and writes their declaration files.
// `--quick` skips the declarations, and everything when the bundle is up to date;
// `--outdir=DIR` writes to another place.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outdir =
  process.argv.find((arg) => arg.startsWith('--outdir='))?.slice('--outdir='.length) ??
  join(root, 'dist');
const executable = join(outdir, 'cli/main.js');
const quick = process.argv.includes('--quick');

/**
 * Lets CommonJS packages `require` Node's modules, which bundles of ES modules can only import. An
 * import of `node:process` would read all its properties, which opens standard input; an import of
 * `node:child_process` would be useless: commander starts no executables for us.
 */
const nodeRequires = {
  name: 'node-requires',
  setup({ onResolve, onLoad }) {
    const contents = { 'node:process': 'module.exports = process;', 'node:child_process': '' };
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'node-require' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'node-require' }, ({ path }) => ({
      contents: contents[path] ?? `export * from '${path}';`,
    }));
  },
};

if (!quick || !isUpToDate()) {
  if (!quick) rmSync(outdir, { recursive: true, force: true });
  const options = {
    absWorkingDir: root,
    outbase: 'src',
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:*', '@nats-io/transport-node'],
    plugins: [nodeRequires],
    target: 'es2022',
    define: { BUILD_ID: JSON.stringify(hashOfSources()) },
    logLevel: 'warning',
  };
  // Threads start sooner from one file, which has no compiler; and pages may copy it.
  const workers = [
    'src/executors/browser/worker-main.ts',
    'src/executors/node/relay-main.ts',
    'src/executors/node/worker-main.ts',
  ];
  // Without an import or export, tools take a file for CommonJS.
  await build({ ...options, entryPoints: workers, footer: { js: 'export {};' } });
  await build({ ...options, splitting: true, entryPoints: ['src/executors/node/process-main.ts'] });
  await build({
    ...options,
    splitting: true,
    entryPoints: [
      'src/index.ts',
      'src/ir/index.ts',
      'src/orc/index.ts',
      'src/passes/index.ts',
      'src/aot/index.ts',
      'src/engines/wasm/index.ts',
      'src/engines/llvm/index.ts',
      'src/executors/index.ts',
      'src/executors/browser/index.ts',
      'src/executors/node/index.ts',
      'src/executors/nats/index.ts',
      'src/cli/main.ts',
    ],
  });
  chmodSync(executable, 0o755);
  if (!quick) {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
      cwd: root,
      stdio: 'inherit',
    });
  }
}

function isUpToDate() {
  const built = statSync(executable, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources().every((path) => statSync(path).mtimeMs <= built);
}

/** Differs whenever this package may compile a program to other code: caches look at it. */
function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of sources().sort()) if (statSync(path).isFile()) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

function sources() {
  return readdirSync(join(root, 'src'), { recursive: true }).map((path) => join(root, 'src', path));
}
