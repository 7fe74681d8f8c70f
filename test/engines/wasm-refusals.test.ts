/**
 * Hosts that take less than Node does: Chromium compiles 8 MB on a page's main thread, a content
 * security policy forbids WebAssembly, and Firefox words a full stack in its own way.
 */
import { expect, onTestFinished, test } from 'vitest';
import { WasmExecutor } from '../../src/engines/wasm/index.ts';
import { LinkError, StackOverflowError } from '../../src/orc/index.ts';
import { createSession, fillUntilMerge } from '../laziness/session.ts';
import { thrownBy } from '../support/thrown-by.ts';

/** Makes the host refuse modules until the end of the test; gives the sizes of those it takes. */
function refuseModules(refusal: (size: number) => unknown): number[] {
  const { Module } = WebAssembly;
  const taken: number[] = [];
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      const thrown = refusal(bytes.byteLength);
      if (thrown !== undefined) throw thrown;
      super(bytes);
      taken.push(bytes.byteLength);
    }
  };
  onTestFinished(() => {
    WebAssembly.Module = Module;
  });
  return taken;
}

/** What Chromium's main thread does, with another limit. */
function limitModules(limit: number): number[] {
  const message = 'WebAssembly.Compile is disallowed on the main thread, if the buffer is larger';
  return refuseModules((size) => (size > limit ? new RangeError(message) : undefined));
}

test('merged modules are no larger than the option says', () => {
  const sizes = limitModules(Number.POSITIVE_INFINITY);
  const session = createSession({ mergeAt: 100, mergedSize: 400 });
  fillUntilMerge(session, 'p');
  fillUntilMerge(session, 'q');
  const merged = sizes.filter((size) => size > 200 && size < 1500);
  expect(merged.length).toBeGreaterThan(4);
  expect(Math.max(...sizes)).toBeLessThan(2000); // names, types and exports come to the code
  for (let i = 0; i < 100; i++) expect(session.jit.function(`p${i}`)(1)).toBe(1 + i);
});

test('a merge that the host refuses is no error, and the next one is smaller', () => {
  const sizes = limitModules(3000);
  const session = createSession({ mergeAt: 100 });
  const { jit } = session;
  jit.addSource('def last(x) x; def caller(x) last(x) + 1');
  expect(jit.evaluate('caller(1)')).toBe(2);
  for (let i = 0; i < 1000; i++) {
    jit.addSource(`def f${i}(x) ${i === 0 ? 'last(x)' : `f${i - 1}(x)`} + x * ${i}`);
    expect(jit.function(`f${i}`)(0)).toBe(0);
  }
  expect(sizes.filter((size) => size > 1000).length).toBeGreaterThan(2);
  jit.addSource('def last(x) x + 7');
  for (let i = 0; i < 1000; i += 100) expect(jit.function(`f${i}`)(0)).toBe(7);
  expect(jit.evaluate('caller(1)')).toBe(9);
});

test('functions that run while merges are refused', () => {
  limitModules(3000);
  const { jit } = createSession({ mergeAt: 50 });
  jit.defineHostFunction('grow', (round) => {
    for (let i = 0; i < 200; i++) jit.evaluate(`def r${round}x${i}(x) x + ${i}; r${round}x${i}(1)`);
    jit.addSource(`def value(x) x + ${round}`);
    return 0;
  });
  jit.addSource(`
    def value(x) x;
    def f(n) var s in (for i = 1, i < n in grow(i) + (s = s * 10 + value(0))) + s`);
  expect(jit.evaluate('f(4)')).toBe(1234);
});

test('a function that the host refuses is a LinkError in its words, and stays lazy', () => {
  limitModules(3000);
  const { jit } = createSession();
  const terms = Array.from({ length: 1000 }, (_, i) => `x * ${i}`).join(' + ');
  jit.addSource(`def big(x) ${terms}; def small(x) x + 1; def caller(x) big(x)`);
  for (const call of ['big(1)', 'caller(1)', 'big(2)']) {
    const thrown = thrownBy(() => jit.evaluate(call)) as LinkError;
    expect(thrown).toBeInstanceOf(LinkError);
    expect(thrown.message).toBe(
      "'big' cannot be linked: WebAssembly.Compile is disallowed on the main thread, if the buffer is larger",
    );
    expect(thrown.cause).toBeInstanceOf(RangeError);
    expect(thrown.symbols).toEqual(['big']);
  }
  expect(jit.findSymbol('big')?.state).toBe('lazy');
  jit.addSource('def big(x) x * 2');
  expect(jit.evaluate('small(1) + caller(2)')).toBe(6);
});

test.each([
  [
    "WebAssembly.Module(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because 'unsafe-eval' is not an allowed source",
  ],
  ['call to WebAssembly.Module() blocked by CSP'],
])('a content security policy: %s', (message) => {
  let isForbidden = true;
  refuseModules(() => (isForbidden ? new WebAssembly.CompileError(message) : undefined));
  const { jit } = createSession();
  jit.defineHostFunction('host', (x) => x + 1);
  jit.addSource('def f(x) x + 1; def g(x) f(x) + lazy(x); def lazy(x) x; def h(x) host(x)');
  for (const [call, name] of [
    ['f(1)', 'f'],
    ['g(1)', 'g'],
    ['host(1)', 'host'],
  ] as const) {
    const thrown = thrownBy(() => jit.evaluate(call)) as LinkError;
    expect(thrown).toBeInstanceOf(LinkError);
    expect(thrown.message).toBe(
      `'${name}' cannot be linked: the page's content security policy forbids WebAssembly; script-src needs 'wasm-unsafe-eval'`,
    );
  }
  isForbidden = false;
  expect(jit.evaluate('f(1) + g(1) + h(1)')).toBe(2 + 3 + 2);
});

test('entries into the compiler that the host refuses leave nothing half linked', () => {
  let isForbidden = false;
  refuseModules((size) =>
    isForbidden && size > 1000 ? new RangeError('Out of memory') : undefined,
  );
  const { jit } = createSession();
  jit.addSource('def a(x) x + 1; def b(x y) x + y; def f(x) if x then a(x) + b(x, x) else 0');
  isForbidden = true;
  expect(thrownBy(() => jit.evaluate('f(0)'))).toMatchObject({
    name: 'LinkError',
    message: "'a' cannot be linked: Out of memory",
  });
  isForbidden = false;
  expect(jit.evaluate('f(1)')).toBe(4);
  jit.addSource('def a(x) x + 10');
  expect(jit.evaluate('f(1)')).toBe(13);
});

test("Firefox's error of a full stack, and its traces", () => {
  class InternalError extends Error {
    override readonly name = 'InternalError';
  }
  const executor = new WasmExecutor();
  const thrown = new InternalError('too much recursion');
  thrown.stack = `g@https://a.b/lib@1.2/lib.js line 5 > WebAssembly.Module:wasm-function[0]:0x1d
f@http://a.b/lib.js line 5 > WebAssembly.Module:wasm-function[1]:0x1e
call@http://a.b/lib.js:7:8
`;
  const translated = executor.translateError(thrown) as StackOverflowError;
  expect(translated).toBeInstanceOf(StackOverflowError);
  expect(translated.symbols).toEqual(['g', 'f']);
  expect(translated.cause).toBe(thrown);
  thrown.stack = '?@[wasm code]\n';
  expect((executor.translateError(thrown) as StackOverflowError).message).toBe('stack overflow');
  const other = new InternalError('allocation size overflow');
  expect(executor.translateError(other)).toBe(other);
});
