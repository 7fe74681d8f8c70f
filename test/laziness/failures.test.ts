import { describe, expect, test } from 'vitest';
import { StackOverflowError } from '../../src/orc/index.ts';
import { DiagnosticError } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  describe('what a host function throws reaches the caller unharmed', () => {
    class Custom extends Error {}
    const things = [
      new Custom('x'),
      new RangeError('mine'),
      { plain: true },
      'text',
      7,
      null,
      undefined,
      Symbol('s'),
    ];

    test.each(things.map((thing) => [thing]))('%o', (thing) => {
      const { jit } = createSession();
      let armed = true;
      jit.defineHostFunction('hurl', (x) => {
        if (armed) throw thing;
        return x;
      });
      jit.addSource(
        'def f(x) g(x) + 1; def g(x) hurl(x) + 1; def loop(n) for i = 1, i < n in hurl(i)',
      );
      const calls = [
        () => jit.evaluate('f(1)'),
        () => jit.evaluate('hurl(1)'),
        () => jit.evaluate('for i = 1, 1 in hurl(i)'),
        () => jit.evaluate('loop(5)'),
        () => jit.function('f')(1),
        () => jit.function('hurl')(1),
      ];
      for (const call of [...calls, ...calls]) expect(thrownBy(call)).toBe(thing);
      armed = false;
      expect(jit.evaluate('f(1) + hurl(1)')).toBe(4);
      expect(jit.evaluate('loop(5)')).toBe(0);
    });
  });

  test('a RangeError that speaks of the call stack is not taken for an overflow', () => {
    const { jit } = createSession();
    const mine = [
      new RangeError('the call stack of my own machine is empty'),
      new RangeError('Maximum call stack size exceeded'),
    ];
    jit.defineHostFunction('hurl', (x) => {
      throw mine[x];
    });
    jit.addSource('def f(x) hurl(x) + 1');
    for (const [i, error] of mine.entries()) {
      expect(thrownBy(() => jit.function('f')(i))).toBe(error);
      expect(thrownBy(() => jit.evaluate(`hurl(${i})`))).toBe(error);
    }
  });

  test("a host function's own runaway recursion comes out as it is, through sessions too", () => {
    const inner = createSession();
    const outer = createSession();
    const forever = (x: number): number => 1 + forever(x + 1);
    inner.jit.defineHostFunction('forever', forever);
    inner.jit.addSource('def f(x) forever(x) + 1');
    outer.jit.defineHostFunction('inner', (x) => inner.jit.function('f')(x));
    outer.jit.addSource('def g(x) inner(x) + 1');
    for (const call of [() => inner.jit.function('f')(1), () => outer.jit.function('g')(1)]) {
      const thrown = thrownBy(call);
      expect(thrown).toBeInstanceOf(RangeError);
      expect(thrown).not.toBeInstanceOf(StackOverflowError);
      expect((thrown as Error).stack).toContain('forever');
    }
    inner.jit.addSource('def deep(x) deep(x + 1) + 1');
    expect(thrownBy(() => inner.jit.evaluate('deep(1)'))).toBeInstanceOf(StackOverflowError);
  });

  test('an exception passes through several sessions', () => {
    const inner = createSession();
    const outer = createSession();
    const mine = new Error('mine');
    inner.jit.defineHostFunction('hurl', () => {
      throw mine;
    });
    outer.jit.defineHostFunction('inner', () => inner.jit.evaluate('hurl()'));
    outer.jit.addSource('def f() inner()');
    expect(thrownBy(() => outer.jit.evaluate('f()'))).toBe(mine);
  });

  test('an exception may be caught and the program goes on', () => {
    const { jit } = createSession();
    jit.defineHostFunction('attempt', (x) => {
      try {
        return jit.function('risky')(x);
      } catch {
        return -1;
      }
    });
    jit.defineHostFunction('hurl', () => {
      throw new Error('mine');
    });
    jit.addSource(
      'def risky(x) if x < 2 then hurl() else x; def f(x) attempt(x) + attempt(x + 1) * 10',
    );
    expect(jit.evaluate('f(1)')).toBe(19);
  });

  describe('a failed compilation', () => {
    test('leaves the function lazy; the same call works when what was missing is there', () => {
      const { jit, lowered } = createSession();
      jit.addSource('def f(x) later(x) + 1; def g(x) f(x)');
      const g = jit.function('g');
      for (let i = 0; i < 3; i++) {
        expect(thrownBy(() => g(1))).toBeInstanceOf(DiagnosticError);
        expect(jit.findSymbol('f')).toMatchObject({ state: 'lazy' });
      }
      jit.addSource('def later(x) x * 10');
      expect(g(1)).toBe(11);
      expect(lowered.filter((name) => name === 'g')).toHaveLength(1);
    });

    test('inside a loop keeps what came before', () => {
      const { jit } = createSession();
      const seen: number[] = [];
      jit.defineHostFunction('see', (x) => seen.push(x));
      jit.addSource(
        'def bad(x) nosuch(x); def f(n) for i = 1, i < n in see(i) + if i < 3 then 0 else bad(i)',
      );
      expect(() => jit.evaluate('f(10)')).toThrow("unknown function 'nosuch'");
      expect(seen).toEqual([1, 2, 3]);
    });

    test('by a pass that throws', () => {
      const { jit } = createSession();
      jit.addSource('def f(x) x; def g(x) f(x)');
      const mine = new Error('mine');
      const { transformLayer } = jit.session;
      const { transform } = transformLayer;
      transformLayer.transform = () => {
        throw mine;
      };
      expect(thrownBy(() => jit.evaluate('g(1)'))).toBe(mine);
      transformLayer.transform = transform;
      expect(jit.evaluate('g(1)')).toBe(1);
    });
  });

  test('evaluate reports all errors of a text after doing the rest', () => {
    const { jit } = createSession();
    const thrown = thrownBy(() =>
      jit.evaluate('nosuch(1); def f(x) x; (1; y; f(1)'),
    ) as DiagnosticError;
    expect(thrown.diagnostics.map(({ message }) => message)).toEqual([
      "unknown function 'nosuch'",
      "expected ')', found ';'",
      "unknown variable 'y'",
    ]);
    expect(jit.evaluate('f(1)')).toBe(1);
  });
});
