import { describe, expect, test } from 'vitest';
import { KaleidoscopeJIT, type Outcome } from '../../src/kaleidoscope-jit.ts';
import { prototypeSpan } from '../../src/language/index.ts';
import { StackOverflowError } from '../../src/orc/index.ts';
import { type Diagnostic, SourceFile } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { overflow, sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('names the functions on the stack, and the same function works afterwards', () => {
    const { jit, compiled } = createSession();
    jit.addSource('def f(n) if n then 1 + f(n - 1) else 0');
    for (let i = 0; i < 5; i++) {
      expect(overflow(() => jit.evaluate('f(0 - 1)')).message).toBe(
        "stack overflow in 'f' ← 'f' ← …",
      );
      expect(jit.evaluate('f(1000)')).toBe(1000);
    }
    expect(compiled).toEqual(['f']);
  });

  test('the help does not advise the engine that runs already', () => {
    const { jit } = createSession();
    const [, outcome] = jit.run(new SourceFile('<test>', 'def f(n) 1 + f(n + 1); f(1)'));
    const help = diagnosticOf(jit, outcome)?.help;
    expect(help).toMatch(/^calls in tail position take no stack where/);
    expect(help?.includes('--engine=llvm')).toBe(engine.name === 'wasm');
  });

  test('functions may go on in each other without end', () => {
    const { jit, compiled } = createSession();
    jit.addSource(`def even(n) if n then odd(n - 1) else 1;
      def odd(n) if n then even(n - 1) else 0; def count(n) even(n)`);
    expect(jit.evaluate('count(1000001)')).toBe(0);
    expect(compiled).toEqual(['count', 'even', 'odd']);
  });

  test('also where every call is in tail position', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) f(x + 1); def g(x) if x < 2 then g(x + 1) else g(x - 1)');
    overflow(() => jit.evaluate('f(1)'));
    overflow(() => jit.evaluate('g(1)'));
  });

  test('through plain functions and host functions', () => {
    const { jit } = createSession();
    jit.defineHostFunction('back', (n) => jit.function('f')(n));
    jit.addSource('def f(n) if n then 1 + back(n - 1) else 0; def g(n) f(n)');
    overflow(() => jit.function('g')(-1));
    expect(jit.function('g')(50)).toBe(50);
  });

  test('in a loop', () => {
    const { jit } = createSession();
    // The sum is needed: LLVM makes a loop of a recursion whose values are not.
    jit.addSource(`
      def f(n) if n then (var s in (for i = 1, i < 2 in s = s + f(n - 1)) + s) + n else 0`);
    overflow(() => jit.evaluate('for i = 1, 1 in f(0 - 1)'));
    expect(jit.evaluate('f(3)')).toBe(11);
  });

  test('in a loop that has run long', () => {
    const { jit } = createSession();
    jit.addSource(`
      def f(n) var s in (for i = 1, i < 300 in s = s + (if i < 200 then 0 else f(n + 1))) + s`);
    expect(new Set(overflow(() => jit.evaluate('f(1)')).symbols)).toEqual(new Set(['f']));
  });

  test('a host function may catch it', () => {
    const { jit } = createSession();
    jit.defineHostFunction('attempt', () => {
      try {
        return jit.evaluate('f(1)');
      } catch (error) {
        return error instanceof StackOverflowError ? 42 : 0;
      }
    });
    jit.addSource('def f(x) 1 + f(x)');
    expect(jit.evaluate('attempt() + 1')).toBe(43);
  });

  test('at every depth of the compiler', () => {
    const { jit } = createSession();
    jit.addSource('def down(n k) if 0 < n then 1 + down(n - 1, k) else fresh(k); def fresh(k) k');
    // Find how deep it goes, then come near with something left to compile.
    let depth = 1000;
    while (true) {
      try {
        jit.function('down')(depth, 0);
        depth += depth >> 4;
      } catch {
        break;
      }
    }
    let failures = 0;
    // Code that V8 has optimized meanwhile takes less of the stack.
    const step = Math.max(7, depth >> 10);
    for (
      let n = depth - (depth >> 3);
      n <= depth || failures === 0;
      n += n <= depth ? step : depth
    ) {
      jit.addSource(`def fresh(k) leaf(k) + ${n}; def leaf(k) k * 2;`);
      try {
        expect(jit.function('down')(n, 1)).toBe(n + n + 2);
      } catch (error) {
        expect(error).toBeInstanceOf(StackOverflowError);
        failures++;
      }
      expect(jit.evaluate('fresh(1)')).toBe(n + 2);
      expect(jit.function('down')(10, 1)).toBe(10 + n + 2);
    }
    expect(failures).toBeGreaterThan(0);
  });
});

test('defining a host function at any depth of the stack does it whole or not at all', () => {
  using jit = new KaleidoscopeJIT({ interpretedCalls: 0 });
  const defineAt = (n: number, name: string, value: number): void => {
    if (n > 0) defineAt(n - 1, name, value);
    else jit.defineHostFunction(name, (x) => x + value);
  };
  const isDefinedAt = (n: number, name: string, value: number): boolean => {
    try {
      defineAt(n, name, value);
      return true;
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(RangeError);
      return false;
    }
  };
  let expected = 0;
  jit.defineHostFunction('again', (x) => x);
  jit.addSource('def f(x) again(x) * 2');
  let failures = 0;
  // Goes frame by frame to a depth that is too much, and stays there for a while: as V8 optimizes
  // code, which takes less of the stack then, it is full in one place after the other.
  for (let n = 1000, count = 1; failures < 100; count++) {
    const name = `host${count}`;
    const isNew = isDefinedAt(n, name, count);
    expect(jit.findSymbol(name) !== undefined).toBe(isNew);
    if (!isNew) expect(() => jit.evaluate(`${name}(1)`)).toThrow(`unknown function '${name}'`);
    const isRedefined = isDefinedAt(n, 'again', count);
    if (isRedefined) expected = count;
    expect(jit.evaluate('f(0)')).toBe(2 * expected);
    if (isNew && isRedefined) n += failures === 0 ? n >> 4 : 1;
    else if (++failures % 20 === 1) n -= failures === 1 ? n >> 4 : 16;
  }
});

test('a diagnostic names the functions whose bodies were copied into those on the stack', () => {
  using jit = new KaleidoscopeJIT(); // which inlines, unlike the other tests' sessions
  jit.addSource(`def twice(x) 2 * x; def odd(n) 1 + even(n - 1);
    def even(n) if n then odd(twice(n)) else 0`);
  const [outcome] = jit.run(new SourceFile('<test>', 'even(1)'));
  expect(diagnosticOf(jit, outcome)?.notes?.map(({ message }) => message)).toEqual([
    "'even' is declared here",
    "'odd' is called too, inlined into its callers",
  ]);
});

/** What a failed call means to a reader. */
function diagnosticOf(jit: KaleidoscopeJIT, outcome: Outcome | undefined): Diagnostic | undefined {
  if (outcome?.kind !== 'failure') throw new Error('the call succeeded');
  const [diagnostic] = jit.diagnose(outcome.error, prototypeSpan(outcome.ast.prototype));
  return diagnostic;
}
