/** Helpers of the benchmarks: running processes, timing, medians. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export { median } from './median.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const executable = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const memoryReporter = new URL('./report-memory.mjs', import.meta.url).href;

/** Runs a whole process; returns its wall time in milliseconds and its output. */
export function timeProcess(command, args, input) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const time = performance.now() - start;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr.slice(0, 500)}`);
  return { time, stdout, stderr };
}

/** Peak memory of a run of ours, in megabytes. */
export function peakMemory(args) {
  const { stderr } = timeProcess(process.execPath, [
    '--import',
    memoryReporter,
    executable,
    ...args,
  ]);
  return Number(/peak memory: (\d+) kB/.exec(stderr)[1]) / 1000;
}
