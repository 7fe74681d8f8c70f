// Runs the checks of `test/browser/host.ts` in Bun and Deno, which come from the npm packages that
// carry their binaries.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'kaleidoscope-hosts-'));
const isArm = process.arch === 'arm64';
const hosts = [
  { package: `@oven/bun-linux-${isArm ? 'aarch64' : 'x64'}`, command: 'bin/bun', args: [] },
  {
    package: `@deno/linux-${isArm ? 'arm64' : 'x64'}-glibc`,
    command: 'deno',
    args: ['run', '--allow-read'],
  },
];

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error !== undefined) throw error;
  return status === 0;
}

try {
  const packages = hosts.map((host) => host.package);
  const install = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (!run('npm', [...install, '--prefix', folder, ...packages])) process.exit(1);
  const bundle = join(folder, 'checks.mjs');
  await build({
    entryPoints: [join(root, 'test/browser/host.ts')],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:*'],
    target: 'es2022',
    logLevel: 'warning',
  });
  for (const { package: name, command, args } of hosts) {
    const executable = join(folder, 'node_modules', name, command);
    process.stdout.write(`${name}\n`);
    const isFine = run(executable, [...args, bundle, join(root, 'test/cases/language')]);
    if (!isFine) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
