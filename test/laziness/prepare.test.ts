/** `prepare` compiles ahead of the first call, and the host goes on with its other work. */
import { describe, expect, test } from 'vitest';
import { LinkError, SessionDisposedError, SymbolsNotFoundError } from '../../src/orc/index.ts';
import { DiagnosticError } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { createSession, sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('a function and all that it calls is compiled, and nothing else', async () => {
    const { jit, compiled } = createSession();
    jit.addSource(`extern sin(x); def leaf(x) x + 1; def even(n) if n then odd(n - 1) else leaf(n);
      def odd(n) if n then even(n - 1) else sin(n); def f(n) even(n) + leaf(n); def other(x) x`);
    await jit.prepare('f');
    expect(compiled.sort()).toEqual(['even', 'f', 'leaf', 'odd']);
    expect(jit.evaluate('f(3)')).toBe(4);
    expect(compiled).toHaveLength(4);
    await jit.prepare('f');
    expect(compiled).toHaveLength(4);
  });

  test('what was compiled before leads to what was not', async () => {
    const { jit, compiled } = createSession();
    jit.addSource('def g(x) h(x); def h(x) x; def f(x) if x then g(x) else 7');
    expect(jit.evaluate('f(0)')).toBe(7);
    expect(compiled).toEqual(['f']);
    await jit.prepare('f');
    expect(compiled).toEqual(['f', 'g', 'h']);
  });

  test('what was inlined is not compiled for itself', async () => {
    const { jit, compiled } = createSession({ inlines: true });
    jit.addSource('def small(x) x + 1; def f(x) small(x) * 2');
    await jit.prepare('f');
    expect(compiled).toEqual(['f']);
    jit.addSource('def small(x) x + 10');
    expect(jit.function('f')(1)).toBe(22);
  });

  test('a function may be called, redefined or removed meanwhile', async () => {
    const { jit, compiled } = createSession();
    jit.addSource('def g(x) x; def f(x) g(x) + 1');
    let prepared = jit.prepare('f');
    expect(jit.function('f')(1)).toBe(2);
    await prepared;
    expect(compiled).toEqual(['f', 'g']);

    jit.addSource('def f(x) g(x) + 2');
    prepared = jit.prepare('f');
    jit.addSource('def f(x) g(x) + 3');
    await prepared;
    expect(jit.findSymbol('f')).toMatchObject({ state: 'ready' });
    expect(jit.function('f')(1)).toBe(4);
  });

  test('rejects with the errors of any of the bodies, which stay lazy', async () => {
    const { jit } = createSession();
    jit.addSource('def bad(x) nosuch(x); def f(x) if x then bad(x) else 1');
    await expect(jit.prepare('f')).rejects.toThrow("unknown function 'nosuch'");
    await expect(jit.prepare('nosuch')).rejects.toThrow(SymbolsNotFoundError);
    expect(jit.function('f')(0)).toBe(1);
    expect(jit.findSymbol('bad')).toMatchObject({ state: 'lazy' });
    jit.addSource('def nosuch(x) x + 1');
    await jit.prepare('f');
    expect(jit.function('f')(1)).toBe(2);
  });

  test('rejects after the session has ended', async () => {
    const { jit } = createSession();
    jit.addSource('def g(x) x; def f(x) g(x)');
    const prepared = jit.prepare('f');
    jit[Symbol.dispose]();
    await expect(prepared).rejects.toThrow(SessionDisposedError);
    await expect(jit.prepare('f')).rejects.toThrow(SessionDisposedError);
  });

  test('several at once', async () => {
    const { jit, compiled } = createSession();
    jit.addSource('def g(x) x; def f(x) g(x) + 1; def h(x) g(x) + f(x)');
    await Promise.all([jit.prepare('f'), jit.prepare('h'), jit.prepare('g')]);
    expect(compiled.sort()).toEqual(['f', 'g', 'h']);
    expect(jit.function('h')(1)).toBe(3);
  });
});

