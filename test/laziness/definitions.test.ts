/** What a unit emits must be what it has promised: units of other languages, handing in IR. */
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  FunctionBuilder,
  functionOfDoubles,
  type IRFunction,
  parseModule,
  VerifierError,
} from '../../src/ir/index.ts';
import {
  type Code,
  LazyFunction,
  type MaterializationResponsibility,
  type MaterializationUnit,
  MissingSymbolDefinitionsError,
  Session,
  SymbolTypeError,
  UnexpectedSymbolDefinitionsError,
} from '../../src/orc/index.ts';
import { engines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';

/** A function that returns `value`, whatever its parameters are. */
function constant(name: string, value: number, arity = 0): IRFunction {
  const builder = new FunctionBuilder(name, new Array(arity).fill('x'));
  builder.ret(builder.constant(value));
  return builder.finish();
}

/** A unit that promises functions without parameters. */
function promise(
  names: readonly string[],
  materialize: (responsibility: MaterializationResponsibility) => void,
): MaterializationUnit {
  return { symbols: names.map((name) => ({ name, type: functionOfDoubles(0) })), materialize };
}

describe.each(engines)('$name', (engine) => {
  function createSession(): Session {
    const session = new Session(engine.create());
    onTestFinished(() => session[Symbol.dispose]());
    return session;
  }

  /** Emits these functions for a unit that promises `p` and `q`. */
  function emitting(functions: readonly IRFunction[]): Session {
    const session = createSession();
    const unit = promise(['p', 'q'], (it) => session.irLayer.emit(it, { functions }));
    session.main.define(unit);
    return session;
  }

  test('definitions are told apart by their names, in whatever order they come', () => {
    const session = emitting([constant('q', 2), constant('p', 1)]);
    expect(session.function('p')()).toBe(1);
    expect(session.function('q')()).toBe(2);
  });

  test('a missing definition', () => {
    const session = emitting([constant('p', 1)]);
    for (const name of ['p', 'q', 'p']) {
      const thrown = thrownBy(() => session.function(name)());
      expect(thrown).toBeInstanceOf(MissingSymbolDefinitionsError);
      expect(thrown).toMatchObject({ symbols: ['q'] });
      expect(session.main.lookup(name)).toMatchObject({ state: 'lazy', code: undefined });
    }
  });

  test('a definition too many, and one that comes twice', () => {
    const functions = [constant('p', 1), constant('q', 2), constant('r', 3)];
    const thrown = thrownBy(() => emitting(functions).function('q')());
    expect(thrown).toBeInstanceOf(UnexpectedSymbolDefinitionsError);
    expect(thrown).toMatchObject({ symbols: ['r'] });
    const twice = [constant('p', 1), constant('q', 2), constant('q', 2)];
    expect(() => emitting(twice).function('q')()).toThrow(VerifierError);
  });

  test('a definition with other parameters', () => {
    const session = emitting([constant('p', 1), constant('q', 2, 3)]);
    const thrown = thrownBy(() => session.function('p')());
    expect(thrown).toBeInstanceOf(SymbolTypeError);
    expect(thrown).toMatchObject({
      symbols: ['q'],
      message: "'q' was promised as double (), but its code is double (double, double, double)",
    });
  });

  test('code that a unit links itself is checked too', () => {
    const session = createSession();
    const link = (name: string, count = 0): Code =>
      session.controller.linkHostFunction({ name, type: functionOfDoubles(count), call: () => 7 });
    const emit = (name: string, ...codes: Code[]) => {
      session.main.define(promise([name], (it) => it.notifyEmitted(codes)));
      return thrownBy(() => session.function(name)());
    };
    expect(emit('a', link('b'))).toBeInstanceOf(UnexpectedSymbolDefinitionsError);
    expect(emit('c')).toBeInstanceOf(MissingSymbolDefinitionsError);
    expect(emit('d', link('d'), link('d'))).toBeInstanceOf(UnexpectedSymbolDefinitionsError);
    expect(emit('e', link('e', 2))).toBeInstanceOf(SymbolTypeError);
    session.main.define(promise(['nothing'], () => {}));
    expect(thrownBy(() => session.function('nothing')())).toBeInstanceOf(
      MissingSymbolDefinitionsError,
    );
    session.main.define(promise(['f'], (it) => it.notifyEmitted([link('f')])));
    expect(session.function('f')()).toBe(7);
  });

  test('unsound IR is an error with its place, and the promise stays open', () => {
    const session = createSession();
    const module = parseModule(`define double @f(double %x) {
      start:
        %a = fadd double %x, 1.0
        %b = fadd double %a, 2.0
        ret double %b
      }`);
    const [fn] = module.functions;
    const sum = fn!.values.findIndex(({ op }) => op === 'fadd');
    const use = fn!.values[sum]!;
    const own = use.operands[0]!;
    session.main.define(new LazyFunction('f', functionOfDoubles(1), () => structuredClone(module)));
    use.operands[0] = sum as typeof own;
    const thrown = thrownBy(() => session.function('f')(1));
    expect(thrown).toBeInstanceOf(VerifierError);
    expect(thrown).toMatchObject({
      symbols: ['f'],
      violations: [{ invariant: 13, function: 'f', block: '%start', instruction: '%0' }],
    });
    use.operands[0] = own;
    expect(session.function('f')(1)).toBe(4);
  });

  test('so is what the transform of a session makes', () => {
    const session = createSession();
    session.transformLayer.transform = (module) => {
      for (const { blocks } of module.functions) blocks[0]!.instructions.length = 0;
      return module;
    };
    session.main.define(
      new LazyFunction('f', functionOfDoubles(0), () => ({ functions: [constant('f', 1)] })),
    );
    const thrown = thrownBy(() => session.function('f')());
    expect(thrown).toMatchObject({ violations: [{ invariant: 6, block: '%entry' }] });
  });

  test('a call with another number of arguments than the function itself takes', () => {
    const session = createSession();
    const builder = new FunctionBuilder('f', ['x']);
    builder.ret(builder.call('f', []));
    const fn = builder.finish();
    session.main.define(new LazyFunction('f', functionOfDoubles(1), () => ({ functions: [fn] })));
    const thrown = thrownBy(() => session.function('f')(1));
    expect(thrown).toMatchObject({ violations: [{ invariant: 15, block: '%entry' }] });
  });
});
