import { describe, expect, test } from 'vitest';
import { engines } from '../support/engines.ts';
import { sessionsOn } from './session.ts';

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('a host function may evaluate source', () => {
    const { jit } = createSession();
    jit.defineHostFunction('evaluate', (x) => jit.evaluate(`def k(y) y * 2; k(${x}) + h(1)`));
    jit.addSource('def h(x) x; def f(x) evaluate(x) + h(x)');
    expect(jit.evaluate('f(5)')).toBe(10 + 1 + 5);
    expect(jit.evaluate('evaluate(1) + k(1)')).toBe(5);
  });

  test('a host function may evaluate a loop while a loop runs', () => {
    const { jit } = createSession();
    jit.defineHostFunction('sum', (n) =>
      jit.evaluate(`var s in (for i = 1, i < ${n} in s = s + i) + s`),
    );
    expect(jit.evaluate('var s in (for i = 1, i < 4 in s = s + sum(i)) + s')).toBe(1 + 3 + 6 + 10);
  });

  test('a host function may define what its caller calls next', () => {
    const { jit, compiled } = createSession();
    jit.defineHostFunction('define', () => {
      jit.addSource('def late(x) x * 3');
      return 0;
    });
    jit.addSource('extern late(x); def f(x) define() + late(x)');
    expect(jit.evaluate('f(5)')).toBe(15);
    expect(compiled).toEqual(['f', 'late']);
  });

  test('a host function may redefine its caller again and again', () => {
    const { jit } = createSession();
    jit.defineHostFunction('next', (n) => {
      jit.addSource(`def f(x) if x < 1 then ${n} else next(x) + again(x - 1)`);
      return 0;
    });
    jit.addSource('def again(x) f(x); def f(x) next(x) + again(x - 1)');
    expect(jit.evaluate('f(50)')).toBe(1);
    expect(jit.evaluate('f(0)')).toBe(1);
  });

  test('a host function may call plain functions, to any depth', () => {
    const { jit } = createSession();
    jit.defineHostFunction('back', (n) => jit.function('f')(n));
    jit.addSource('def f(n) if n < 1 then 0 else 1 + back(n - 1)');
    expect(jit.function('f')(engine.nesting)).toBe(engine.nesting);
  });

  test('a function may be called while another one is being compiled', () => {
    const { jit, compiled } = createSession();
    jit.addSource('def f(x) g(x) + 1; def g(x) x; def h(x) x * 2');
    const seen: number[] = [];
    jit.events.on('stage', ({ name, stage }) => {
      if (name === 'f') seen.push(jit.evaluate(stage === 'lower' ? 'h(1) + g(1)' : 'h(2)'));
    });
    expect(jit.evaluate('f(1)')).toBe(2);
    expect(seen).toEqual([3, 4, 4, 4]);
    expect(compiled).toEqual(['h', 'g', 'f']);
  });

  test('calling a function that is being compiled is an error, and does no harm', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) x');
    let message = '';
    const stop = jit.events.on('stage', ({ name }) => {
      if (name !== 'f') return;
      stop();
      try {
        jit.function('f')(1);
      } catch (error) {
        ({ message } = error as Error);
      }
    });
    expect(jit.evaluate('f(1)')).toBe(1);
    expect(message).toBe("'f' was called while it was being compiled");
    expect(jit.evaluate('f(2)')).toBe(2);
  });

  test('what changes while a function is compiled reaches it', () => {
    const { jit } = createSession({ inlines: true });
    jit.addSource('def g(x) x + 1; def f(x) g(x) * 2');
    const stop = jit.events.on('stage', ({ name, stage }) => {
      if (name !== 'f' || stage !== 'optimize') return;
      stop();
      jit.addSource('def g(x) x + 100');
    });
    expect(jit.function('f')(1)).toBe(202);
  });

  test('a function may be redefined while it is compiled, and its code is dropped', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) x');
    const former = jit.findSymbol('f');
    const stop = jit.events.on('stage', ({ name, stage }) => {
      if (name !== 'f' || stage !== 'compile') return;
      stop();
      jit.addSource('def f(x) x + 7');
    });
    expect(jit.function('f')(1)).toBe(8);
    expect(former?.code).toBeUndefined();
  });

  test('the caller may be made lazy while it waits for its callee', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) g(x) / 2; def g(x) x');
    const stop = jit.events.on('stage', ({ name, stage }) => {
      if (name !== 'g' || stage !== 'lower') return;
      stop();
      jit.addSource('def binary / 40 (a b) a - b');
    });
    expect(jit.evaluate('f(8)')).toBe(4);
    expect(jit.evaluate('f(8)')).toBe(6);
  });

  test('output of a call inside a call is in order and complete', () => {
    const { jit } = createSession();
    jit.defineHostFunction('inner', (x) => jit.evaluate(`printd(${x})`));
    jit.addSource('extern printd(x); def f(x) printd(x) + inner(x + 1) + printd(x + 2)');
    expect(jit.evaluate('f(1)')).toBe(0);
    expect(jit.output.pending).toBe(0);
  });
});
