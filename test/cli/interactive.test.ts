/** `kaleidoscope` on a pseudo terminal, which `script` of util-linux makes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lacking } from '../support/native.ts';
import { executable, file, workspace } from './kaleidoscope.ts';

const version = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout;
const missing = version?.includes('util-linux') ? undefined : lacking('script of util-linux');

const KEY = { enter: '\r', ctrlC: '\x03', ctrlD: '\x04' };
const PROMPT = 'ks> ';

/** `kaleidoscope` on a terminal of its own. */
class Conversation {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  /** What was written and not read yet, without control sequences. */
  #unread = '';

  constructor(...args: readonly string[]) {
    const command = [process.execPath, executable, ...args].map((word) => `'${word}'`).join(' ');
    const line = `stty cols 80 rows 24; exec ${command}`;
    const env = { ...process.env, SHELL: '/bin/sh', TERM: 'xterm', KALEIDOSCOPE_HISTORY: '' };
    this.#child = spawn('script', ['-qefc', line, '/dev/null'], { cwd: workspace, env });
    this.#exit = once(this.#child, 'exit');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals are told with
    const controls = /\x1b\[[?\d;]*[A-Za-z]/g;
    this.#child.stdout!.on('data', (chunk) => {
      this.#unread = (this.#unread + chunk).replace(controls, '');
    });
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  type(keys: string): void {
    this.#child.stdin!.write(keys);
  }

  /** Waits for `text`, and takes all up to its end as read. */
  async see(text: string): Promise<void> {
    const signal = AbortSignal.timeout(30_000);
    let at = this.#unread.indexOf(text);
    while (at === -1) {
      await once(this.#child.stdout!, 'data', { signal });
      at = this.#unread.indexOf(text);
    }
    this.#unread = this.#unread.slice(at + text.length);
  }

  /** The exit code of `kaleidoscope`. */
  async end(): Promise<unknown> {
    const [code] = await this.#exit;
    return code;
  }
}

describe.skipIf(missing !== undefined)(`on a terminal${missing ?? ''}`, () => {
  test('-i runs a file, and goes on in conversation with what it has defined', async () => {
    file('twice.ks', 'def twice(x) 2 * x; twice(21)');
    const terminal = new Conversation('-i', 'twice.ks');
    await terminal.see('defined twice(x)\r\r\n');
    await terminal.see('42\r\r\n');
    await terminal.see(PROMPT);
    terminal.type(`twice(400)${KEY.enter}`);
    await terminal.see('800\r\r\n');
    await terminal.see(PROMPT);
    terminal.type(KEY.ctrlD);
    expect(await terminal.end()).toBe(0);
  });

  test('Ctrl-C ends a program of the file, drops an entry, and says how to leave', async () => {
    file('forever.ks', 'def before() 7; for i = 1, 1 in i; def after() 8');
    const terminal = new Conversation('-i', 'forever.ks');
    await terminal.see('defined before()\r\r\n');
    terminal.type(KEY.ctrlC);
    await terminal.see('interrupted\r\r\n');
    await terminal.see(PROMPT);
    terminal.type(KEY.ctrlC);
    await terminal.see('^C\r\r\nPress Ctrl-D or type :quit to leave.\r\r\n');
    await terminal.see(PROMPT);
    terminal.type('before() +');
    await terminal.see('before() +');
    terminal.type(KEY.ctrlC);
    await terminal.see('^C\r\r\n');
    await terminal.see(PROMPT);
    terminal.type(`before()${KEY.enter}`);
    await terminal.see('7\r\r\n');
    await terminal.see(PROMPT);
    terminal.type(KEY.ctrlD);
    expect(await terminal.end()).toBe(0);
  });

  test('messages show of a long line what fits', async () => {
    const line = `${'1 + '.repeat(50)}x`;
    const terminal = new Conversation('-e', line);
    await terminal.see(`\n…${line.slice(-78)}\r\n${' '.repeat(78)}^\r\n`);
    expect(await terminal.end()).toBe(1);
    const talking = new Conversation();
    await talking.see(PROMPT);
    talking.type(`${line}${KEY.enter}`);
    await talking.see(`\n…${line.slice(-78)}\r\r\n${' '.repeat(78)}^\r\r\n`);
    talking.type(`:quit${KEY.enter}`);
    expect(await talking.end()).toBe(0);
  });
});
