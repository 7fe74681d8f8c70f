/** Small functions are copied into their callers, before anybody has called them. It does not show. */
import { describe, expect, test } from 'vitest';
import { parseModule } from '../../src/ir/index.ts';
import { DiagnosticError, SourceFile } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { scaled } from '../support/long.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('a copied function is not compiled for itself until it is called by another way', () => {
    const { jit, compiled } = createSession({ inlines: true });
    jit.addSource('def small(x) x + 1; def f(x) small(x) * 2');
    expect(jit.evaluate('f(1)')).toBe(4);
    expect(compiled).toEqual(['f']);
    expect(jit.evaluate('small(1)')).toBe(2);
    expect(compiled).toEqual(['f', 'small']);
  });

  test('what is copied is told, with where it goes', () => {
    const { jit } = createSession({ inlines: true });
    const copies: string[] = [];
    jit.events.on('inlined', ({ name, into }) => copies.push(`${name} → ${into}`));
    jit.addSource(`
    def binary | (a b) if a then 1 else b;
    def inner(x) x | 0; def outer(x) inner(x) + 1;
    def fib(n) if n < 3 then 1 else fib(n - 1) + fib(n - 2)`);
    expect(copies).toEqual([]);
    expect(jit.evaluate('outer(1) + fib(5)')).toBe(7);
    expect(copies.sort()).toEqual(['binary| → outer', 'inner → outer']);
    for (const outcome of jit.run(new SourceFile('t', 'def f(x) inner(x)'))) {
      if (outcome.kind === 'definition') jit.lower(outcome.ast);
    }
    expect(copies).toHaveLength(2); // showing IR compiles nothing
  });

  test('a redefinition makes those lazy again that contain the old body, and only those', () => {
    const { jit, compiled } = createSession({ inlines: true });
    const invalidated: string[] = [];
    jit.events.on('invalidated', ({ name }) => invalidated.push(name));
    jit.addSource(`
    def a(x) x + 1;
    def b(x) a(x) * 2;
    def c(x) b(x) + 0.5;
    def other(x) x`);
    expect(jit.evaluate('c(1) + b(1) + other(1)')).toBe(4.5 + 4 + 1);
    compiled.length = 0;
    jit.addSource('def a(x) x + 2');
    expect(invalidated.sort()).toEqual(['b', 'c']);
    expect(compiled).toEqual([]);
    expect(jit.evaluate('c(1) + b(1) + other(1)')).toBe(6.5 + 6 + 1);
    expect(compiled.sort()).toEqual(['b', 'c']);
    jit.addSource('def a(x) x + 3; def a(x) x + 4');
    expect(jit.evaluate('c(1)')).toBe(10.5);
  });

  test('a body with errors is not copied: its own first call reports them', () => {
    const { jit } = createSession({ inlines: true });
    jit.addSource('def bad(x) nosuch(x); def f(x) if x then 1 else bad(x)');
    expect(jit.evaluate('f(1)')).toBe(1);
    expect(thrownBy(() => jit.evaluate('f(0)'))).toBeInstanceOf(DiagnosticError);
    expect(jit.evaluate('f(1)')).toBe(1);
    jit.addSource('def nosuch(x) 5');
    expect(jit.evaluate('f(0)')).toBe(5);
  });

  test('a running function finishes with the bodies it contains, and the next call has the new ones', () => {
    const { jit } = createSession({ inlines: true });
    jit.defineHostFunction('redefine', () => {
      jit.addSource('def small(x) x + 100');
      return 0;
    });
    jit.addSource('def small(x) x + 1; def f(x) small(x) + redefine() + small(x) * 1000');
    expect(jit.evaluate('f(0)')).toBe(1001);
    expect(jit.evaluate('f(0)')).toBe(100_100);
  });

  test('a call of IR with too few arguments is an error, and gets no body', () => {
    const { jit } = createSession({ inlines: true });
    jit.addSource('def g(a b) a');
    jit.addModule(
      parseModule(
        `define double @f(double %x) {
  %r = call double @g(double %x)
  ret double %r
}
declare double @g(double)`,
      ),
    );
    expect(() => jit.function('f')(1)).toThrow("'g' takes 2 arguments, but 1 is given");
  });

  test.each([true, false])('functions of a module call each other, with inlining %j', (inlines) => {
    const { jit } = createSession({ inlines });
    jit.addModule(
      parseModule(
        `define double @f(double %x) {
  %r = call double @g(double %x)
  ret double %r
}
define double @g(double %x) {
  %r = fadd double %x, 1.0
  ret double %r
}`,
      ),
    );
    jit.addSource('extern f(x); def g(x) 100'); // hides the module's from programs
    expect(jit.evaluate('f(1) + g(1) * 10')).toBe(1002);
  });

  test('mutual recursion of small functions', () => {
    const { jit } = createSession({ inlines: true });
    jit.addSource(`
    def even(n) if n < 1 then 1 else odd(n - 1);
    def odd(n) if n < 1 then 0 else even(n - 1)`);
    expect(jit.evaluate('even(1001) + odd(1001) * 10')).toBe(10);
    jit.addSource('def odd(n) 7');
    expect(jit.evaluate('even(1001)')).toBe(7);
  });

  test('host functions that throw, through copied bodies', () => {
    const { jit } = createSession({ inlines: true });
    const mine = new Error('mine');
    jit.defineHostFunction('hurl', () => {
      throw mine;
    });
    jit.addSource('def small(x) hurl() + x; def f(x) small(x) + small(x)');
    expect(thrownBy(() => jit.evaluate('f(1)'))).toBe(mine);
  });

  test('a function that chooses among hundreds of small ones copies some of them', () => {
    const { jit } = createSession({ inlines: true });
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    jit.addSource(numbers.map((i) => `def small${i}(x) x * x + ${i} * x - 1`).join('\n'));
    jit.addSource(
      `def f(x) ${numbers.map((i) => `if x < ${i} then small${i}(x) else`).join(' ')} x`,
    );
    expect(jit.evaluate('f(2.5)')).toBe(2.5 * 2.5 + 3 * 2.5 - 1);
    let invalidated = 0;
    jit.events.on('invalidated', () => invalidated++);
    jit.addSource('def small299(x) 5');
    expect(invalidated).toBe(0); // f calls it, and has no copy
    jit.addSource('def small0(x) 6');
    expect(invalidated).toBe(1);
    expect(jit.evaluate('f(298.5) + f(0 - 1)')).toBe(11);
  });

  test('a loop that chooses among hundreds of small ones copies some of them', () => {
    const { jit } = createSession({ inlines: true });
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    jit.addSource(numbers.map((i) => `def small${i}(x) x * x + ${i} * x - 1`).join('\n'));
    const choice = numbers.map((i) => `if x < ${i} then small${i}(x) else`).join(' ');
    jit.addSource(`def f(x n) var s = 0 in (for i = 1, i < n in s = s + (${choice} x)) + s`);
    const copied = new Set<string>();
    jit.events.on('inlined', ({ name }) => copied.add(name));
    expect(jit.evaluate('f(2.5, 1)')).toBe(2.5 * 2.5 + 3 * 2.5 - 1); // the body runs once
    expect(copied.has('small0')).toBe(true);
    expect(copied.has('small299')).toBe(false);
  });

  test('hundreds of callers of one function, redefined', () => {
    const { jit } = createSession({ inlines: true });
    const numbers = Array.from({ length: scaled(1000) }, (_, i) => i);
    jit.addSource(
      `def small(x) x + 1; ${numbers.map((i) => `def f${i}(x) small(x) + ${i};`).join('')}`,
    );
    for (const i of numbers) expect(jit.function(`f${i}`)(1)).toBe(2 + i);
    jit.addSource('def small(x) x + 10');
    for (const i of numbers) expect(jit.function(`f${i}`)(1)).toBe(11 + i);
  });
});
