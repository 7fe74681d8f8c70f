/** The end of a session: what throws from then on, and what is freed whoever holds on to what. */

import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { functionOfDoubles } from '../../src/ir/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { Parser } from '../../src/language/index.ts';
import { HostFunctionUnit, LazyFunction, SessionDisposedError } from '../../src/orc/index.ts';
import { SourceFile } from '../../src/source/index.ts';
import { engines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { sessionsOn } from './session.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('after its end all that would run or define throws, and so do handles', () => {
    const { jit } = createSession();
    jit.addSource('def f(x) x + 1; def lazy(x) f(x)');
    const parser = new Parser(new SourceFile('g', 'def g(x) x'), jit.operators, () => {});
    const item = parser.next();
    if (item?.kind !== 'definition') throw new Error('no definition');
    const { session } = jit;
    const [f, lazy, symbol] = [jit.function('f'), jit.function('lazy'), jit.findSymbol('f')!];
    const { stub } = symbol;
    const { main } = session;
    expect(f(1)).toBe(2);
    for (let i = 0; i < 2; i++) {
      jit[Symbol.dispose]();
      const uses = [
        () => f(1),
        () => f(1, 2),
        () => lazy(1),
        () => stub.call(1),
        () => symbol.stub,
        () => session.call(symbol, [1]),
        () => session.callable(symbol)(1),
        () => session.run(() => 1),
        () => session.function('f'),
        () => session.compiler,
        () => session.createJITDylib('more'),
        () => main.define(new LazyFunction('h', functionOfDoubles(0), () => ({ functions: [] }))),
        () =>
          main.define(
            new HostFunctionUnit({ name: 'h', type: functionOfDoubles(0), call: () => 1 }),
          ),
        () => jit.function('f'),
        () => jit.evaluate('1 + 1'),
        () => jit.evaluate(''),
        () => jit.addSource('extern g(x)'),
        () => [...jit.run(new SourceFile('g', 'g(1)'))],
        () => jit.check(new SourceFile('g', 'g(1)')),
        () => jit.addFunctionAST(item.ast),
        () => jit.addModule({ functions: [] }),
        () => jit.defineHostFunction('h', () => 1),
      ];
      for (const use of uses) {
        expect(thrownBy(use), String(use)).toBeInstanceOf(SessionDisposedError);
      }
      expect(symbol.state).toBe('removed');
      expect(symbol.code).toBeUndefined();
      expect(jit.findSymbol('f')).toBeUndefined();
    }
  });

  test('a running call ends first, with what it still has to compile', () => {
    const { jit } = createSession();
    let printed = '';
    const other = new KaleidoscopeJIT({
      engine: engine.create(),
      flush: false,
      output: (bytes) => {
        printed += new TextDecoder().decode(bytes);
      },
    });
    for (const each of [jit, other]) {
      each.defineHostFunction('end', () => {
        each[Symbol.dispose]();
        expect(thrownBy(() => each.evaluate('1'))).toBeInstanceOf(SessionDisposedError);
        return 1;
      });
      each.addSource('extern printd(x); extern sqrt(x); def rest(x) sqrt(x) + printd(x)');
      each.addSource('def f(x) end() + rest(x)');
      const f = each.function('f');
      expect(f(16)).toBe(5);
      expect(thrownBy(() => f(16))).toBeInstanceOf(SessionDisposedError);
    }
    expect(printed).toBe('16.000000\n');
  });

  test('its code and its texts are freed while functions and symbols of it live', async () => {
    const handles: unknown[] = [];
    const watched: WeakRef<object>[] = [];
    const use = () => {
      const { jit } = { jit: new KaleidoscopeJIT({ engine: engine.create() }) };
      const source = new SourceFile('<test>', 'def f(x) g(x) + 1; def g(x) h(x); def lazy(x) x');
      jit.defineHostFunction('h', (x) => x * 2);
      expect([...jit.run(source)]).toHaveLength(3);
      handles.push(jit.function('f'), jit.function('lazy'), jit.function('h'));
      expect(jit.function('f')(1)).toBe(3);
      for (const name of ['f', 'g', 'lazy', 'h']) handles.push(jit.findSymbol(name)!);
      handles.push(jit.findSymbol('f')!.stub, jit.session, jit.session.main);
      watched.push(new WeakRef(source), new WeakRef(jit.findSymbol('f')!.code!));
      jit[Symbol.dispose]();
    };
    use();
    for (let i = 0; i < 20 && watched.some((ref) => ref.deref() !== undefined); i++) {
      await sleep(10);
      collectGarbage();
    }
    expect(watched.map((ref) => ref.deref())).toEqual([undefined, undefined]);
    expect(handles).toHaveLength(10);
  });

  test('sessions that were disposed of leave nothing behind', async () => {
    const use = (count: number) => {
      for (let i = 0; i < count; i++) {
        using jit = new KaleidoscopeJIT({ engine: engine.create() });
        expect(jit.evaluate('1 + 1')).toBe(2);
      }
    };
    const heapAfter = async (count: number) => {
      use(count);
      for (let i = 0; i < 4; i++) {
        await sleep(10);
        collectGarbage();
      }
      return process.memoryUsage().heapUsed;
    };
    const before = await heapAfter(20);
    expect((await heapAfter(60)) - before).toBeLessThan(60 * 10_000);
  });

  test('the text of a function is freed when it was removed or redefined', async () => {
    const { jit } = createSession({ inlines: true });
    const watched: WeakRef<object>[] = [];
    const handles: unknown[] = [];
    const use = () => {
      for (const [name, isCalled] of [
        ['a', true],
        ['b', false],
        ['c', true],
      ] as const) {
        const source = new SourceFile('<test>', `def ${name}(x) x + 1`);
        const [outcome] = jit.run(source);
        if (outcome?.kind !== 'definition') throw new Error('no definition');
        handles.push(jit.function(name), jit.findSymbol(name));
        if (isCalled) expect(jit.function(name)(1)).toBe(2);
        watched.push(new WeakRef(source));
        if (name === 'c') jit.addSource('def c(x) x');
        else jit.removeModule(outcome.handle);
      }
    };
    use();
    for (let i = 0; i < 20 && watched.some((ref) => ref.deref() !== undefined); i++) {
      await sleep(10);
      collectGarbage();
    }
    expect(watched.map((ref) => ref.deref())).toEqual([undefined, undefined, undefined]);
    expect(handles).toHaveLength(6);
  });
});
