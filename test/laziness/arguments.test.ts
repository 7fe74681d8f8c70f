/** What JavaScript passes without the help of types is checked where it enters the library. */

import { describe, expect, test } from 'vitest';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { FunctionBuilder, functionOfDoubles, VerifierError } from '../../src/ir/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { InvalidArgumentError, LazyFunction, Session } from '../../src/orc/index.ts';
import { optimizeFunction } from '../../src/passes/index.ts';
import { engines } from '../support/engines.ts';
import { thrownBy } from '../support/thrown-by.ts';
import { sessionsOn } from './session.ts';

/** The message of the typed error that `action` throws. */
function complaint(action: () => unknown): string {
  const thrown = thrownBy(action);
  expect(thrown).toBeInstanceOf(InvalidArgumentError);
  expect(thrown).toBeInstanceOf(TypeError);
  return (thrown as InvalidArgumentError).message;
}

/** A value in the place of one of any type. */
function untyped(value: unknown): never {
  return value as never;
}

describe('options of a session', () => {
  test.each([
    [null, 'the options of a session must be an object, but is null'],
    [
      { optimisationLevel: 1 },
      "unknown option 'optimisationLevel'; did you mean 'optimizationLevel'?",
    ],
    [
      { optimizationLevel: 4 },
      "option 'optimizationLevel' must be an integer from 0 to 3, but is 4",
    ],
    [
      { optimizationLevel: '2' },
      "option 'optimizationLevel' must be an integer from 0 to 3, but is a string",
    ],
    [
      { interpretedCalls: -1 },
      "option 'interpretedCalls' must be an integer of 0 or more, but is -1",
    ],
    [
      { interpretedCalls: 0.5 },
      "option 'interpretedCalls' must be an integer of 0 or more, but is 0.5",
    ],
    [{ passes: 'simplify' }, "option 'passes' must be an array of names, but is a string"],
    [{ passes: ['simplfy'] }, "unknown pass 'simplfy'; did you mean 'simplify'?"],
    [
      { engine: 'llvm' },
      "option 'engine' must be an object with compiler and executor, but is a string",
    ],
    [
      { output: {} },
      "option 'output' must be an object with writeText and flush, but is an object",
    ],
    [{ flush: 1 }, "option 'flush' must be true or false, but is 1"],
    [{ verify: 'no' }, "option 'verify' must be true or false, but is a string"],
    [{ processFunctions: null }, "option 'processFunctions' must be true or false, but is null"],
  ])('%o', (options, message) => {
    expect(complaint(() => new KaleidoscopeJIT(untyped(options)))).toBe(message);
  });

  test('functions may be interpreted without an end', () => {
    using jit = new KaleidoscopeJIT({ interpretedCalls: Number.POSITIVE_INFINITY });
    expect(jit.evaluate('def f(x) x; f(2)')).toBe(2);
  });

  test('that are undefined are as if they were not there', () => {
    using jit = new KaleidoscopeJIT(untyped({ verify: undefined, engine: undefined }));
    expect(jit.evaluate('1 + 1')).toBe(2);
  });
});

test('the optimizer names its passes', () => {
  const fn = { name: 'f', type: functionOfDoubles(0), values: [], blocks: [] };
  const message = complaint(() => optimizeFunction(untyped(fn), {}, { passes: ['nosuch'] }));
  expect(message).toMatch(/^unknown pass 'nosuch'; there are .*simplify/);
});

test('the loop limits of the WebAssembly engine', () => {
  const loopLimits = { iterationsInPlace: 0 };
  expect(complaint(() => createWasmEngine({ loopLimits }))).toContain('0 iterations');
});

