/** Dylibs, aliases, absolute symbols and stubs as authors of other languages use them. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FunctionBuilder, functionOfDoubles, type IRFunction } from '../../src/ir/index.ts';
import {
  absoluteSymbols,
  CallTypeError,
  HostFunctionUnit,
  InvalidArgumentError,
  IRModuleUnit,
  type JITDylib,
  JITDylibError,
  LazyFunction,
  type MaterializationUnit,
  ResourceTracker,
  Session,
  SessionDisposedError,
  SymbolsNotFoundError,
  symbolAliases,
} from '../../src/orc/index.ts';
import { engines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';

/** A function that returns `value`, whatever its parameters are. */
function constant(name: string, value: number, arity = 0): IRFunction {
  const builder = new FunctionBuilder(name, new Array(arity).fill('x'));
  builder.ret(builder.constant(value));
  return builder.finish();
}

/** A function that returns what another one without parameters does. */
function caller(name: string, callee: string): LazyFunction {
  return new LazyFunction(name, functionOfDoubles(0), () => {
    const builder = new FunctionBuilder(name, []);
    builder.ret(builder.call(callee, []));
    return { functions: [builder.finish()] };
  });
}

function defineConstant(dylib: JITDylib, name: string, value: number, arity = 0): LazyFunction {
  const build = () => ({ functions: [constant(name, value, arity)] });
  const unit = new LazyFunction(name, functionOfDoubles(arity), build);
  dylib.define(unit, { redefine: true });
  return unit;
}

