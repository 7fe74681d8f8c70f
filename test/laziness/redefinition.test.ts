import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  describe('a plain function', () => {
    test('follows redefinitions', () => {
      const { jit } = createSession();
      jit.addSource('def f(x) x + 1');
      const f = jit.function('f');
      expect(f(1)).toBe(2);
      jit.addSource('def f(x) x + 10');
      expect(f(1)).toBe(11);
      jit.addSource('def f(x) x + 100');
      jit.addSource('def f(x) x + 1000');
      expect(f(1)).toBe(1001);
    });

    test('follows a change of arity', () => {
      const { jit } = createSession();
      jit.addSource('def f(x) x + 1');
      const f = jit.function('f');
      expect(f(1)).toBe(2);
      jit.addSource('def f(x y) x + y');
      expect(f(1, 5)).toBe(6);
      expect(() => f(1)).toThrow("'f' takes 2 arguments, but 1 is given");
    });

    test('of the host follows a definition that shadows it', () => {
      const { jit } = createSession();
      const sin = jit.function('sin');
      expect(sin(0)).toBe(0);
      jit.addSource('def sin(x) 42');
      expect(jit.function('sin')(0)).toBe(42);
      expect(sin(0)).toBe(42);
    });
  });

  test('a redefinition compiles nothing', () => {
    const { jit, compiled } = createSession();
    jit.addSource('def f(x) x; def g(x) f(x)');
    jit.evaluate('g(1)');
    compiled.length = 0;
    for (let i = 0; i < 100; i++) jit.addSource(`def f(x) x + ${i}`);
    expect(compiled).toEqual([]);
    expect(jit.evaluate('g(1)')).toBe(100);
    expect(compiled).toEqual(['f']);
  });

  test('a running function finishes in its old code, and its calls go to the new one', () => {
    const { jit } = createSession();
    jit.defineHostFunction('redefine', () => {
      jit.addSource('def f(n) 1000; def g(x) 2');
      return 0;
    });
    jit.addSource(`
    def g(x) 1;
    def again(n) f(n);
    def f(n) if n < 1 then 0 else g(0) * 100 + redefine() + g(0) * 10 + again(n - 1)`);
    expect(jit.evaluate('f(1)')).toBe(100 + 20 + 1000);
    expect(jit.evaluate('f(1)')).toBe(1000);
  });

  test('a running loop calls the new code', () => {
    const { jit } = createSession();
    let turn = 0;
    jit.defineHostFunction('next', () => {
      turn++;
      jit.addSource(`def value() ${turn}`);
      return 0;
    });
    jit.addSource(`
    def value() 0;
    def sum(n) var s in (for i = 1, i < n in next() + (s = s * 10 + value())) + s`);
    expect(jit.evaluate('sum(5)')).toBe(12345);
    turn = 0;
    expect(jit.evaluate('var s in (for i = 1, i < 5 in next() + (s = s * 10 + value())) + s')).toBe(
      12345,
    );
  });

  test('a call that waits in the compiler goes on in what is defined meanwhile', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) x + 1');
    let redefined = false;
    jit.events.on('stage', ({ name, stage }) => {
      if (name !== 'f' || stage !== 'optimize' || redefined) return;
      redefined = true;
      jit.addSource('def f(x) x + 10');
    });
    expect(jit.evaluate('f(1)')).toBe(11);
    expect(jit.evaluate('f(1)')).toBe(11);
  });

  test('a call with another arity under way meets an error, and the next one works', () => {
    const { jit } = createSession();
    jit.defineHostFunction('redefine', () => {
      jit.addSource('def g(x y) x + y');
      return 0;
    });
    jit.addSource('def g(x) x; def f(x) g(x) + redefine() + g(x)');
    expect(thrownBy(() => jit.evaluate('f(1)'))).toMatchObject({
      message: expect.stringContaining("'g' takes 2 arguments, but 1 is given"),
    });
    const thrown = thrownBy(() => jit.evaluate('f(1)'));
    expect(thrown).toBeInstanceOf(DiagnosticError);
    jit.addSource('def redefine() 0 def g(x) x * 3');
    expect(jit.evaluate('f(1)')).toBe(6);
  });

  test('arities come and go', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) x; def one() f(1); def two() f(1, 2); def three() f(1, 2, 3)');
    const callers = ['one()', 'two()', 'three()'];
    const bodies = ['def f(x) x', 'def f(x y) x + y', 'def f(x y z) x + y + z'];
    const values = [1, 3, 6];
    for (const arity of [0, 1, 2, 0, 2, 1, 0, 0, 1]) {
      jit.addSource(bodies[arity]!);
      callers.forEach((call, i) => {
        if (i === arity) expect(jit.evaluate(call)).toBe(values[i]);
        else expect(() => jit.evaluate(call)).toThrow("'f' takes");
      });
    }
  });

  test('a host function can be replaced under compiled callers', () => {
    const { jit } = createSession();
    jit.defineHostFunction('h', (x) => x + 1);
    jit.addSource('def f(x) h(x)');
    expect(jit.evaluate('f(1)')).toBe(2);
    jit.defineHostFunction('h', (x) => x + 10);
    expect(jit.evaluate('f(1)')).toBe(11);
    jit.defineHostFunction('h', (x, y) => x + y);
    expect(() => jit.evaluate('f(1)')).toThrow("'h' takes 2 arguments, but 1 is given");
    expect(jit.evaluate('h(1, 2)')).toBe(3);
  });
});
