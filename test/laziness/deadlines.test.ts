/** Calls that have to be over in time. How late they are told is measured in `bench/`, not here. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLLVMEngine } from '../../src/engines/llvm/index.ts';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../../src/index.ts';
import { type CallOptions, DeadlineError, StackOverflowError } from '../../src/orc/index.ts';
import { InvalidArgumentError } from '../../src/source/index.ts';
import { engines, llvmEngines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';

const SOON: CallOptions = { timeout: 20 };

function createJIT(options: KaleidoscopeJITOptions = {}): KaleidoscopeJIT {
  const jit = new KaleidoscopeJIT({ output: () => {}, ...options });
  onTestFinished(() => jit[Symbol.dispose]());
  return jit;
}

/** Programs whose `f(1)` does not end in a human's life. */
const endless: readonly (readonly [what: string, program: string])[] = [
  ['a loop', 'def f(x) for i = 1, x in 0'],
  ['a loop around short ones', nestOf(5)],
  ['a loop that calls', 'def g(x) x * 2; def f(x) for i = 1, x in g(i) + g(i)'],
  ['a loop of host calls', 'extern sin(x); def f(x) for i = 1, x in sin(i)'],
  ['an exponential recursion', 'def f(n) if 100 < n then 1 else f(n + 1) + f(n + 2)'],
  [
    'two functions that call each other',
    'def f(n) if 100 < n then 1 else g(n) + g(n + 1); def g(n) if 100 < n then 1 else f(n + 1) + f(n + 2)',
  ],
  ['calls that double without a recursion', doubling(60)],
  ['calls in tail position', 'def f(x) if x then g(x) else 0; def g(x) if x then f(x) else 1'],
];

/** Loops of 90 iterations in each other, in an endless one. */
function nestOf(depth: number): string {
  const loops = Array.from({ length: depth }, (_, i) => `for i${i} = 1, i${i} < 90 in`);
  return `def f(x) for i = 1, x in ${loops.join(' ')} x`;
}

function doubling(count: number): string {
  const names = ['f', ...Array.from({ length: count }, (_, i) => `f${i}`)];
  const body = (callee: string | undefined) =>
    callee === undefined ? 'x' : `${callee}(x + ${callee}(x))`;
  return names.map((name, i) => `def ${name}(x) ${body(names[i + 1])}`).join('; ');
}

/** Ackermann's function with arguments that are passed on the stack. */
const ACKERMANN = `
def a(a b c d e f g h m n)
    if m < 1 then n + 1
    else if n < 1 then a(a, b, c, d, e, f, g, h, m - 1, 1)
    else a(a, b, c, d, e, f, g, h, m - 1, a(a, b, c, d, e, f, g, h, m, n - 1));
def f(x) a(0, 0, 0, 0, 0, 0, 0, 0, x + 1, 10)`;