describe.each(engines)('$name', (engine) => {
  const createSession = sessionsOn(engine);

  test('texts and names', () => {
    const { jit } = createSession();
    expect(complaint(() => jit.evaluate(untyped(7)))).toBe(
      'the program must be a string, but is 7',
    );
    expect(complaint(() => jit.addSource(untyped(undefined)))).toBe(
      'the program must be a string, but is undefined',
    );
    expect(complaint(() => jit.evaluate('1', untyped({})))).toBe(
      'the name of the text must be a string, but is an object',
    );
    expect(complaint(() => jit.function(untyped(Symbol('f'))))).toBe(
      'the name of a function must be a string, but is a symbol',
    );
  });

  test('host functions', () => {
    const { jit } = createSession();
    const call = () => 1;
    const define = (...args: readonly unknown[]) =>
      complaint(() =>
        (jit.defineHostFunction as (...args: unknown[]) => void).apply(jit, [...args]),
      );
    expect(define('', call)).toBe(
      'the name of a host function must be a name, but is an empty string',
    );
    expect(define(3, call)).toBe('the name of a host function must be a name, but is 3');
    expect(define('f')).toBe("host function 'f' must be a function, but is undefined");
    expect(define('f', 'g')).toBe("host function 'f' must be a function, but is a string");
    expect(define('f', call, -1)).toBe(
      "the number of parameters of 'f' must be an integer from 0 to 1000, but is -1",
    );
    expect(define('f', call, 1.5)).toContain('but is 1.5');
    expect(define('f', call, 1001)).toContain('from 0 to 1000, but is 1001');
    expect(jit.findSymbol('f')).toBeUndefined();
    expect(jit.evaluate('def f() 4; f()')).toBe(4);
  });

  test.each(engines)('what host functions return, on $name', (engine) => {
    const { jit } = sessionsOn(engine)();
    let result: unknown;
    for (let arity = 0; arity < 5; arity++) {
      jit.defineHostFunction(`give${arity}`, () => untyped(result), arity);
      const args = Array.from({ length: arity }, () => '1').join(', ');
      jit.addSource(`def compiled${arity}() give${arity}(${args}) + 1`);
      for (const [value, description] of [
        [undefined, 'undefined'],
        ['3', 'a string'],
        [3n, 'a bigint'],
        [Promise.resolve(3), 'a promise'],
        [{ valueOf: () => 3 }, 'an object'],
        [[3], 'an array'],
        [true, 'true'],
      ] as const) {
        result = value;
        const message = `host function 'give${arity}' must return a number, but returned ${description}`;
        expect(complaint(() => jit.evaluate(`give${arity}(${args})`))).toBe(message);
        expect(complaint(() => jit.function(`compiled${arity}`)())).toBe(message);
      }
      result = 3;
      expect(jit.function(`compiled${arity}`)()).toBe(4);
    }
  });

  test('arguments of calls, of compiled and of interpreted code', () => {
    for (const interpretedCalls of [0, 100]) {
      const { jit } = createSession({ interpretedCalls });
      jit.addSource('def f(x y) x + y');
      const f = jit.function('f') as (...args: unknown[]) => number;
      expect(complaint(() => f('1', 2))).toBe(
        "argument 1 of 'f' must be a number, but is a string",
      );
      expect(complaint(() => f(1, undefined))).toBe(
        "argument 2 of 'f' must be a number, but is undefined",
      );
      expect(complaint(() => jit.session.call(jit.findSymbol('f')!, untyped([1, 2n])))).toBe(
        "argument 2 of 'f' must be a number, but is a bigint",
      );
      expect(f(1, 2)).toBe(3);
      expect(f(1, NaN)).toBeNaN();
    }
  });

  test('calls of 0 to 14 arguments pass each in its place', () => {
    const { jit } = createSession();
    for (let arity = 0; arity <= 14; arity++) {
      const names = Array.from({ length: arity }, (_, i) => `x${i}`);
      const terms = names.map((name, i) => `${2 ** i} * ${name}`);
      jit.addSource(`def f${arity}(${names.join(' ')}) ${['0', ...terms].join(' + ')}`);
      const args = names.map((_, i) => i + 1);
      const expected = args.reduce((sum, x, i) => sum + 2 ** i * x, 0);
      expect(jit.function(`f${arity}`)(...args)).toBe(expected);
    }
  });

  test('a function of 1,000 parameters works, and one of 1,001 hears of the limit', () => {
    const { jit } = createSession();
    const names = Array.from({ length: 1001 }, (_, i) => `x${i}`);
    const most = names.slice(0, 1000).join(' ');
    jit.addSource(`def most(${most}) x999 + 1`);
    expect(jit.function('most')(...names.slice(0, 1000).keys())).toBe(1000);
    for (const item of ['def f', 'extern f']) {
      const thrown = thrownBy(() => jit.evaluate(`${item}(${names.join(' ')}) 1`));
      expect(String(thrown)).toContain('error: a function has at most 1000 parameters');
    }
    const unit = new LazyFunction('f', functionOfDoubles(1001), () => ({ functions: [] }));
    expect(complaint(() => jit.session.main.define(unit))).toBe(
      "the number of parameters of 'f' must be an integer from 0 to 1000, but is 1001",
    );
    expect(jit.findSymbol('f')).toBeUndefined();
  });
});

