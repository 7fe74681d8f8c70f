/** The directory of objects: what it survives, how large it gets, and who may share it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DiskCache, DiskCacheError } from '../../src/cli/session/disk-cache.ts';
import { executable, kaleidoscope, workspace } from './kaleidoscope.ts';

const newFolder = () => join(mkdtempSync(join(workspace, 'cache-')), 'cache');
const keyOf = (text: string) => createHash('sha256').update(text).digest('hex');
const pathOf = (folder: string, key: string) => join(folder, key.slice(0, 2), key.slice(2));
const key = keyOf('a');
const object = new Uint8Array([1, 2, 3, 250]);

/** The files of a cache, by their paths in it. */
function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => statSync(join(folder, name)).isFile());
}

describe('an object', () => {
  test('is there for others once it was set, and nobody else can read it', () => {
    const folder = newFolder();
    const cache = new DiskCache(folder);
    expect(cache.get(key)).toBeUndefined();
    cache.set(key, object);
    expect(new Uint8Array(new DiskCache(folder).get(key)!)).toEqual(object);
    expect(cache.get(keyOf('b'))).toBeUndefined();
    expect(filesIn(folder)).toEqual([join(key.slice(0, 2), key.slice(2))]);
    const modes = [folder, join(folder, key.slice(0, 2)), pathOf(folder, key)];
    expect(modes.map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
  });

  test('may have no bytes, and may be replaced', () => {
    const cache = new DiskCache(newFolder());
    cache.set(key, new Uint8Array());
    expect(cache.get(key)).toHaveLength(0);
    cache.set(key, object);
    expect(new Uint8Array(cache.get(key)!)).toEqual(object);
  });
});

describe('a file of ours that is broken is a miss, and goes', () => {
  const whole = (() => {
    const folder = newFolder();
    new DiskCache(folder).set(key, object);
    return readFileSync(pathOf(folder, key));
  })();
  const changed = (offset: number) => {
    const bytes = Buffer.from(whole);
    bytes[offset]! ^= 1; // within the bytes
    return bytes;
  };
  test.each([
    ['an empty file', Buffer.alloc(0)],
    ['the beginning of the header', whole.subarray(0, 5)],
    ['the header', whole.subarray(0, 48)],
    ['all but the last byte', whole.subarray(0, -1)],
    ['a byte too many', Buffer.concat([whole, Buffer.from('x')])],
    ['zeros', Buffer.alloc(whole.length)],
    ['another version', changed(7)],
    ['another length', changed(8)],
    ['another checksum', changed(20)],
    ['another object', changed(whole.length - 1)],
  ])('%s', (_, bytes) => {
    const folder = newFolder();
    const cache = new DiskCache(folder);
    cache.set(key, object);
    writeFileSync(pathOf(folder, key), bytes);
    expect(cache.get(key)).toBeUndefined();
    expect(existsSync(pathOf(folder, key))).toBe(false);
    cache.set(key, object);
    expect(new Uint8Array(cache.get(key)!)).toEqual(object);
  });

  test('the object of another key', () => {
    const folder = newFolder();
    const cache = new DiskCache(folder);
    const other = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
    cache.set(key, object);
    writeFileSync(pathOf(folder, other), whole);
    expect(cache.get(other)).toBeUndefined();
    expect(existsSync(pathOf(folder, other))).toBe(false);
  });
});

test('a foreign file is a miss, and stays until its name is needed', () => {
  const folder = newFolder();
  const cache = new DiskCache(folder);
  mkdirSync(join(folder, key.slice(0, 2)));
  writeFileSync(pathOf(folder, key), 'somebody wrote this');
  expect(cache.get(key)).toBeUndefined();
  expect(readFileSync(pathOf(folder, key), 'utf8')).toBe('somebody wrote this');
  cache.set(key, object);
  expect(new Uint8Array(cache.get(key)!)).toEqual(object);
});

describe('the bound', () => {
  /** Sets so many objects, the last one with a count of all files. */
  const fill = (folder: string, count: number, maxBytes: number) => {
    const quiet = new DiskCache(folder, { maxBytes, random: () => 1 });
    const keys = Array.from({ length: count }, (_, i) => keyOf(String(i)));
    keys.forEach((each, i) => {
      quiet.set(each, new Uint8Array(5000));
      utimesSync(pathOf(folder, each), 1e9 + i, 1e9 + i);
    });
    return { keys, count: () => new DiskCache(folder, { maxBytes, random: () => 0 }) };
  };
  const KB = 1024;

  test('is kept by removing what was not used for longest', () => {
    const folder = newFolder();
    const { keys, count } = fill(folder, 40, 200 * KB);
    expect(filesIn(folder)).toHaveLength(40);
    expect(count().get(keys[0]!)).toHaveLength(5000); // so it was used last
    count().set(keyOf('one more'), new Uint8Array(5000));
    const left = filesIn(folder).length;
    expect(left).toBeGreaterThan(10);
    expect(left * 5000).toBeLessThanOrEqual((200 * KB * 7) / 8);
    const isThere = (each: string) => existsSync(pathOf(folder, each));
    expect([keys[0]!, keys[39]!, keyOf('one more')].map(isThere)).toEqual([true, true, true]);
    expect(isThere(keys[1]!)).toBe(false);
  });

  test('removes nothing below it', () => {
    const folder = newFolder();
    const { count } = fill(folder, 10, 200 * KB);
    count().set(key, new Uint8Array(5000));
    expect(filesIn(folder)).toHaveLength(11);
  });

  test('spares what is not ours, but for what crashes left behind', () => {
    const folder = newFolder();
    const { keys, count } = fill(folder, 10, 20 * KB);
    const inner = join(folder, keys[0]!.slice(0, 2));
    const old = join(inner, '.writing-0123456789abcdef');
    const recent = join(inner, '.writing-fedcba9876543210');
    const foreign = [join(folder, 'README'), join(inner, 'notes'), join(folder, 'ff0')];
    for (const path of [old, recent, ...foreign]) writeFileSync(path, 'x'.repeat(50_000));
    for (const path of [old, ...foreign]) utimesSync(path, 1, 1);
    count().set(key, new Uint8Array(5000));
    expect([recent, ...foreign].map((path) => existsSync(path))).toEqual([true, true, true, true]);
    expect(existsSync(old)).toBe(false);
    expect(filesIn(folder).length).toBeLessThan(10);
  });

  test('counts about once for each sixteenth of it that is written', () => {
    const numbers = [0.2, 0.5, 0.99];
    const folder = newFolder();
    fill(folder, 30, 80 * KB);
    const cache = new DiskCache(folder, { maxBytes: 80 * KB, random: () => numbers.pop()! });
    const counts = ['x', 'y', 'z'].map((text) => {
      cache.set(keyOf(text), new Uint8Array(2000)); // two fifths of a sixteenth
      return filesIn(folder).length < 20;
    });
    expect(counts).toEqual([false, false, true]);
  });
});

describe('a directory that is of no use', () => {
  test('cannot be made', () => {
    const path = join(workspace, 'no-folder');
    writeFileSync(path, '');
    expect(() => new DiskCache(join(path, 'cache'))).toThrow(DiskCacheError);
    expect(() => new DiskCache(join(path, 'cache'))).toThrow(
      `cannot use the cache '${join(path, 'cache')}': not a directory`,
    );
  });

  test('can be written by others', () => {
    const folder = newFolder();
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expect(() => new DiskCache(folder)).toThrow('others can write to it');
  });

  test('cannot be written', () => {
    const folder = newFolder();
    const cache = new DiskCache(folder);
    writeFileSync(join(folder, key.slice(0, 2)), ''); // where a folder has to be
    expect(() => cache.set(key, object)).toThrow(`cannot write to the cache '${folder}': `);
    expect(() => cache.get(key)).toThrow(`cannot read the cache '${folder}': `);
  });

  test('has a folder where an object has to be: no part of it is left', () => {
    const folder = newFolder();
    const cache = new DiskCache(folder);
    mkdirSync(pathOf(folder, key), { recursive: true });
    expect(() => cache.set(key, object)).toThrow('cannot write to the cache');
    expect(filesIn(folder)).toEqual([]);
  });
});

/** Functions that are compiled, since expressions are not. */
const text = Array.from(
  { length: 30 },
  (_, i) => `def f${i}(x) if x < 1 then ${i} else f${i}(x - 1)`,
);
const program = `${text.join(';')};${text.map((_, i) => `f${i}(1)`).join(';')}`;
const args = ['--interpret=0', '--stats=json', '-e', program];
const countsOf = (stderr: string) => {
  const { cacheHits, cacheMisses } = JSON.parse(stderr) as Record<string, number>;
  return { cacheHits, cacheMisses };
};

describe('the command line', () => {
  test('runs a program again without compiling it', async () => {
    const folder = newFolder();
    const first = await kaleidoscope(['--cache', folder, ...args]);
    expect(countsOf(first.stderr)).toEqual({ cacheHits: 0, cacheMisses: 30 });
    const second = await kaleidoscope(args, { env: { KALEIDOSCOPE_CACHE: folder } });
    expect(countsOf(second.stderr)).toEqual({ cacheHits: 30, cacheMisses: 0 });
    expect(second.stdout).toBe(first.stdout);
    expect(filesIn(folder)).toHaveLength(30);
  });

  test('runs a module of intermediate code with it', async () => {
    const folder = newFolder();
    const input = 'define double @main() {\nentry:\n  ret double 7.0\n}\n';
    const command = ['run', '--stats=json', '--cache', folder, '-'];
    await kaleidoscope(command, { input });
    const { stdout, stderr } = await kaleidoscope(command, { input });
    expect(stdout).toBe('Evaluated to 7.000000\n');
    expect(countsOf(stderr)).toEqual({ cacheHits: 1, cacheMisses: 0 });
  });

  test.each([
    [['--cache=', ...args], 'unused'],
    [args, ''],
  ])('an empty value turns it off', async (withoutCache, variable) => {
    const env = { KALEIDOSCOPE_CACHE: variable && join(workspace, variable) };
    const { stderr, code } = await kaleidoscope(withoutCache, { env });
    expect(stderr).toMatch(/^{/); // no warning
    expect(countsOf(stderr)).toEqual({ cacheHits: 0, cacheMisses: 0 });
    expect(code).toBe(0);
    expect(existsSync(join(workspace, 'unused'))).toBe(false);
  });

  test('warns once where it is of no use, and runs the program', async () => {
    const path = join(workspace, 'a-file');
    writeFileSync(path, '');
    const simple = ['--interpret=0', '-q', '-e', program];
    const { stderr, code } = await kaleidoscope(['--cache', path, ...simple]);
    expect(stderr).toBe(
      `kaleidoscope: warning: cannot use the cache '${path}': file already exists\n`,
    );
    expect(code).toBe(0);
    const folder = newFolder();
    mkdirSync(folder, { mode: 0o700 });
    for (let i = 0; i < 256; i++) writeFileSync(join(folder, i.toString(16).padStart(2, '0')), '');
    const second = await kaleidoscope(['--cache', folder, ...simple]);
    expect(second.stderr).toBe(
      `kaleidoscope: warning: cannot read the cache '${folder}': not a directory\n`,
    );
    expect(second.code).toBe(0);
  });

  test('processes share a cache while they fill it and while it is emptied', async () => {
    const folder = newFolder();
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [executable, '--cache', folder, ...args], { stdio: 'ignore' }),
    );
    const ended = Promise.all(children.map((child) => once(child, 'close')));
    const cleaner = new DiskCache(folder, { maxBytes: 1, random: () => 0 });
    let isOver = false;
    const codes = ended.then((all) => {
      isOver = true;
      return all.map(([code]) => code as number);
    });
    while (!isOver) {
      cleaner.set(key, object);
      await new Promise((done) => setTimeout(done, 5));
    }
    expect(await codes).toEqual([0, 0, 0, 0]);
    expect(filesIn(folder).filter((name) => name.includes('writing'))).toEqual([]);
  });
});