describe.each(engines)('on $name', (engine) => {
  const createOn = (options: KaleidoscopeJITOptions = {}) =>
    createJIT({ engine: engine.create(), ...options });

  describe.each([0, 1e9])('where %d calls are interpreted', (interpretedCalls) => {
    test.each(endless)('%s ends', (_, program) => {
      const jit = createOn({ interpretedCalls });
      jit.addSource(program);
      for (let i = 0; i < 2; i++) {
        const thrown = thrownBy(() => jit.call('f', [1], SOON));
        expect(thrown).toBeInstanceOf(DeadlineError);
        expect(thrown).toMatchObject({ code: 'ERR_DEADLINE', timeout: 20 });
        expect((thrown as DeadlineError).symbols).toContain('f');
      }
      expect(jit.evaluate('def h(n) if n < 2 then n else h(n - 1) + h(n - 2); h(15)')).toBe(610);
    });
  });

  test('the names of what was running are in the message', () => {
    const jit = createOn();
    jit.addSource('def f(x) for i = 1, x in 0');
    jit.call('f', [0]);
    expect(() => jit.call('f', [1], SOON)).toThrow("the time is up after 20 ms in 'f'");
  });

  test('a session has a time for each call, and for each expression', () => {
    const jit = createOn({ timeout: 100 });
    jit.addSource('def f(x) for i = 1, x in 0; def g(x) x + 1');
    expect(() => jit.function('f')(1)).toThrow(DeadlineError);
    expect(() => jit.evaluate('f(1)')).toThrow(DeadlineError);
    expect(() => jit.evaluate('for i = 1, 1 in 0')).toThrow(DeadlineError);
    expect(jit.function('g')(1)).toBe(2);
    expect(jit.call('g', [1], { timeout: 1e6 })).toBe(2);
  });

  test('a text has one time for all its expressions', () => {
    const jit = createOn();
    const text = 'def f(x) for i = 1, i < x in 0; f(10); f(1e15); f(10)';
    expect(() => jit.evaluate(text, '<text>', SOON)).toThrow(DeadlineError);
    expect(jit.evaluate('f(10)')).toBe(0);
  });

  test('a call in a call ends with the one around it', () => {
    const jit = createOn();
    let inner: unknown;
    jit.defineHostFunction('call', (x) => {
      inner = thrownBy(() => jit.call('f', [x], { timeout: 1e6 }));
      return 1;
    });
    jit.addSource('def f(x) for i = 1, x in 0; def outer(x) call(x) + f(x)');
    const thrown = thrownBy(() => jit.call('outer', [1], { timeout: 100 }));
    expect(thrown).toMatchObject({ timeout: 100 });
    expect(inner).toBeInstanceOf(DeadlineError);
  });

  test('a call with less time leaves the one around it to go on', () => {
    const jit = createOn();
    jit.defineHostFunction('call', (x) => {
      expect(thrownBy(() => jit.call('f', [x], SOON))).toMatchObject({ timeout: 20 });
      return 1;
    });
    jit.addSource('def f(x) for i = 1, x in 0; def outer(x) call(x) + 41');
    expect(jit.call('outer', [1], { timeout: 1e6 })).toBe(42);
    expect(() => jit.call('f', [1], SOON)).toThrow(DeadlineError);
  });

  test('a signal ends a call with its reason', () => {
    const jit = createOn();
    const controller = new AbortController();
    const reason = new Error('enough');
    jit.defineHostFunction('abort', () => {
      controller.abort(reason);
      return 1;
    });
    jit.addSource('def f(x) abort() + (for j = 1, x in 0)');
    expect(thrownBy(() => jit.call('f', [1], { signal: controller.signal }))).toBe(reason);
    expect(thrownBy(() => jit.call('f', [0], { signal: controller.signal }))).toBe(reason);
    expect(() => jit.call('f', [1], { timeout: 20 })).toThrow(DeadlineError);
  });

  test('compilation ends in time, and is done by the next call', () => {
    const jit = createOn();
    const terms = Array.from({ length: 10_000 }, (_, i) => `x * ${i}`).join(' + ');
    jit.addSource(`def f(x) ${terms}`);
    expect(() => jit.call('f', [1], { timeout: 1 })).toThrow(DeadlineError);
    expect(jit.findSymbol('f')).toMatchObject({ state: 'lazy' });
    expect(jit.call('f', [1])).toBe(49_995_000);
  });

  test('interpretation of a long expression ends in time', () => {
    const jit = createOn();
    const text = Array.from({ length: 400_000 }, () => '1').join('+');
    expect(() => jit.evaluate(text, '<text>', { timeout: 1 })).toThrow(DeadlineError);
  });

  test.each([
    [{ timeout: -1 }, 'the timeout must be a number of milliseconds, but is -1'],
    [{ timeout: Number.NaN }, 'the timeout must be a number of milliseconds, but is NaN'],
    [{ timeout: '5' as unknown as number }, 'a number of milliseconds, but is a string'],
    [{ signal: {} as AbortSignal }, 'the signal must be an object with aborted and reason'],
  ])('%j is refused', (options, message) => {
    const jit = createOn();
    jit.addSource('def f(x) x');
    expect(() => jit.call('f', [1], options)).toThrow(message);
    expect(jit.call('f', [1])).toBe(1);
  });

  test('the trace of an error is as long as before', () => {
    const { stackTraceLimit } = Error;
    const jit = createOn();
    jit.addSource('def f(x) for i = 1, x in 0');
    expect(() => jit.call('f', [1], SOON)).toThrow(DeadlineError);
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });

  test.each([
    ['a loop', 'def f(n) for i = 1, i < n in i', 3e7, 0],
    ['a recursion', 'def f(n) if n < 2 then n else f(n - 1) + f(n - 2)', 30, 832_040],
    ['arguments on the stack', ACKERMANN, 2, 8189],
  ])('%s goes on where it may', (_, program, argument, result) => {
    const jit = createOn();
    jit.addSource(program);
    const { signal } = new AbortController(); // has code ask again and again
    expect(jit.call('f', [argument], { signal })).toBe(result);
    expect(jit.call('f', [argument], { timeout: 1e6 })).toBe(result);
  });

  test('a call without a deadline outlasts those of others', () => {
    const jit = createOn();
    jit.addSource('def f(n) for i = 1, i < n in i');
    jit.call('f', [1]);
    jit.call('f', [1], { timeout: 50 });
    expect(jit.call('f', [1e8])).toBe(0);
  });

  test('a recursion that never ends overflows before its deadline', () => {
    const jit = createOn();
    jit.addSource('def f(n) 1 + f(n + 1)');
    const { signal } = new AbortController();
    expect(() => jit.call('f', [0], { signal })).toThrow(StackOverflowError);
    expect(() => jit.call('f', [0], { timeout: 1e6 })).toThrow(StackOverflowError);
  });
});

test.each([
  ['no optimized loops', { outlineLoops: false }],
  ['loops of two iterations', { loopLimits: { iterationsInPlace: 1, iterationsPerCall: 1 } }],
  ['few parameters', { loopLimits: { maxParameters: 1 } }],
])('loops end with %s', (_, options) => {
  const jit = createJIT({ engine: createWasmEngine(options) });
  jit.addSource(nestOf(2));
  expect(() => jit.call('f', [1], SOON)).toThrow(DeadlineError);
});

test('an engine without checkpoints says so', () => {
  const jit = createJIT({ engine: createWasmEngine({ checkpoints: false }) });
  jit.addSource('def f(x) x');
  expect(() => jit.call('f', [1], SOON)).toThrow(
    "the engine 'wasm' makes code that keeps no deadlines",
  );
  expect(() => createJIT({ engine: createWasmEngine({ checkpoints: false }), timeout: 5 })).toThrow(
    InvalidArgumentError,
  );
  expect(jit.call('f', [1])).toBe(1);
});

test.skipIf(llvmEngines.length === 0)('machine code without checkpoints keeps no deadlines', () => {
  const jit = createJIT({ engine: createLLVMEngine({ checkpoints: false }) });
  jit.addSource('def f(x) for i = 1, i < x in i');
  expect(() => jit.call('f', [1], SOON)).toThrow(
    "the engine 'llvm' makes code that keeps no deadlines",
  );
  expect(jit.call('f', [1])).toBe(0);
});
