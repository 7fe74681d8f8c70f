/** What the llvm engine does beside what every engine does. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLLVMEngine, emitModule } from '../../src/engines/llvm/index.ts';
import { parseModule } from '../../src/ir/index.ts';
import { KaleidoscopeJIT, type KaleidoscopeJITOptions } from '../../src/kaleidoscope-jit.ts';
import { StackOverflowError } from '../../src/orc/index.ts';
import { llvmEngines } from '../support/engines.ts';
import { missingLLVM } from '../support/native.ts';
import { withoutInlining } from '../support/without-inlining.ts';

test.skipIf(missingLLVM)(`there is an LLVM${missingLLVM ?? ''}`, () => {
  expect(llvmEngines).not.toEqual([]);
});

describe.each(llvmEngines)('$name', (engine) => {
  function createJIT(inlines = true, more: KaleidoscopeJITOptions = {}): KaleidoscopeJIT {
    const options = { engine: engine.create(), output: () => {}, verify: true, ...more };
    const jit = new KaleidoscopeJIT(options);
    if (!inlines) withoutInlining(jit.session);
    onTestFinished(() => jit[Symbol.dispose]());
    return jit;
  }

  test('calls nest 200,000 deep', () => {
    const jit = createJIT();
    jit.addSource('def f(n) if n < 1 then 0 else 1 + f(n - 1)');
    expect(jit.evaluate('f(200000)')).toBe(200_000);
  });

  test('functions that call each other nest as deep, and their overflow names both', () => {
    const jit = createJIT(false);
    jit.addSource(
      'def f(n) if n < 1 then 0 else 1 + g(n - 1); def g(n) if n < 1 then 0 else 1 + f(n - 1)',
    );
    expect(jit.evaluate('f(200000)')).toBe(200_000);
    expect(() => jit.evaluate('f(1e9)')).toThrow("stack overflow in 'f' ← 'g' ← 'f' ← …");
  });

  test('a function with a large frame overflows as others do', () => {
    const jit = createJIT(false);
    const terms = Array.from({ length: 3000 }, (_, i) => `(f(n - 1) + ${i})`);
    jit.addSource(`def f(n) if n then ${terms.join(' * (1 + ')}${')'.repeat(2999)} else 0`);
    expect(() => jit.evaluate('f(0 - 1)')).toThrow(StackOverflowError);
    expect(() => jit.evaluate('f(0 - 1)')).toThrow(StackOverflowError);
  });

  test('a thousand failures of every kind leave no trace', () => {
    const jit = createJIT(false);
    jit.defineHostFunction('hurl', (x) => {
      throw new TypeError(`thrown ${x}`);
    });
    jit.addSource(`
      extern nowhere(x);
      def a(x) hurl(x) + 1; def b(x) nowhere(x) + 1; def c(x) unknown(x);
      def f(x) if x < 1 then a(x) else if x < 2 then b(x) else if x < 3 then c(x) else x`);
    for (let i = 0; i < 1000; i++) {
      expect(() => jit.evaluate('f(0)')).toThrow('thrown 0');
      expect(() => jit.evaluate('f(1)')).toThrow('undefined function: nowhere');
      expect(() => jit.evaluate('f(2)')).toThrow("unknown function 'unknown'");
      expect(jit.evaluate('f(3)')).toBe(3);
    }
  });

  test('a failure inside goes no further than the host function that catches it', () => {
    const jit = createJIT(false);
    jit.defineHostFunction('hurl', () => {
      throw new Error('inner');
    });
    jit.defineHostFunction('attempt', (x) => {
      try {
        return jit.function('inner')(x);
      } catch {
        return 40;
      }
    });
    jit.addSource('def inner(x) hurl() + x; def outer(x) attempt(x) + x; def f(x) outer(x) + 1');
    expect(jit.evaluate('f(1)')).toBe(42);
  });

  test('a failure goes back to the innermost call that runs, after others have ended', () => {
    const jit = createJIT(false);
    jit.defineHostFunction('hurl', (x) => {
      throw new TypeError(`thrown ${x}`);
    });
    jit.defineHostFunction('attempt', (x) => {
      expect(() => jit.function('f')(x)).toThrow(`thrown ${x}`);
      return x;
    });
    jit.defineHostFunction('call', (x) => jit.function('g')(x));
    jit.addSource(`
      def f(x) hurl(x) + 1;
      def g(x) x + 1;
      def afterFailure(x) attempt(x) + hurl(x + 1);
      def afterCall(x) call(x) + hurl(x + 1)`);
    for (let i = 0; i < 20; i++) {
      expect(() => jit.function('afterFailure')(i)).toThrow(`thrown ${i + 1}`);
      expect(() => jit.function('afterCall')(i)).toThrow(`thrown ${i + 1}`);
      expect(jit.function('g')(i)).toBe(i + 1);
    }
  });

  test('host functions get their arguments in order', () => {
    const jit = createJIT(false);
    jit.defineHostFunction('two', (a, b) => a * 10 + b);
    jit.defineHostFunction('three', (a, b, c) => a * 100 + b * 10 + c);
    jit.addSource('def f(x) two(x, 2) + three(x, 2, 3)');
    expect(jit.function('f')(1)).toBe(12 + 123);
  });

  test('a multiplication and an addition are rounded each', () => {
    const jit = createJIT();
    jit.addSource(
      'def f(x y z) x * y + z; def s(x n) var t in (for i = 1, i < n in t = t * x + i) + t',
    );
    const f = jit.function('f');
    for (let i = 1; i < 1000; i++) {
      const [x, y, z] = [Math.sqrt(i), Math.cbrt(i), -Math.sqrt(i) * Math.cbrt(i)] as const;
      expect(f(x, y, z)).toBe(0);
      expect(f(x, y, i)).toBe(x * y + i);
    }
    let sum = 0;
    for (let i = 1; i <= 100; i++) sum = sum * 1.1 + i;
    expect(jit.evaluate('s(1.1, 100)')).toBe(sum);
  });

  test('minimum and maximum are those of IEEE 754', () => {
    const jit = createJIT();
    jit.addModule(
      parseModule(`define double @low(double %x, double %y) {
entry:
  %0 = call double @llvm.minimum.f64(double %x, double %y)
  ret double %0
}

define double @high(double %x, double %y) {
entry:
  %0 = call double @llvm.maximum.f64(double %x, double %y)
  ret double %0
}

declare double @llvm.minimum.f64(double, double)
declare double @llvm.maximum.f64(double, double)
`),
    );
    const values = [-0, 0, 1, -1, NaN, Infinity, -Infinity];
    for (const x of values) {
      for (const y of values) {
        expect(jit.function('low')(x, y)).toBe(Math.min(x, y));
        expect(jit.function('high')(x, y)).toBe(Math.max(x, y));
      }
    }
  });

  test("functions of C's library are called natively, unless host or program have their own", () => {
    const jit = createJIT(false, { processFunctions: true });
    jit.addSource(
      'extern j0(x); extern cbrt(x); extern sqrt(x); def f(x) j0(x) + cbrt(27) + sqrt(x)',
    );
    expect(jit.evaluate('f(0)')).toBe(1 + 3);
    jit.defineHostFunction('cbrt', (x) => x);
    expect(jit.evaluate('f(0)')).toBe(1 + 27);
    jit.addSource('def j0(x) 100');
    expect(jit.evaluate('f(0)')).toBe(100 + 27);
  });

  test('a name that nothing in the process has is undefined', () => {
    const jit = createJIT();
    jit.addSource('extern surely_nowhere(x); def f(x) surely_nowhere(x)');
    expect(() => jit.evaluate('f(1)')).toThrow('undefined function: surely_nowhere');
  });

  test("the process's own functions are called only where that was asked for", () => {
    const program = 'extern abort(); extern exit(x); extern j0(x); extern sqrt(x); sqrt(4)';
    const jit = createJIT();
    expect(jit.evaluate(program)).toBe(2);
    for (const call of ['abort()', 'exit(0)', 'j0(0)']) {
      expect(() => jit.evaluate(call)).toThrow(/^undefined function/);
    }
    const trusting = createJIT(true, { processFunctions: true });
    trusting.addSource(program);
    expect(trusting.evaluate('j0(0)')).toBe(1);
    expect(trusting.findSymbol('exit')).toBeDefined();
  });

  test('after it was disposed of, calls throw', () => {
    const jit = createJIT();
    jit.addSource('def f(x) x + 1');
    const f = jit.function('f');
    expect(f(1)).toBe(2);
    jit[Symbol.dispose]();
    expect(() => f(1)).toThrow('the session was disposed of');
    expect(() => jit.evaluate('def g(x) x; for i = 1, i < 2 in g(i)')).toThrow('disposed of');
  });

  test('a host function may dispose of it', () => {
    const jit = createJIT();
    jit.defineHostFunction('end', () => {
      jit[Symbol.dispose]();
      return 1;
    });
    jit.addSource('def f(x) end() + x');
    expect(jit.function('f')(1)).toBe(2);
    expect(() => jit.function('f')(1)).toThrow('disposed of');
  });

  test('the same IR gives the same object', () => {
    using jit = new KaleidoscopeJIT({ engine: engine.create() });
    const compile = () =>
      jit.session.compiler.compile(
        parseModule('define double @f(double %x) {\nentry:\n  ret double %x\n}\n'),
      );
    expect(compile()).toEqual(compile());
  });
});

describe.skipIf(missingLLVM !== undefined)(`options${missingLLVM ?? ''}`, () => {
  test('libraries are searched for what is declared', () => {
    using jit = new KaleidoscopeJIT({ engine: createLLVMEngine({ load: ['libm.so.6'] }) });
    expect(jit.evaluate('extern y1(x); y1(1) < 0')).toBe(1);
    jit.addSource('extern abort()'); // of a library that this one needs
    expect(() => jit.evaluate('abort()')).toThrow('undefined function: abort');
  });

  test('for any processor: what it has no instruction for, the C library does', () => {
    using jit = new KaleidoscopeJIT({ engine: createLLVMEngine({ cpu: 'generic' }) });
    jit.addSource('extern floor(x) extern rint(x) def f(x) floor(x) * 100 + rint(x)');
    expect(jit.function('f')(2.5)).toBe(202);
    expect(jit.function('f')(-2.6)).toBe(-303);
  });

  test('-O0 gives the same results', () => {
    using jit = new KaleidoscopeJIT({ engine: createLLVMEngine({ optimizationLevel: 0 }) });
    jit.addSource('def fib(n) if n < 2 then n else fib(n - 1) + fib(n - 2)');
    expect(jit.evaluate('fib(20)')).toBe(6765);
    expect(() => jit.evaluate('fib(1e9)')).toThrow(StackOverflowError);
  });

  test('code for another machine', () => {
    const module = parseModule('define double @f(double %x) {\nentry:\n  ret double %x\n}\n');
    const assembly = emitModule(module, { form: 'assembly', triple: 'aarch64-linux-gnu' });
    expect(Buffer.from(assembly).toString()).toMatch(/^f:/m);
    const object = emitModule(module, {
      form: 'object',
      triple: 'x86_64-linux-gnu',
      cpu: 'x86-64',
    });
    expect(Buffer.from(object).subarray(1, 4).toString()).toBe('ELF');
    expect(() => emitModule(module, { form: 'ir', triple: 'nonsense' })).toThrow('LLVM: ');
  });
});
