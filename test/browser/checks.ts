/**
 * What is checked in browsers. Runs there, as one bundle, in these places: a page's main thread, a
 * module worker, a page whose content security policy forbids WebAssembly, and the two threads of a page
 * that may share memory; and without a page, in Bun and Deno (`host.ts`).
 */

import { createWasmEngine, type WasmExecutorOptions } from '../../src/engines/wasm/index.ts';
import {
  DeadlineError,
  KaleidoscopeJIT,
  type KaleidoscopeJITOptions,
  LinkError,
  StackOverflowError,
} from '../../src/index.ts';
import { Session } from '../../src/orc/index.ts';
import { runCase } from '../support/case-runner.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { equal } from './equal.ts';
import { isolatedChecks, unsharedChecks } from './executor-checks.ts';
import { paddedFunction } from './raw-functions.ts';

export type Place = 'page' | 'worker' | 'forbidden' | 'isolated page' | 'isolated worker';

/** What became of a check. */
export interface Report {
  readonly place: Place;
  readonly check: string;
  /** Empty if it has passed. */
  readonly failure: string;
}

type Check = (place: Place) => void | Promise<void>;

const checks: Readonly<Record<string, Check>> = {
  'language cases': checkCases,
  redefinition: checkRedefinition,
  'stack overflow': checkOverflow,
  'host functions': checkHostFunctions,
  '3,000 functions': checkManyFunctions,
  'big functions': checkBigFunctions,
  'preparing functions': checkPreparation,
  deadlines: checkDeadlines,
  'merging more than the main thread compiles': checkMerging,
  'more than the main thread compiles': checkTooLarge,
};

const forbiddenChecks: Readonly<Record<string, Check>> = {
  'the error says what the policy needs': checkForbidden,
};

/** The checks of each place. */
export const places: Readonly<Record<Place, Readonly<Record<string, Check>>>> = {
  page: { ...checks, ...unsharedChecks },
  worker: checks,
  forbidden: forbiddenChecks,
  'isolated page': isolatedChecks,
  'isolated worker': isolatedChecks,
};

/** Runs a place's checks one after the other, and reports each to the server. */
export async function runChecks(place: Place): Promise<void> {
  for (const [check, run] of Object.entries(places[place])) {
    let failure = '';
    try {
      await run(place);
    } catch (thrown) {
      failure = thrown instanceof Error ? `${thrown}\n${thrown.stack}` : String(thrown);
    }
    const report: Report = { place, check, failure };
    await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
  }
}

async function checkCases(): Promise<void> {
  const response = await fetch('/cases.json');
  const cases = (await response.json()) as Record<string, string>;
  const engine = { name: 'wasm', nesting: 100, create: () => createWasmEngine() };
  const wrong: string[] = [];
  for (const [name, text] of Object.entries(cases)) {
    const { jit, inlining, tiered } = runCase(text, engine);
    for (const [run, actual] of Object.entries({ jit, inlining, tiered })) {
      if (actual !== text) wrong.push(`${name} (${run}):\n${actual}`);
    }
  }
  equal(wrong.join('\n'), '');
  equal(Object.keys(cases).length > 200, true);
}

function checkRedefinition(): void {
  for (const interpretedCalls of [0, 16]) {
    const jit = createJIT({ interpretedCalls });
    jit.addSource('def f(x) x + 1; def g(x) f(x) * 2; def loop(n) for i = 1, i < n in g(i)');
    const g = jit.function('g');
    equal(g(1), 4);
    jit.addSource('def f(x) x + 10; loop(1000)');
    equal(g(1), 22);
    jit.addSource('def g(x y) x + y');
    equal(g(1, 2), 3);
  }
}

/** Traces of JavaScriptCore have no names of WebAssembly functions. */
const namesFunctions = !('Bun' in globalThis);

function checkOverflow(): void {
  for (const interpretedCalls of [0, 1e9]) {
    const jit = createJIT({ interpretedCalls });
    jit.addSource(`def f(n) if n then 1 + f(n - 1) else 0;
      def a(n) 1 + b(n); def b(n) if n then 1 + a(n - 1) else 0`);
    for (let i = 0; i < 3; i++) {
      for (const name of ['f', 'b']) {
        const thrown = thrownBy(() => jit.function(name)(-1));
        equal(thrown instanceof StackOverflowError, true);
        equal((thrown as StackOverflowError).symbols.includes(name), namesFunctions);
      }
      equal(jit.evaluate('f(500)'), 500);
    }
    jit.defineHostFunction('back', (n) => jit.function('h')(n));
    jit.addSource('def h(n) if n then 1 + back(n - 1) else 0');
    equal(thrownBy(() => jit.evaluate('h(0 - 1)')) instanceof StackOverflowError, true);
    equal(jit.evaluate('h(20)'), 20);
  }
}

function checkDeadlines(): void {
  for (const interpretedCalls of [0, 1e9]) {
    const jit = createJIT({ interpretedCalls });
    jit.addSource(`def loop(x) for i = 1, x in 0
      def nest(x) for i = 1, x in for j = 1, j < 90 in for k = 1, k < 90 in for l = 1, l < 90 in x
      def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)`);
    const calls = [
      ['loop', 1],
      ['nest', 1],
      ['fib', 90],
    ] as const;
    for (const [name, argument] of [...calls, ...calls]) {
      const thrown = thrownBy(() => jit.call(name, [argument], { timeout: 20 }));
      equal(thrown instanceof DeadlineError, true);
      equal((thrown as DeadlineError).symbols.includes(name), true);
    }
    equal(jit.evaluate('fib(20)'), 6765);
  }
}