describe.each(engines)('$name', (engine) => {
  function createSession(): Session {
    const session = new Session(engine.create());
    onTestFinished(() => session[Symbol.dispose]());
    return session;
  }

  test('are found by name, and removed', () => {
    const session = createSession();
    const library = session.createJITDylib('library');
    expect(session.getJITDylib('library')).toBe(library);
    expect(session.getJITDylib('main')).toBe(session.main);
    expect(() => session.createJITDylib('library')).toThrow(JITDylibError);
    defineConstant(library, 'f', 1);
    session.main.addToSearchOrder(library);
    session.main.define(caller('g', 'f'));
    const g = session.function('g');
    expect(g()).toBe(1);
    session.removeJITDylib(library);
    expect(session.getJITDylib('library')).toBe(undefined);
    expect(session.main.searchOrder).toEqual([session.main]);
    expect(g).toThrow(SymbolsNotFoundError);
    expect(() => defineConstant(library, 'f', 1)).toThrow(JITDylibError);
    expect(() => session.main.addToSearchOrder(library)).toThrow(JITDylibError);
    expect(() => session.removeJITDylib(session.main)).toThrow(JITDylibError);
    defineConstant(session.main, 'f', 2);
    expect(g()).toBe(2);
  });

  test('another session’s dylib is refused', () => {
    const other = createSession();
    expect(() => createSession().main.addToSearchOrder(other.main)).toThrow(JITDylibError);
  });

  test('compiled callers follow the search order', () => {
    const session = createSession();
    const [a, b] = [session.createJITDylib('a'), session.createJITDylib('b')];
    defineConstant(a, 'f', 1);
    defineConstant(b, 'f', 2);
    session.main.define(caller('g', 'f'));
    session.main.addToSearchOrder(a);
    const g = session.function('g');
    expect(g()).toBe(1);
    session.main.replaceInSearchOrder(a, b);
    expect(g()).toBe(2);
    session.main.setSearchOrder([session.main, a, b]);
    expect(g()).toBe(1);
    session.main.removeFromSearchOrder(a);
    expect(g()).toBe(2);
    session.main.setSearchOrder([session.main]);
    expect(g).toThrow('undefined function: f');
  });

  test('compiled callers follow a definition that hides one of a later dylib', () => {
    const session = createSession();
    const { main } = session;
    const [earlier, later] = ['earlier', 'later'].map((name) => session.createJITDylib(name));
    main.setSearchOrder([main, earlier!, later!]);
    defineConstant(later!, 'f', 1);
    main.define(caller('g', 'f'));
    const g = session.function('g');
    expect(g()).toBe(1);
    const unit = defineConstant(earlier!, 'f', 2);
    expect(g()).toBe(2);
    earlier!.remove(unit);
    expect(g()).toBe(1);
  });

  test('references that nothing uses are forgotten', () => {
    const session = createSession();
    const { main } = session;
    const units = [defineConstant(main, 'f', 1), caller('g', 'f')];
    main.define(units[1]!);
    expect(session.function('g')()).toBe(1);
    for (const unit of units) main.remove(unit);
    expect([...main.references()].map(({ name }) => name)).toEqual([]);
  });

  test('a caller with the wrong number of arguments is asked for its IR again', () => {
    const session = createSession();
    defineConstant(session.main, 'f', 1, 1);
    let count = 0;
    const unit = new LazyFunction('g', functionOfDoubles(0), () => {
      const builder = new FunctionBuilder('g', []);
      builder.ret(builder.call('f', count++ === 0 ? [] : [builder.constant(3)]));
      return { functions: [builder.finish()] };
    });
    session.main.define(unit);
    const g = session.function('g');
    expect(thrownBy(() => g())).toBeInstanceOf(CallTypeError);
    expect(g()).toBe(1);
  });

  test('what is removed uncovers what it hid, of another arity too', () => {
    const session = createSession();
    const library = session.createJITDylib('library');
    session.main.addToSearchOrder(library);
    defineConstant(library, 'f', 1);
    session.main.define(caller('g', 'f'));
    const [f, g] = [session.function('f'), session.function('g')];
    expect([f(), g()]).toEqual([1, 1]);
    for (const arity of [0, 1]) {
      const unit = defineConstant(session.main, 'f', 2, arity);
      expect(f(...new Array(arity).fill(0))).toBe(2);
      if (arity === 0) expect(g()).toBe(2);
      else expect(g).toThrow(CallTypeError);
      session.main.remove(unit);
      expect([f(), g(), session.function('f')()]).toEqual([1, 1, 1]);
    }
    library.clear();
    for (const call of [f, g, () => f(1)]) expect(call).toThrow(SymbolsNotFoundError);
  });

  test('a generator that learns a name later is asked again', () => {
    const session = createSession();
    const known = new Map<string, MaterializationUnit>();
    session.main.addGenerator({ generate: (name) => known.get(name) });
    session.main.define(caller('g', 'f'));
    const g = session.function('g');
    expect(g).toThrow(SymbolsNotFoundError);
    known.set('f', new HostFunctionUnit({ name: 'f', type: functionOfDoubles(0), call: () => 7 }));
    expect(g()).toBe(7);
  });

  test('what a generator has found stays when it is removed', () => {
    const session = createSession();
    const asked: string[] = [];
    const generator = {
      generate: (name: string) => {
        asked.push(name);
        return new HostFunctionUnit({ name, type: functionOfDoubles(0), call: () => 7 });
      },
    };
    session.main.addGenerator(generator);
    expect(session.function('f')()).toBe(7);
    session.main.removeGenerator(generator);
    expect(session.function('f')()).toBe(7);
    expect(session.main.lookup('g')).toBe(undefined);
    expect(asked).toEqual(['f']);
  });

  test('a stub is found once something has called its name', () => {
    const session = createSession();
    const library = session.createJITDylib('library');
    const { main } = session;
    main.addToSearchOrder(library);
    const unit = defineConstant(library, 'f', 1);
    expect(main.findStub('f')).toBe(undefined);
    main.define(caller('g', 'f'));
    expect(session.function('g')()).toBe(1);
    const stub = main.findStub('f');
    expect(stub).toMatchObject({ name: 'f', type: functionOfDoubles(0) });
    expect(stub?.call()).toBe(1);
    expect(library.findStub('f')).toBe(undefined); // no code of this dylib calls it
    expect(library.lookup('f')!.stub).toBe(library.findStub('f'));
    defineConstant(library, 'f', 2);
    expect(main.findStub('f')).toBe(stub);
    expect(stub?.call()).toBe(2);
    defineConstant(library, 'f', 3, 1);
    expect(main.reference('f', functionOfDoubles(0)).stub).toMatchObject({
      type: functionOfDoubles(0),
    }); // calls of it fail now
    expect(main.findStub('f')).toBe(undefined);
    expect(session.function('f')(0)).toBe(3);
    expect(main.findStub('f')).toMatchObject({ name: 'f', type: functionOfDoubles(1) });
    library.clear();
    expect([main.findStub('f'), main.findStub('nosuch')]).toEqual([undefined, undefined]);
    library.define(unit);
    expect(session.function('f')()).toBe(1);
  });

  test('a hidden stub is found by its own dylib, unless only exported ones are asked for', () => {
    const session = createSession();
    const { main } = session;
    for (const name of ['shown', 'hidden']) {
      main.define({
        symbols: [{ name, type: functionOfDoubles(0), exported: name === 'shown' }],
        materialize: (it) => session.irLayer.emit(it, { functions: [constant(name, 5)] }),
      });
      session.function(name)();
      expect(main.findStub(name)).toBe(main.lookup(name)!.stub);
      expect(main.findStub(name, true) !== undefined).toBe(name === 'shown');
    }
    const other = session.createJITDylib('other');
    other.addToSearchOrder(main);
    expect(other.findStub('hidden')).toBe(undefined);
    expect(session.dump()).toMatch(/\n {2}hidden\/0 {2}ready, \d+ bytes, hidden\n/);
  });

  test('a compile callback runs at the first call, from the host and from compiled code', () => {
    for (const isCompiled of [false, true]) {
      const session = createSession();
      const { compiler, controller } = session;
      let compilations = 0;
      const callee = session.getCompileCallback(
        { name: 'callee', type: functionOfDoubles(1) },
        () => {
          compilations++;
          const builder = new FunctionBuilder('callee', ['x']);
          builder.ret(builder.emit('fmul', builder.param(0), builder.constant(3)));
          const object = compiler.compile({ functions: [builder.finish()] });
          return controller.link(object, () => callee)[0]!; // one definition
        },
      );
      const caller = session.getCompileCallback(
        { name: 'caller', type: functionOfDoubles(1) },
        () => {
          const builder = new FunctionBuilder('caller', ['x']);
          builder.ret(builder.call('callee', [builder.param(0)]));
          const object = compiler.compile({ functions: [builder.finish()] });
          return controller.link(object, () => callee)[0]!; // one definition
        },
      );
      const stub = isCompiled ? caller : callee;
      expect(compilations).toBe(0);
      for (const x of [1, 2]) expect(session.run(() => stub.call(x))).toBe(3 * x);
      expect(compilations).toBe(1);
    }
  });

  test('a compile callback that fails is asked again, and its code can be freed', () => {
    const session = createSession();
    const { controller } = session;
    const mine = new Error('mine');
    const host = controller.linkHostFunction({
      name: 'host',
      type: functionOfDoubles(1),
      call: (x) => x + 1,
    });
    const results = [
      () => {
        throw mine;
      },
      () =>
        controller.linkHostFunction({ name: 'other', type: functionOfDoubles(0), call: () => 0 }),
      () => host,
    ];
    const stub = session.getCompileCallback({ name: 'f', type: functionOfDoubles(1) }, () =>
      results.shift()!(),
    );
    const call = () => session.run(() => stub.call(1));
    expect(thrownBy(call)).toBe(mine);
    expect(thrownBy(call)).toBeInstanceOf(CallTypeError);
    expect(call()).toBe(2);
    expect(results).toEqual([]);
    session.releaseUnheld(host);
    expect(thrownBy(call)).toBeInstanceOf(SymbolsNotFoundError);
  });

  test('a compile callback compiles nothing after its session', () => {
    const session = createSession();
    let compilations = 0;
    const stub = session.getCompileCallback({ name: 'f', type: functionOfDoubles(0) }, () => {
      compilations++;
      return session.controller.linkHostFunction({
        name: 'f',
        type: functionOfDoubles(0),
        call: () => 0,
      });
    });
    session[Symbol.dispose]();
    expect(thrownBy(() => stub.call())).toBeInstanceOf(SessionDisposedError);
    expect(compilations).toBe(0);
  });

  test('hidden symbols are found by their own dylib only', () => {
    const session = createSession();
    const library = session.createJITDylib('library');
    session.main.addToSearchOrder(library);
    const hidden: MaterializationUnit = {
      symbols: [{ name: 'hidden', type: functionOfDoubles(0), exported: false }],
      materialize: (it) => session.irLayer.emit(it, { functions: [constant('hidden', 5)] }),
    };
    library.define(hidden);
    library.define(caller('shown', 'hidden'));
    expect(session.function('shown')()).toBe(5);
    expect(session.main.lookup('hidden')).toBe(undefined);
    expect(() => session.function('hidden')).toThrow(SymbolsNotFoundError);
    expect(session.function('hidden', library)()).toBe(5);
  });

  test('units are told when they no longer define a name', () => {
    const session = createSession();
    const discarded: string[] = [];
    const unit = (label: string): MaterializationUnit => ({
      symbols: [{ name: 'f', type: functionOfDoubles(0) }],
      materialize: (it) => session.irLayer.emit(it, { functions: [constant('f', 1)] }),
      discard: (dylib, name) => discarded.push(`${label} ${dylib.name} ${name}`),
    });
    session.main.define(unit('first'));
    const second = unit('second');
    session.main.define(second, { redefine: true });
    expect(discarded).toEqual(['first main f']);
    expect(session.function('f')()).toBe(1);
    session.main.remove(second);
    expect(discarded).toEqual(['first main f', 'second main f']);
  });

  test('an alias follows the name that it stands for', () => {
    const session = createSession();
    defineConstant(session.main, 'f', 1);
    session.main.define(symbolAliases({ alias: { name: 'f', type: functionOfDoubles(0) } }));
    session.main.define(caller('g', 'alias'));
    const [alias, g] = [session.function('alias'), session.function('g')];
    expect([alias(), g()]).toEqual([1, 1]);
    const second = defineConstant(session.main, 'f', 2);
    expect([alias(), g()]).toEqual([2, 2]);
    session.main.remove(second);
    for (const call of [alias, g]) expect(call).toThrow('undefined function: f');
    defineConstant(session.main, 'f', 3);
    expect([alias(), g()]).toEqual([3, 3]);
  });

  test('aliases in a circle are an error', () => {
    const session = createSession();
    session.main.define(
      symbolAliases({
        a: { name: 'b', type: functionOfDoubles(0) },
        b: { name: 'a', type: functionOfDoubles(0) },
      }),
    );
    expect(() => session.function('a')()).toThrow(/while it was being compiled/);
  });

  test('code is kept for as long as a name has it', () => {
    const session = createSession();
    const unit = defineConstant(session.main, 'f', 1);
    expect(session.function('f')()).toBe(1);
    const code = session.main.lookup('f')!.code!; // just called
    const again = absoluteSymbols({ again: code });
    session.main.define(again);
    session.main.define(caller('g', 'again'));
    session.main.remove(unit);
    const [second, g] = [session.function('again'), session.function('g')];
    for (let i = 0; i < 50; i++) {
      const churn = defineConstant(session.main, 'churn', i);
      expect(session.function('churn')()).toBe(i);
      session.main.remove(churn);
    }
    expect([second(), g()]).toEqual([1, 1]);
    session.main.remove(again);
    for (const call of [second, g]) expect(call).toThrow(SymbolsNotFoundError);
  });

  test('a stub that was pointed by hand to code that goes says so', () => {
    const session = createSession();
    const unit = defineConstant(session.main, 'f', 1);
    expect(session.function('f')()).toBe(1);
    const code = session.main.lookup('f')!.code!; // just called
    const nine = session.controller.linkHostFunction({ name: 'h', type: code.type, call: () => 9 });
    const action = { compile: () => session.stubs.updatePointer(stub, nine) };
    const stub = session.stubs.createStub('mine', code.type, action);
    session.stubs.updatePointer(stub, code);
    expect(stub.call()).toBe(1);
    session.main.remove(unit);
    expect(thrownBy(() => stub.call())).toBeInstanceOf(SymbolsNotFoundError);
    expect(() => session.stubs.updatePointer(stub, code)).toThrow(SymbolsNotFoundError);
    session.stubs.updatePointer(stub, action);
    expect(stub.call()).toBe(9);
  });

  test('a stub that code calls again before the outermost call ends stays', () => {
    const session = createSession();
    const { main } = session;
    const first = defineConstant(main, 'f', 1);
    const reference = main.reference('f', functionOfDoubles(0));
    session.run(() => {
      expect(reference.stub.call()).toBe(1);
      main.remove(first); // nothing uses the reference now
      defineConstant(main, 'f', 2);
      expect(reference.stub.call()).toBe(2);
      main.define(caller('g', 'f'));
      main.reference('g', functionOfDoubles(0)).compile();
    });
    expect(session.function('g')()).toBe(2);
    defineConstant(main, 'f', 3);
    expect(session.function('g')()).toBe(3);
  });

  test('stubs that nothing calls are removed when the outermost call has ended', () => {
    const instance = engine.create();
    using session = new Session(instance);
    const removed = vi.spyOn(instance.executor, 'removeStub');
    const call = () => {
      const unit = defineConstant(session.main, 'f', 1);
      expect(session.function('f')()).toBe(1);
      session.main.remove(unit);
    };
    call();
    expect(removed).toHaveBeenCalledTimes(0); // no call has ended since
    call();
    expect(removed).toHaveBeenCalledTimes(1);
  });

  test('a stub that was pointed by hand to another action runs that from compiled code', () => {
    const session = createSession();
    const { main, stubs } = session;
    for (const [name, value] of [
      ['f', 1],
      ['other', 2],
    ] as const)
      defineConstant(main, name, value);
    main.define(caller('g', 'f'));
    expect(session.function('other')()).toBe(2);
    main.reference('g', functionOfDoubles(0)).compile();
    const { stub } = main.reference('f', functionOfDoubles(0));
    const other = main.lookup('other')!.code!; // just called
    stubs.updatePointer(stub, { compile: () => stubs.updatePointer(stub, other) });
    expect(session.function('g')()).toBe(2);
  });

  test('stubs take neither code of another type nor what another executor made', () => {
    const [session, other] = [createSession(), createSession()];
    const link = (it: Session, count: number) =>
      it.controller.linkHostFunction({ name: 'h', type: functionOfDoubles(count), call: () => 1 });
    const stub = session.stubs.createStub('mine', functionOfDoubles(0), { compile: () => {} });
    expect(() => session.stubs.updatePointer(stub, link(session, 1))).toThrow(CallTypeError);
    expect(() => session.stubs.updatePointer(stub, link(other, 0))).toThrow(InvalidArgumentError);
    expect(() => other.stubs.updatePointer(stub, link(other, 0))).toThrow(InvalidArgumentError);
    session.stubs.updatePointer(stub, link(session, 0));
    expect(stub.call()).toBe(1);
  });

  test('trackers remove what they have defined, or hand it on', () => {
    const session = createSession();
    const { main } = session;
    const [first, second] = [new ResourceTracker(main), new ResourceTracker(main)];
    const constantUnit = (name: string, value: number) =>
      new LazyFunction(name, functionOfDoubles(0), () => ({ functions: [constant(name, value)] }));
    first.define(constantUnit('f', 1));
    for (let i = 0; i < 100; i++) first.define(constantUnit('g', i), { redefine: true });
    second.define(constantUnit('h', 3));
    first.transferTo(second);
    first.remove();
    const [f, g, h] = ['f', 'g', 'h'].map((name) => session.function(name));
    expect([f!(), g!(), h!()]).toEqual([1, 99, 3]);
    defineConstant(main, 'g', 4);
    second[Symbol.dispose]();
    for (const gone of [f!, h!]) expect(gone).toThrow(SymbolsNotFoundError);
    expect(g!()).toBe(4);
    const foreign = new ResourceTracker(session.createJITDylib('other'));
    expect(() => first.transferTo(foreign)).toThrow(InvalidArgumentError);
  });

  test('a session as text', () => {
    const session = createSession();
    const library = session.createJITDylib('library');
    session.main.addToSearchOrder(library);
    defineConstant(library, 'f', 1, 2);
    session.main.define(caller('g', 'nosuch'));
    session.main.define(new IRModuleUnit({ functions: [constant('h', 3)] }));
    expect(thrownBy(() => session.function('g')())).toBeInstanceOf(SymbolsNotFoundError);
    session.function('h')();
    expect(session.dump().replace(/\d+ bytes/g, 'N bytes')).toBe(
      `main, searches main, library
  g/0       ready, N bytes
  h/0       ready, N bytes
  nosuch/0  undefined

library, searches library
  f/2  lazy
`,
    );
  });
});