describe.each(engines)('on $name, calls that no function takes', ({ create }) => {
  const callWith = (count: number) => {
    const builder = new FunctionBuilder('f', []);
    const one = builder.constant(1);
    builder.ret(builder.call('g', new Array(count).fill(one)));
    return { functions: [builder.finish()] };
  };

  test('1,000 arguments reach a lazy function', () => {
    using session = new Session(create());
    const names = Array.from({ length: 1000 }, (_, i) => `x${i}`);
    session.main.define(new LazyFunction('f', functionOfDoubles(0), () => callWith(1000)));
    session.main.addGenerator({
      generate: (name) => {
        const builder = new FunctionBuilder(name, names);
        builder.ret(builder.emit('fadd', builder.param(0), builder.param(999)));
        return new LazyFunction(name, functionOfDoubles(1000), () => ({
          functions: [builder.finish()],
        }));
      },
    });
    expect(session.function('f')()).toBe(2);
  });

  test('IR with 1,001 arguments is invalid', () => {
    using session = new Session(create());
    session.main.define(new LazyFunction('f', functionOfDoubles(0), () => callWith(1001)));
    const thrown = thrownBy(() => session.function('f')());
    expect(thrown).toBeInstanceOf(VerifierError);
    expect(String(thrown)).toContain("2: %0: 1001 operands, more than 1000 in %entry of 'f'");
    expect(session.main.lookup('f')?.state).toBe('lazy');
  });

  test('nor are they linked or interpreted where the IR was not checked', () => {
    using session = new Session(create());
    const message =
      "the number of parameters of 'g' must be an integer from 0 to 1000, but is 1001";
    session.main.define({
      symbols: [{ name: 'f', type: functionOfDoubles(0) }],
      materialize: (responsibility) => session.transformLayer.emit(responsibility, callWith(1001)),
    });
    expect(complaint(() => session.function('f')())).toBe(message);
    const [fn] = callWith(1001).functions;
    expect(complaint(() => session.main.interpret(fn!, []))).toBe(message); // there is one
  });
});

test('what a unit defines has a name and a type', () => {
  using session = new Session(createWasmEngine());
  const build = () => ({ functions: [] });
  const define = (name: unknown, type: unknown) =>
    complaint(() => session.main.define(new LazyFunction(untyped(name), untyped(type), build)));
  expect(define(undefined, functionOfDoubles(1))).toBe(
    'the name of a function must be a name, but is undefined',
  );
  expect(define('', functionOfDoubles(1))).toBe(
    'the name of a function must be a name, but is an empty string',
  );
  expect(define('f', 1)).toBe("the type of 'f' must be a function type, but is 1");
  expect(define('f', { parameters: ['i1'], result: 'double' })).toBe(
    "functions take and return doubles, but the type of 'f' is double (i1)",
  );
  expect([...session.main.definitions()]).toEqual([]);
});

test('a session that prints nothing keeps no buffer of the size of a chunk', () => {
  const { arrayBuffers: before } = process.memoryUsage();
  const sessions = Array.from({ length: 200 }, () => new KaleidoscopeJIT());
  const perSession = (process.memoryUsage().arrayBuffers - before) / sessions.length;
  expect(perSession).toBeLessThan(8 * 1024);
});
