/** Runs the executable as users do: in processes of its own, from a bundle of the current sources. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';

const bundle = inject('bundle');
export const executable = join(bundle, 'dist/cli/main.js');

/** The current directory of the processes. All test files that a worker runs share it. */
export const workspace = mkdtempSync(join(bundle, 'workspace-'));

/** What became of a process. */
export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface Circumstances {
  /** What standard input gives. Default: nothing. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `kaleidoscope` with these arguments. */
export function kaleidoscope(
  args: readonly string[],
  circumstances?: Circumstances,
): Promise<Result> {
  return run(process.execPath, [executable, ...args], circumstances);
}

/** Runs a line of shell in which `kaleidoscope` is our executable. */
export function shell(line: string, circumstances?: Circumstances): Promise<Result> {
  const prelude = `kaleidoscope() { '${process.execPath}' '${executable}' "$@"; }\n`;
  return run('bash', ['-c', prelude + line], circumstances);
}

/** Makes a file of the workspace; gives its name. */
export function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(workspace, name), content);
  return name;
}

/** Runs a command in the workspace. */
export async function run(
  command: string,
  args: readonly string[],
  { input = '', env = {} }: Circumstances = {},
): Promise<Result> {
  const { NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE, ...inherited } = process.env;
  const child = spawn(command, args, { cwd: workspace, env: { ...inherited, ...env } });
  child.stdin.on('error', () => {}); // not every program reads its input
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}
