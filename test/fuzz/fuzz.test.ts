/** The search for programs that do not agree finds what is planted, and says how to find it again. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { engines } from '../support/engines.ts';
import { planted } from '../support/planted.ts';
import { KIND_NAMES, kinds } from './kinds.ts';
import { type Message, search } from './search.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function messagesOf(plan: Partial<Parameters<typeof search>[0]>): Promise<Message[]> {
  const messages: Message[] = [];
  const all = { minutes: 2, seed: 1, kinds: KIND_NAMES, engines: [planted], ...plan };
  await search(all, async (message) => {
    messages.push(message);
  });
  return messages;
}

describe.each(KIND_NAMES)('%s', (kind) => {
  test('finds a mistake, and shows a small case that holds it', async () => {
    const messages = await messagesOf({ kinds: [kind] });
    const last = messages.at(-1);
    if (last?.kind !== 'failure') throw new Error('nothing was found');
    const [, seed] = /--seed (\d+)/.exec(last.text)!; // it is promised
    const [, found = ''] = /\n(# run\n.*?|; run\n.*?)\n\n?\w+ has:/s.exec(last.text) ?? [];
    expect(found.split('\n').length).toBeLessThan(25);
    expect(kinds[kind].findDifference(`${found}\n`, planted)).toBeDefined();
    expect(kinds[kind].findDifference(`${found}\n`, engines[0]!)).toBeUndefined();
    const again = await messagesOf({ kinds: [kind], seed: Number(seed) });
    expect(again.at(-1)).toEqual(last);
  });
});

test('ends in time where nothing is wrong', async () => {
  const messages = await messagesOf({ minutes: 0.02, engines: engines.slice(0, 1) });
  expect(messages.at(-1)).toEqual({ kind: 'done' });
  expect(messages.length).toBeGreaterThan(1);
});

describe('npm run fuzz', () => {
  const fuzz = (...args: string[]) =>
    spawn(process.execPath, ['scripts/run.mjs', 'test/fuzz/main.ts', ...args], { cwd: root });

  test('says what it has done at Ctrl-C', async () => {
    const child = fuzz('--minutes', '5', '--seed', '7', '--kind', 'flow');
    const ended = new Promise((resolve) => child.on('close', resolve));
    let output = '';
    child.stdout.on('data', (data) => {
      if (output === '') child.kill('SIGINT');
      output += data;
    });
    expect(await ended).toBe(0);
    expect(output).toMatch(/^--seed 7: flow on wasm\n\d+ programs in \d+ s: all agree\n$/);
  });

  test.each([
    [['--kind', 'nosuch'], /--kind is one of programs, changes, ir, flow/],
    [['--engine', 'nosuch'], /no engine 'nosuch'/],
    [['--minutes', '0'], /--minutes takes/],
    [['--nosuch'], /nosuch/],
  ])('refuses %j', async (args, message) => {
    const child = fuzz(...args);
    const ended = new Promise((resolve) => child.on('close', resolve));
    expect(await text(child.stderr)).toMatch(message);
    expect(await ended).toBe(2);
  });
});