function checkHostFunctions(): void {
  const jit = createJIT();
  const seen: number[] = [];
  const mine = new Error('mine');
  jit.defineHostFunction('see', (x) => seen.push(x));
  jit.defineHostFunction('sum', (a, b, c) => a! + b! * c!, 3);
  jit.defineHostFunction('again', (x) => jit.evaluate(`inner(${x})`));
  jit.defineHostFunction('hurl', () => {
    throw mine;
  });
  jit.addSource(`extern sin(x); def inner(x) x + 1; def f(x) see(x) + sum(x, x, x) + again(x);
    def bad(x) f(x) + hurl()`);
  equal(jit.evaluate('f(2)'), 1 + 6 + 3);
  equal(
    thrownBy(() => jit.function('bad')(5)),
    mine,
  );
  equal(seen.join(), '2,5');
  equal(jit.evaluate('sin(1)'), Math.sin(1));
}

function checkManyFunctions(): void {
  const jit = createJIT({ interpretedCalls: 0 });
  const count = 3000;
  const expected = (i: number, base: number): number =>
    i === 0 ? base : expected(i >> 1, base) + i;
  let text = 'def f0(x) x;';
  for (let i = 1; i < count; i++) text += `def f${i}(x) f${i >> 1}(x) + ${i};`;
  jit.addSource(text);
  for (let i = 0; i < count; i++) equal(jit.function(`f${i}`)(1), expected(i, 1));
  jit.addSource('def f0(x) x + 100');
  for (let i = 0; i < count; i += 7) equal(jit.function(`f${i}`)(1), expected(i, 101));
}

function checkBigFunctions(): void {
  const jit = createJIT();
  const arms = Array.from({ length: 5000 }, (_, n) => `if x < ${n} then ${n} else `).join('');
  equal(jit.evaluate(`def chain(x) ${arms}x; chain(17.5) + chain(9999)`), 18 + 9999);
  const loops = '(for i = 1, i < x in (s = s + i)) : '.repeat(200);
  jit.addSource('def binary : 1 (a b) b');
  equal(jit.evaluate(`def loops(x) var s in ${loops}s; loops(3)`), 200 * 6);
}

/** Other work of the place goes on while functions are compiled. */
async function checkPreparation(): Promise<void> {
  const jit = createJIT({ interpretedCalls: 0 });
  const terms = (count: number) =>
    Array.from({ length: count }, (_, k) => `(if x < ${k} then x * ${k} else x / ${k + 1})`);
  let text = `def f0(x) x + 0 * (${terms(1000).join(' + ')});`;
  for (let i = 1; i < 300; i++)
    text += `def f${i}(x) f${i - 1}(x) + 0 * (${terms(40).join(' + ')});`;
  jit.addSource(text);
  let compilations = 0;
  jit.events.on('ready', () => compilations++);
  let isPending = true;
  let turns = 0;
  const turn = () => {
    turns++;
    if (isPending) setTimeout(turn);
  };
  setTimeout(turn);
  await jit.prepare('f299');
  isPending = false;
  equal(compilations, 300);
  equal(jit.function('f299')(3), 3);
  equal(compilations, 300);
  equal(turns > 5, true);
}

/** Linked functions of 200 KB each: 12 MB of them. */
function checkMerging(): void {
  for (const mergedSize of [undefined, 2 ** 30]) {
    const session = new Session(
      createWasmEngine({ mergeAt: 55, ...(mergedSize && { mergedSize }) }),
    );
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 60; i++) {
        if (round === 0) session.main.define(paddedFunction(session, `f${i}`, 200_000));
        equal(session.function(`f${i}`)(i), i);
      }
    }
  }
}

/** Chromium refuses this on the main thread; whoever does, says so and goes on. */
function checkTooLarge(place: Place): void {
  const session = new Session(createWasmEngine());
  session.main.define(paddedFunction(session, 'large', 7_000_000, 2));
  session.main.define(paddedFunction(session, 'small', 0));
  const isChromium = 'chrome' in globalThis || /Chrome/.test(navigator.userAgent);
  const call = session.function('large');
  if (isChromium && place === 'page') {
    const thrown = thrownBy(() => call(7));
    equal(thrown instanceof LinkError, true);
    equal(/^'large' cannot be linked: .*main thread.* 8MB/.test((thrown as Error).message), true);
  } else {
    equal(call(7), 7);
  }
  equal(session.function('small')(8), 8);
}

function checkForbidden(): void {
  const jit = createJIT();
  jit.addSource('def f(x) x + 1; def host(x) x');
  for (const name of ['f', 'sin']) {
    const thrown = thrownBy(() => jit.evaluate(`extern sin(x); ${name}(1)`));
    equal(
      (thrown as Error).message,
      `'${name}' cannot be linked: the page's content security policy forbids WebAssembly; script-src needs 'wasm-unsafe-eval'`,
    );
    equal(thrown instanceof LinkError, true);
  }
  equal(jit.evaluate('1 + 2'), 3); // is interpreted
}

function createJIT(options: KaleidoscopeJITOptions & WasmExecutorOptions = {}): KaleidoscopeJIT {
  return new KaleidoscopeJIT({ engine: createWasmEngine(options), output: () => {}, ...options });
}
