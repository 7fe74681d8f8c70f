/**
 * The WebAssembly executor merges its small modules when they become many. Nothing of that shows,
 * whatever is defined, redefined, removed or running before, after and meanwhile.
 */
import { expect, onTestFinished, test, vi } from 'vitest';
import type { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { SourceFile } from '../../src/source/index.ts';
import { createSession, fillUntilMerge } from './session.ts';

/** Few enough to be quick. `merging.long.test.ts` takes the number that is usual. */
const MERGE_AT = 100;

test('redefinition and removal before and after a merge', () => {
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  const handles = new Map<string, Parameters<KaleidoscopeJIT['removeModule']>[0]>();
  const define = (text: string) => {
    for (const outcome of jit.run(new SourceFile('t', text))) {
      if (outcome.kind === 'definition') handles.set(outcome.ast.prototype.name, outcome.handle);
    }
  };
  define('def early(x) x; def gone(x) x; def late(x) x; def lazy(x) x * 7;');
  define('def a(x) early(x); def b(x) gone(x); def c(x) late(x); def d(x) if x then x else lazy(x)');
  expect(jit.evaluate('a(1) + b(1) + c(1) + d(1)')).toBe(4);
  define('def early(x) x + 10');
  jit.removeModule(handles.get('gone')!);
  fillUntilMerge(session, 'p');
  expect(jit.evaluate('a(1)')).toBe(11);
  expect(() => jit.evaluate('b(1)')).toThrow('undefined function: gone');
  expect(jit.evaluate('c(1)')).toBe(1);
  expect(jit.evaluate('d(0)')).toBe(0);
  define('def late(x) x + 100; def gone(x) x + 1000');
  jit.removeModule(handles.get('early')!);
  expect(jit.evaluate('b(1) + c(1)')).toBe(1102);
  expect(() => jit.evaluate('a(1)')).toThrow('undefined function: early');
  fillUntilMerge(session, 'q');
  define('def early(x) x + 5');
  expect(jit.evaluate('a(1) + b(1) + c(1) + d(1)')).toBe(6 + 1001 + 101 + 1);
});

test('calls of every kind before and after a merge', () => {
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  jit.addSource(`
    def first(x) x;
    def fib(n) if n < 3 then 1 else fib(n - 1) + fib(n - 2);
    def three(a b c) a + b * 10 + c * 100;
    def none() 7;
    def calls(x) first(x) + three(x, x + 1, x + 2) + none();
    def sum(n) var s in (for i = 1, i < n in s = s + i) + s`);
  const check = () => {
    expect(jit.evaluate('first(1)')).toBe(1);
    expect(jit.evaluate('fib(12)')).toBe(144);
    expect(jit.evaluate('calls(1)')).toBe(1 + 321 + 7);
    expect(jit.evaluate('sum(1000)')).toBe(500_500);
  };
  check();
  fillUntilMerge(session, 'p');
  check();
});

test('the same name redefined over and over', () => {
  const { jit } = createSession({ mergeAt: MERGE_AT });
  jit.addSource('def g(x) f(x)');
  for (let i = 0; i < 5 * MERGE_AT; i++) {
    jit.addSource(`def f(x) x + ${i}`);
    expect(jit.function(i % 2 === 0 ? 'g' : 'f')(1)).toBe(1 + i);
  }
});

test('a function that runs during a merge calls what its names mean', () => {
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  jit.defineHostFunction('grow', () => {
    fillUntilMerge(session, 'p');
    return 0;
  });
  jit.defineHostFunction('redefine', () => {
    jit.addSource('def changed(x) x + 100');
    return 0;
  });
  jit.addSource(`
    def changed(x) x + 1;
    def later(x) x + 2;
    def f(x) changed(x) + grow() + redefine() + changed(x) * 1000 + later(x) * 1000000`);
  expect(jit.evaluate('f(0)')).toBe(1 + 100_000 + 2_000_000);
  expect(jit.evaluate('f(0)')).toBe(100 + 100_000 + 2_000_000);
});

test('a function that runs during a merge does not reach another one through an old entry', () => {
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  jit.defineHostFunction('grow', () => {
    fillUntilMerge(session, 'p');
    jit.evaluate('first(1)'); // compiled: its entry into the compiler is free for others
    jit.evaluate('caller(0)'); // takes entries for others
    return 0;
  });
  jit.addSource(`
    def first(x) 1;
    def other1(x) 2; def other2(x) 3; def other3(x) 4;
    def caller(x) if x then other1(x) + other2(x) + other3(x) else 0;
    def f(x) grow() + first(x)`);
  expect(jit.evaluate('f(0)')).toBe(1);
});

test('a function that runs during a merge calls what was compiled before', () => {
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  jit.defineHostFunction('grow', () => {
    jit.evaluate('useOther(0)'); // the entry that this leaves free is taken next
    fillUntilMerge(session, 'p');
    return 0;
  });
  jit.addSource(`
    def other(x) x + 7;
    def useOther(x) other(x);
    def same(x) x + 1;
    def f(x) same(x) + grow() + same(x) * 1000`);
  expect(jit.evaluate('f(0)')).toBe(1001);
});

test('a function that runs during a merge calls functions of the host', () => {
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  jit.defineHostFunction('grow', () => {
    fillUntilMerge(session, 'p');
    return 0;
  });
  jit.defineHostFunction('one', (x) => x + 1);
  jit.defineHostFunction('two', (x) => x + 2);
  jit.defineHostFunction('three', (x) => x + 3);
  jit.addSource(`
    def f(x) one(x) + two(x) + three(x) + grow()
      + one(x) * 100 + two(x) * 10000 + three(x) * 1000000`);
  expect(jit.evaluate('f(0)')).toBe(3_020_106);
});

test('merged code calls by types of its own', () => {
  const modules = vi.spyOn(WebAssembly, 'Module');
  onTestFinished(() => modules.mockRestore());
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  jit.addSource(`
    def one(x) x * 2; def two(x y) x + y * 3; def three(x y z) x + y * z;
    def f(x) one(x) + 1; def g(x) two(x, 2) + one(x); def h(x) three(x, 2, 3) + two(x, 1)`);
  const check = () => expect(jit.evaluate('f(1) + g(1) * 100 + h(1) * 10000')).toBe(110_903);
  check();
  fillUntilMerge(session, 'p');
  check();
  expect(modules.mock.results.map(({ type }) => type)).not.toContain('throw');
});

test('callers are unlinked in any order', () => {
  const { jit } = createSession();
  jit.addSource('def g(x) x; def a(x) g(x); def b(x) g(x); def c(x) g(x)');
  expect(jit.evaluate('a(1) + b(1) + c(1)')).toBe(3);
  jit.addSource('def a(x) 0; def c(x) 0; def g(x) x + 1');
  expect(jit.evaluate('a(1) + b(1) + c(1)')).toBe(2);
});

test('an entry whose call failed stays that of its function', () => {
  const { jit } = createSession();
  jit.addSource('def other(x) x; def useOther(x) other(x)');
  jit.evaluate('useOther(0)'); // leaves an entry free
  jit.addSource('def bad(x) nosuch(x); def useBad(x) bad(x)');
  expect(() => jit.evaluate('useBad(1)')).toThrow('nosuch');
  jit.addSource('def good(x) 5; def useGood(x) if x then good(x) else 0');
  jit.evaluate('useGood(0)'); // takes an entry
  jit.addSource('def nosuch(x) x + 41');
  expect(jit.evaluate('useBad(1)')).toBe(42);
});

test('a function that is removed while it runs calls what becomes of its callees', () => {
  const { jit } = createSession({ mergeAt: MERGE_AT });
  jit.defineHostFunction('change', () => {
    jit.addSource('def f(x) 5; def g(x) x + 100');
    return 0;
  });
  jit.addSource('def g(x) x + 1; def f(x) g(x) + change() + g(x) * 1000');
  expect(jit.evaluate('f(0)')).toBe(100_001);
  expect(jit.evaluate('f(0)')).toBe(5);
});

test('entries into the compiler are used again once their functions are compiled', () => {
  const made = watchModules();
  const { jit } = createSession();
  for (let i = 0; i < 200; i++) {
    jit.addSource(`def g${i}(x) x; def f${i}(x) g${i}(x)`);
    expect(jit.evaluate(`f${i}(1)`)).toBe(1);
  }
  expect(made.entries()).toBe(1);
});

test('so are those that frames in merged modules might have used', () => {
  const made = watchModules();
  const session = createSession({ mergeAt: 300 });
  const { jit } = session;
  const merge = (prefix: string) => {
    const before = session.merges();
    jit.addSource(`def ${prefix}0(x) x`);
    for (let i = 1; session.merges() === before; i++) {
      jit.addSource(`def ${prefix}${i}(x) if x < 1 then ${prefix}${i - 1}(x) else x`);
      expect(jit.evaluate(`${prefix}${i}(0)`)).toBe(0);
    }
  };
  merge('p');
  const first = made.entries();
  merge('q');
  expect(made.entries()).toBeLessThan(first + 2);
});

test('what half has left of a merged module is merged again', () => {
  const made = watchModules();
  const session = createSession({ mergeAt: MERGE_AT });
  const { jit } = session;
  fillUntilMerge(session, 'p');
  const [merged] = made.sizes().sort((a, b) => b - a);
  made.forget();
  for (let i = 0; i < 0.6 * MERGE_AT; i++) {
    jit.addSource(`def p${i}(x) x - ${i}`);
    expect(jit.function(`p${i}`)(0)).toBe(0 - i);
  }
  expect(Math.max(...made.sizes())).toBeGreaterThan(merged! / 2);
  expect(jit.function('p80')(1)).toBe(81);
});

test('what was redefined is not merged', () => {
  const made = watchModules();
  const session = createSession({ mergeAt: MERGE_AT });
  fillUntilMerge(session, 'p');
  const [merged] = made.sizes().sort((a, b) => b - a);
  made.forget();
  const { jit } = session;
  for (let i = 0; i < 3 * MERGE_AT; i++) {
    jit.addSource(`def f(x) x + ${i}`);
    jit.function('f')(1);
  }
  expect(Math.max(...made.sizes())).toBeLessThan(merged! / 2);
});

/** Watches what the engine hands to V8 until the end of the test. */
function watchModules() {
  const { Module, Instance } = WebAssembly;
  let sizes: number[] = [];
  let entries = 0;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      sizes.push(bytes.byteLength);
    }
  };
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      if (imports?.['e'] !== undefined) entries++; // entries into the compiler come by the 64
    }
  };
  onTestFinished(() => {
    WebAssembly.Module = Module;
    WebAssembly.Instance = Instance;
  });
  return {
    sizes: () => [...sizes],
    entries: () => entries,
    forget: () => {
      sizes = [];
    },
  };
}
