import { describe, expect, test } from 'vitest';
import type { KaleidoscopeJIT, ModuleHandle } from '../../src/kaleidoscope-jit.ts';
import { SymbolsNotFoundError } from '../../src/orc/index.ts';
import { SourceFile } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { sessionsOn } from './session.ts';

/** Adds one definition, and gives its handle. */
function define(jit: KaleidoscopeJIT, text: string): ModuleHandle {
  for (const outcome of jit.run(new SourceFile('t', text))) {
    if (outcome.kind === 'definition') return outcome.handle;
  }
  throw new Error('no definition');
}

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('code that came to do without a removed function follows its new arity', () => {
    const { jit } = createSession();
    const handle = define(jit, 'def f(x) x');
    jit.addSource('def g(x) if 1 then x else f(x)');
    expect(jit.evaluate('g(3)')).toBe(3);
    jit.removeModule(handle);
    jit.addSource('def f(x y) x');
    expect(() => jit.evaluate('g(3)')).toThrow("'f' takes 2 arguments, but 1 is given");
  });

  test('a removed function is undefined for its callers, until it is defined again', () => {
    const { jit } = createSession();
    const handle = define(jit, 'def f(x) x');
    jit.addSource('def g(x) f(x) + 1');
    const f = jit.function('f');
    expect(jit.evaluate('g(1)')).toBe(2);
    jit.removeModule(handle);
    for (const call of [() => jit.evaluate('g(1)'), () => f(1), () => jit.evaluate('f(1)')]) {
      const thrown = thrownBy(call);
      expect(thrown).toBeInstanceOf(SymbolsNotFoundError);
      expect(thrown).toMatchObject({ symbols: ['f'], message: 'undefined function: f' });
    }
    expect(jit.findSymbol('f')).toBe(undefined);
    expect(() => jit.function('f')).toThrow(SymbolsNotFoundError);
    define(jit, 'def f(x) x * 10');
    expect(jit.evaluate('g(1)')).toBe(11);
    expect(f(2)).toBe(20);
  });

  test('removal before the first call', () => {
    const { jit, compiled } = createSession();
    const handle = define(jit, 'def f(x) x');
    jit.addSource('def g(x) f(x)');
    jit.removeModule(handle);
    expect(() => jit.evaluate('g(1)')).toThrow('undefined function: f');
    expect(compiled).toEqual(['g']);
  });

  test('what was redefined since is not removed', () => {
    const { jit } = createSession();
    const first = define(jit, 'def f(x) 1');
    const second = define(jit, 'def f(x) 2');
    jit.removeModule(first);
    expect(jit.evaluate('f(0)')).toBe(2);
    jit.removeModule(second);
    jit.removeModule(second);
    expect(() => jit.evaluate('f(0)')).toThrow('undefined function: f');
  });

  test('a running function may be removed', () => {
    const { jit } = createSession();
    let handle: ModuleHandle;
    jit.defineHostFunction('removeIt', () => {
      jit.removeModule(handle);
      return 0;
    });
    handle = define(jit, 'def f(n) if n < 1 then removeIt() + 7 else f(n - 1) + 1');
    expect(jit.evaluate('f(5)')).toBe(12);
    expect(() => jit.evaluate('f(5)')).toThrow('undefined function: f');
  });

  describe.each([
    ['interpreted', Infinity],
    ['compiled', 0],
  ])('a running function that is %s goes on calling itself as it was', (_, interpretedCalls) => {
    const text =
      'def f(n) if n < 1 then change() else if n < 2 then f(n - 1) * 2 + f(0) else f(n - 1)';

    test('when it is removed', () => {
      const { jit } = createSession({ interpretedCalls });
      let handle: ModuleHandle | undefined;
      jit.defineHostFunction('change', () => {
        if (handle !== undefined) jit.removeModule(handle);
        return 10;
      });
      handle = define(jit, text);
      expect(jit.evaluate('f(3)')).toBe(30);
      expect(() => jit.evaluate('f(3)')).toThrow('undefined function: f');
    });

    test('when it is redefined, with another number of parameters too', () => {
      for (const parameters of ['n', 'n m']) {
        const { jit } = createSession({ interpretedCalls });
        jit.defineHostFunction('change', () => {
          define(jit, `def f(${parameters}) 5`);
          return 10;
        });
        define(jit, text);
        expect(jit.evaluate('f(3)')).toBe(30);
        expect(jit.evaluate(`f(3${parameters === 'n' ? '' : ', 4'})`)).toBe(5);
      }
    });
  });

  test('a running function whose callee is removed meets the error', () => {
    const { jit } = createSession();
    jit.defineHostFunction('removeIt', () => {
      jit.removeModule(handle);
      return 0;
    });
    const handle = define(jit, 'def g(x) x');
    jit.addSource('def f(x) g(x) + removeIt() + g(x)');
    expect(() => jit.evaluate('f(1)')).toThrow('undefined function: g');
  });

  test('removal uncovers the host', () => {
    const { jit } = createSession();
    jit.addSource('extern cos(x); def f(x) cos(x)');
    expect(jit.evaluate('f(0)')).toBe(1);
    const handle = define(jit, 'def cos(x) 5');
    expect(jit.evaluate('f(0)')).toBe(5);
    jit.removeModule(handle);
    expect(jit.evaluate('f(0)')).toBe(1);
    define(jit, 'def cos(x) 6');
    expect(jit.evaluate('f(0)')).toBe(6);
  });

  describe('events', () => {
    test('tell of definitions and removals', () => {
      const { jit } = createSession();
      const heard: string[] = [];
      jit.events.on('defined', ({ name, redefinition }) => heard.push(`${name} ${redefinition}`));
      jit.events.on('removed', ({ name }) => heard.push(`removed ${name}`));
      const handle = define(jit, 'def f(x) x');
      const again = define(jit, 'def f(x) x');
      jit.removeModule(handle);
      jit.removeModule(again);
      expect(heard).toEqual(['f false', 'f true', 'removed f']);
    });

    test('tell of a failed compilation, and end when asked', () => {
      const { jit } = createSession();
      const failed: string[] = [];
      const stop = jit.events.on('failed', ({ name }) => failed.push(name));
      jit.addSource('def f(x) nosuch(x)');
      expect(() => jit.evaluate('f(1)')).toThrow("unknown function 'nosuch'");
      stop();
      expect(() => jit.evaluate('f(1)')).toThrow("unknown function 'nosuch'");
      expect(failed).toEqual(['f']);
    });
  });

  test('definitions that come and go leave nothing behind', () => {
    const { jit } = createSession();
    jit.addSource('def g(x) f(x)');
    for (let i = 0; i < 300; i++) {
      const handle = define(jit, `def f(x) x + ${i}`);
      expect(jit.evaluate('g(1)')).toBe(1 + i);
      jit.removeModule(handle);
      expect(() => jit.evaluate('g(1)')).toThrow('undefined function: f');
    }
    expect([...jit.session.main.definitions()].map(({ name }) => name)).toEqual(['g']);
  });
});