test('a change of what a function rests on is not missed while the host compiles it', async () => {
  const { jit } = createSession({ inlines: true });
  const much = Array.from({ length: 1000 }, (_, k) => `0 * x * ${k}`).join(' + ');
  jit.addSource(`def g(x) x; def f(x) ${much} + g(x) + 4`);
  let prepared = jit.prepare('f');
  jit.addSource('def g(x) x * 10'); // `f` contains the former body
  await prepared;
  expect(jit.findSymbol('f')).toMatchObject({ state: 'ready' });
  expect(jit.function('f')(1)).toBe(14);

  jit.addSource(`def f(x) ${much} + g(x) + 5`);
  prepared = jit.prepare('f');
  jit.addSource('def g(x y) x + y');
  await expect(prepared).rejects.toThrow(DiagnosticError);
});

test('large code is compiled asynchronously alone', async () => {
  const { jit } = createSession();
  const { Module, instantiate } = WebAssembly;
  const much = Array.from({ length: 1000 }, (_, k) => `x * ${k}`).join(' + ');
  jit.addSource(`def g(x) ${much}; def f(x) g(x) - g(x) + x + (${much}) - (${much});
    def caller(x) if x then f(x) else 0`);
  jit.evaluate('caller(0)'); // makes an entry into the compiler, of which each serves many functions
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      throw new Error('compiled at once');
    }
  };
  try {
    await jit.prepare('f');
    expect(jit.function('f')(1)).toBe(1);
    WebAssembly.instantiate = () => Promise.reject(new RangeError('too large')) as never;
    jit.addSource(`def big(x) ${much}`);
    await expect(jit.prepare('big')).rejects.toThrow(LinkError);
    await expect(jit.prepare('big')).rejects.toThrow("'big' cannot be linked: too large");
    expect(jit.findSymbol('big')).toMatchObject({ state: 'lazy' });
  } finally {
    WebAssembly.Module = Module;
    WebAssembly.instantiate = instantiate;
  }
  expect(jit.function('big')(1)).toBe(499_500);
});

test('the host goes on between the passes and while code is written', async () => {
  const { jit } = createSession({ inlines: true });
  const much = Array.from({ length: 5000 }, (_, k) => `(if x < ${k} then x * ${k} else x)`);
  jit.addSource(`def f(x) ${much.join(' + ')}`);
  let turns = 0;
  const watch = setInterval(() => turns++);
  try {
    await jit.prepare('f');
  } finally {
    clearInterval(watch);
  }
  expect(turns).toBeGreaterThan(10);
  expect(jit.function('f')(0)).toBe(0);
});

test('modules are merged in small pieces', async () => {
  const { jit } = createSession({ mergeAt: 30 });
  const { Module } = WebAssembly;
  const much = Array.from({ length: 1000 }, (_, k) => `x * ${k}`).join(' + ');
  for (let i = 0; i < 30; i++) {
    jit.addSource(`def f${i}(x) ${much} + ${i}`);
    jit.function(`f${i}`)(1);
  }
  const sizes: number[] = [];
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      sizes.push(bytes.byteLength);
    }
  };
  try {
    jit.addSource('def last(x) x');
    await jit.prepare('last');
  } finally {
    WebAssembly.Module = Module;
  }
  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThan(100_000);
  for (let i = 0; i < 30; i++) expect(jit.function(`f${i}`)(1)).toBe(499_500 + i);
});

test('a definition that changes while a function is lowered is what counts', async () => {
  const much = Array.from({ length: 1500 }, (_, k) => `x * ${k}`).join(' + ');
  for (let turns = 0; turns < 16; turns++) {
    const { jit } = createSession({ inlines: true });
    jit.addSource(`def f(x) x / 2 - (${much}) + (${much})`); // takes `/` for the built-in one at first
    const prepared = jit.prepare('f');
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    jit.addSource('def binary/ 40 (a b) a * 100 + b');
    await prepared;
    expect(jit.function('f')(3)).toBe(302);
  }
});
