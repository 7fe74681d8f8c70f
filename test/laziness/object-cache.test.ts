/** Sessions that share a cache compile each module once. A cache can be as bad as it likes. */
import { describe, expect, test } from 'vitest';
import { createLLVMEngine } from '../../src/engines/llvm/index.ts';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../../src/index.ts';
import { type Engine, InvalidArgumentError, type ObjectCache } from '../../src/orc/index.ts';
import { engines } from '../support/engines.ts';
import { missingLLVM } from '../support/native.ts';

const program = 'extern sin(x); def f(n) if n < 2 then sin(n) else f(n - 1) + f(n - 2)';

interface Run {
  readonly value: number;
  /** The names of the modules whose objects the cache had, and of the others. */
  readonly hits: readonly string[];
  readonly misses: readonly string[];
  readonly failures: readonly unknown[];
}

function run(cache: ObjectCache, engine: Engine, text = `${program}; f(9)`): Run {
  using jit = new KaleidoscopeJIT({ engine, cache, output: () => {}, interpretedCalls: 0 });
  const hits: string[] = [];
  const misses: string[] = [];
  const failures: unknown[] = [];
  jit.events.on('cache', ({ name, hit }) => (hit ? hits : misses).push(name));
  jit.events.on('cacheFailed', ({ error }) => failures.push(error));
  return { value: jit.evaluate(text), hits, misses, failures };
}

describe.each(engines)('$name', ({ create }) => {
  test('a second session compiles nothing, and computes the same', () => {
    const cache = new Map<string, Uint8Array>();
    const first = run(cache, create());
    expect(first).toMatchObject({ hits: [], misses: ['f'], failures: [] });
    expect(run(cache, create())).toEqual({ ...first, hits: ['f'], misses: [] });
    expect(cache.size).toBe(1);
  });

  test('a body that changes is another module; the old one is there again', () => {
    const cache = new Map<string, Uint8Array>();
    const text = 'def f(x) x + 1; f(1); def f(x) x + 2; f(1); def f(x) x + 1; f(1)';
    expect(run(cache, create(), text)).toMatchObject({ hits: ['f'], misses: ['f', 'f'], value: 2 });
  });

  test('a call that is prepared takes its object from the cache', async () => {
    const cache = new Map<string, Uint8Array>();
    run(cache, create());
    using jit = new KaleidoscopeJIT({ engine: create(), cache });
    const found: boolean[] = [];
    jit.events.on('cache', ({ hit }) => found.push(hit));
    jit.addSource(program);
    await jit.prepare('f');
    expect(found).toEqual([true]);
  });

  test('a cache that throws is told of once, and fails no call', () => {
    const failure = new Error('full');
    const fail = () => {
      throw failure;
    };
    const text = 'def f(x) x + 1; f(1); def f(x) x + 2; f(1)';
    for (const cache of [
      { get: fail, set: fail },
      { get: () => undefined, set: fail },
    ]) {
      const { value, misses, failures } = run(cache, create(), text);
      expect({ value, misses, failures }).toEqual({
        value: 3,
        misses: ['f', 'f'],
        failures: [failure],
      });
    }
  });

  test('garbage in the cache is replaced by the object', () => {
    const cache = new Map<string, Uint8Array>();
    const { value } = run(cache, create());
    const [[key, object]] = [...cache] as [[string, Uint8Array]];
    const damaged = object.slice();
    damaged[object.length - 1]! ^= 1; // it has a last byte
    for (const bytes of [new Uint8Array(), new Uint8Array(99), damaged, object.slice(0, -1)]) {
      cache.set(key, bytes);
      expect(run(cache, create())).toMatchObject({ value, misses: ['f'], failures: [{}] });
      expect(cache.get(key)).toEqual(object);
    }
  });

  test.each([
    'def g(x) x + 1; g(1)',
    'def f(x y) x + y; f(1, 2)',
    'def h(x) if x < 1 then 1 else h(x - 1) + h(x - 2); def f(x) h(x); f(1)',
  ])('an object of another module is a miss: %s', (other) => {
    const cache = new Map<string, Uint8Array>();
    const { value } = run(cache, create());
    const [key] = [...cache.keys()];
    const others = new Map<string, Uint8Array>();
    run(others, create(), other);
    cache.set(key!, [...others.values()][0]!); // each compiles something, the callee last
    expect(run(cache, create())).toMatchObject({ value, misses: ['f'], failures: [] });
  });
});

describe('each of these has keys of its own:', () => {
  const keyOf = (engine: Engine, options: KaleidoscopeJITOptions = {}, text = program) => {
    const cache = new Map<string, Uint8Array>();
    using jit = new KaleidoscopeJIT({ engine, cache, interpretedCalls: 0, ...options });
    jit.evaluate(`${text}; f(9)`);
    const keys = [...cache.keys()];
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    return keys[0]!;
  };
  const expectDifferent = (keys: readonly string[]) => expect(new Set(keys).size).toBe(keys.length);

  test('an option of the compiler to WebAssembly, a text, an engine', () => {
    const loops = { iterationsInPlace: 1, iterationsPerCall: 2 };
    expectDifferent([
      keyOf(createWasmEngine()),
      keyOf(createWasmEngine(), {}, `${program} + 0 * n`),
      keyOf(createWasmEngine({ checkpoints: false })),
      keyOf(createWasmEngine({ outlineLoops: false })),
      keyOf(createWasmEngine({ loopLimits: loops })),
      keyOf({ ...createWasmEngine(), name: 'another' }),
      ...(['triple', 'cpu', 'dataLayout'] as const).map((member) => {
        const engine = createWasmEngine();
        const targetMachine = { ...engine.targetMachine, [member]: 'another' };
        return keyOf({ ...engine, targetMachine });
      }),
    ]);
  });

  test('but what leads to the same code has the same key', () => {
    expect(keyOf(createWasmEngine({ mergeAt: 2 }))).toBe(keyOf(createWasmEngine()));
  });

  test.skipIf(missingLLVM !== undefined)('an option of LLVM, and a library', () => {
    expectDifferent([
      ...([0, 1, 2, 3] as const).map((optimizationLevel) =>
        keyOf(createLLVMEngine({ optimizationLevel })),
      ),
      keyOf(createLLVMEngine({ cpu: 'x86-64' })),
    ]);
    const keys = engines.map(({ create }) => keyOf(create()));
    expectDifferent(keys);
  });
});

test('an engine whose objects cannot be kept takes no cache', () => {
  const engine = createWasmEngine();
  const { compiler } = engine;
  const compile: typeof compiler.compile = (module) => compiler.compile(module);
  const create = () =>
    new KaleidoscopeJIT({ engine: { ...engine, compiler: { compile } }, cache: new Map() });
  expect(create).toThrow(InvalidArgumentError);
  expect(create).toThrow("the engine 'wasm' makes objects that cannot be kept");
});
