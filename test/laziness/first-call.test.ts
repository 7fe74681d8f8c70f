import { describe, expect, test } from 'vitest';
import { functionOfDoubles } from '../../src/ir/index.ts';
import { engines } from '../support/engines.ts';
import { sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('a function that is not called is not lowered', () => {
    const { jit, lowered, compiled } = createSession();
    jit.addSource('def f(x) g(x); def g(x) x; def h(x) nosuch(x); def k(x) if x then f(x) else 1');
    expect(lowered).toEqual([]);
    expect(jit.evaluate('k(0)')).toBe(1);
    expect(lowered).toEqual(['k']);
    expect(compiled).toEqual(['k']);
  });

  test('a function is compiled once, whoever calls it and how often', () => {
    const { jit, compiled } = createSession();
    jit.addSource('def f(x) x + 1; def g(x) f(x) + f(x); def h(x) f(x) + g(x)');
    const f = jit.function('f');
    const again = jit.function('f');
    for (let i = 0; i < 100; i++)
      expect(f(i) + again(i) + jit.evaluate('h(1) + g(1)')).toBe(2 * i + 12);
    expect(compiled.sort()).toEqual(['f', 'g', 'h']);
  });

  test('asking for a function, its symbol or its IR compiles nothing', () => {
    const { jit, compiled } = createSession();
    jit.addSource('def f(x) x');
    jit.function('f');
    expect(jit.findSymbol('f')).toMatchObject({
      name: 'f',
      type: functionOfDoubles(1),
      state: 'lazy',
    });
    expect(compiled).toEqual([]);
  });

  test('a symbol becomes ready by its first call', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) x');
    const symbol = jit.findSymbol('f');
    jit.function('f')(1);
    expect(symbol).toMatchObject({ state: 'ready' });
    expect(jit.findSymbol('f')).toBe(symbol);
  });

  test('an expression with a loop is compiled, run and forgotten', () => {
    const { jit, compiled } = createSession();
    for (let i = 0; i < 3; i++) jit.evaluate('for i = 1, i < 3 in i');
    expect(compiled).toEqual(['__anon_expr', '__anon_expr', '__anon_expr']);
    expect([...jit.session.main.definitions()].map(({ name }) => name)).not.toContain(
      '__anon_expr',
    );
  });

  describe('the first call goes on with its arguments', () => {
    const specials = [
      -0,
      NaN,
      Infinity,
      -Infinity,
      5e-324,
      2 ** 53 + 2,
      0.1,
      -1,
      0,
      1e308,
      7,
      -1e-9,
    ];

    test.each(Array.from({ length: 13 }, (_, arity) => arity))('arity %i', (arity) => {
      const { jit, compiled } = createSession();
      const taken: number[][] = [];
      const take = (...args: number[]) => {
        taken.push(args);
        return args.length;
      };
      jit.defineHostFunction('take', take, arity);
      const parameters = Array.from({ length: arity }, (_, i) => `p${i}`);
      const call = (callee: string) => `${callee}(${parameters.join(', ')})`;
      const head = (name: string) => `def ${name}(${parameters.join(' ')})`;
      jit.addSource(`${head('outer')} ${call('inner')}; ${head('inner')} ${call('take')};`);
      const args = specials.slice(0, arity);
      expect(jit.function('outer')(...args)).toBe(arity);
      expect(jit.function('outer')(...args)).toBe(arity);
      expect(jit.function('inner')(...args)).toBe(arity);
      expect(taken).toEqual([args, args, args]);
      expect(compiled).toEqual(['outer', 'inner']);
    });
  });

  test('a function of a thousand parameters', () => {
    const { jit } = createSession();
    const names = Array.from({ length: 999 }, (_, i) => `p${i}`);
    const head = names.join(' ');
    jit.addSource(`def f(${head}) g(${names.join(', ')}); def g(${head}) p0 + p998 * 10`);
    expect(jit.function('f')(...names.map((_, i) => i + 1))).toBe(1 + 9990);
  });

  test('two sessions do not meet', () => {
    const a = createSession();
    const b = createSession();
    a.jit.addSource('def f(x) x + 1; def unary!(x) x; def sin(x) 42');
    b.jit.addSource('def f(x) x + 2; extern sin(x)');
    expect(a.jit.evaluate('f(1) + !1')).toBe(3);
    expect(b.jit.evaluate('f(1)')).toBe(3);
    expect(a.jit.evaluate('sin(0)')).toBe(42);
    expect(b.jit.evaluate('sin(0)')).toBe(0);
    expect(() => b.jit.evaluate('!1')).toThrow("unknown unary operator '!'");
    expect(a.compiled).toEqual(['f', 'unary!', 'sin']);
    expect(b.compiled).toEqual(['f']);
    a.jit[Symbol.dispose]();
    expect(b.jit.evaluate('f(2)')).toBe(4);
  });
});
