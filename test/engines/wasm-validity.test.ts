import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WasmCompiler, type WasmCompilerOptions } from '../../src/engines/wasm/index.ts';
import {
  FuelExhaustedError,
  FunctionBuilder,
  type IRModule,
  parseModule,
  predicates,
  printModule,
  type Value,
} from '../../src/ir/index.ts';
import { InvalidArgumentError } from '../../src/orc/index.ts';
import {
  arbitraryArguments,
  arbitraryFunction,
  arbitraryModule,
  HostLog,
} from '../support/ir-arbitrary.ts';
import { scaled } from '../support/long.ts';
import { arbitraryFlow, choosingHost } from './arbitrary-flow.ts';
import { compileToBytes, Machine, traceCompiled, traceReference } from './wasm-run.ts';

const usual: WasmCompilerOptions = {};
const inPlace: WasmCompilerOptions = { outlineLoops: false };
const atOnce: WasmCompilerOptions = { loopLimits: { iterationsInPlace: 1, iterationsPerCall: 1 } };
/** Loops that go on elsewhere never, after one iteration, or after a few. */
const variants: readonly WasmCompilerOptions[] = [
  usual,
  inPlace,
  atOnce,
  { loopLimits: { iterationsInPlace: 1, iterationsPerCall: 2 } },
  { loopLimits: { iterationsInPlace: 2, iterationsPerCall: 1, maxHeight: 0 } },
  { loopLimits: { iterationsInPlace: 3, iterationsPerCall: 3, maxHeight: 9, maxConstants: 1 } },
  { loopLimits: { iterationsInPlace: 1, iterationsPerCall: 1, maxParameters: 7 } },
];

const edgeCases = [
  ...[0, -0, 1, -1, 2.5, NaN, Infinity, -Infinity, 5e-324, -5e-324, 2 ** -1022, 1e308, -1e308],
  ...[Number.MAX_VALUE, 2 ** 53, 0.1, 0.5, 1.5, -0.5, 4503599627370497],
];

/** Runs `name` both ways, for each list of arguments, with each variant. Calls must be the same. */
function expectSame(
  module: IRModule,
  argLists: readonly (readonly number[])[],
  { name = 'f', host = () => new HostLog().call, only = variants, fuel = Infinity } = {},
): void {
  for (const options of only) {
    const compiled = compileToBytes(module, options);
    expect(WebAssembly.validate(compiled.bytes)).toBe(true);
    const machine = new Machine(compiled);
    for (const args of argLists) {
      const expected = traceReference(module, name, args, host(), fuel);
      if (expected.thrown instanceof FuelExhaustedError) continue;
      const found = traceCompiled(machine, name, args, host());
      try {
        expect(found).toEqual(expected);
      } catch (thrown) {
        const about = `${name}(${args}), ${JSON.stringify(options)}`;
        throw new Error(`${about}: ${thrown}\n${printModule(module)}`, { cause: thrown });
      }
    }
  }
}

function expectSameText(
  text: string,
  argLists: readonly (readonly number[])[],
  options = {},
): void {
  expectSame(parseModule(text), argLists, options);
}

/** A loop that many values go round, and out of which many come. */
const withManyValues = `
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %a = phi double [ 1.0, %entry ], [ %b, %loop ]
  %b = phi double [ 2.0, %entry ], [ %a, %loop ]
  %sum = phi double [ 0.0, %entry ], [ %more, %loop ]
  %dead = phi double [ 0.0, %entry ], [ %sum, %loop ]
  %odd = phi i1 [ false, %entry ], [ %even, %loop ]
  %even = xor i1 %odd, true
  %more = fadd double %sum, %a
  %next = fadd double %i, 1.0
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  %u = uitofp i1 %even to double
  %r0 = fmul double %more, 7.0
  %r1 = fadd double %r0, %u
  %r2 = fmul double %i, %a
  %r3 = fadd double %r1, %r2
  %r4 = fsub double %r3, %next
  ret double %r4
}`;

test('each variant compiles loops differently', () => {
  const functions = [nest(4), ...parseModule(withManyValues).functions];
  const codes = variants.map((options) => String(compileToBytes({ functions }, options).bytes));
  expect(new Set(codes).size).toBe(variants.length);
});

test.each([0, -1, 0.5, NaN, 2 ** 31])('loops cannot run for %d iterations', (iterations) => {
  for (const name of ['iterationsInPlace', 'iterationsPerCall']) {
    expect(() => new WasmCompiler({ loopLimits: { [name]: iterations } })).toThrow(
      InvalidArgumentError,
    );
  }
});

describe('random programs', () => {
  test('of one function', () => {
    const samples = arbitraryFunction().chain((fn) =>
      fc.tuple(
        fc.constant(fn),
        fc.array(arbitraryArguments(fn.type.parameters.length), { minLength: 1, maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(samples, ([fn, argLists]) => {
        expectSame({ functions: [fn] }, argLists);
      }),
      { numRuns: scaled(500) },
    );
  });

  test('of several functions', () => {
    const samples = arbitraryModule().chain((module) => {
      const fn = module.functions.at(-1)!;
      return fc.tuple(fc.constant(module), arbitraryArguments(fn.type.parameters.length));
    });
    fc.assert(
      fc.property(samples, ([module, args]) => {
        expectSame(module, [args], { name: module.functions.at(-1)!.name });
      }),
      { numRuns: scaled(100) },
    );
  });

  test('of any reducible control flow', () => {
    const choices = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 20, size: 'max' });
    fc.assert(
      fc.property(arbitraryFlow, arbitraryArguments(2), choices, (module, args, choices) => {
        expectSame(module, [args], { host: () => choosingHost(choices, 50), fuel: 3000 });
      }),
      { numRuns: scaled(1500) },
    );
  });
});

describe('instructions', () => {
  test.each(predicates)('fcmp %s', (predicate) => {
    for (const right of ['%b', '0.0', '-0.0', '1.0', '%a']) {
      expectSameText(
        `
define double @f(double %a, double %b) {
  %c = fcmp ${predicate} double %a, ${right}
  %r = uitofp i1 %c to double
  ret double %r
}`,
        edgeCases.flatMap((a) => edgeCases.map((b) => [a, b])),
        { only: [{}] },
      );
    }
  });

  test('fcmp of calls, which happen once and in order', () => {
    for (const predicate of predicates) {
      expectSameText(
        `
define double @f(double %a, double %b) {
  %x = call double @observe(double %a)
  %y = call double @observe(double %b)
  %c = fcmp ${predicate} double %x, %y
  %d = fcmp ${predicate} double %y, 0.0
  %e = xor i1 %c, %d
  %r = uitofp i1 %e to double
  ret double %r
}

declare double @observe(double)`,
        [
          [1, 2],
          [NaN, 2],
          [0, -0],
        ],
      );
      expectSameText(
        `
define double @f(double %a, double %b) {
  %x = call double @observe(double %a)
  %y = call double @observe(double %b)
  %c = fcmp ${predicate} double %x, %y
  %r = uitofp i1 %c to double
  ret double %r
}

declare double @observe(double)`,
        [[1, 2]],
      );
    }
  });

  test('arithmetic, at its edges', () => {
    const binary = [
      'fadd double %a, %b',
      'fsub double %a, %b',
      'fmul double %a, %b',
      'fdiv double %a, %b',
    ];
    const intrinsics = ['minimum', 'maximum'].map(
      (name) => `call double @llvm.${name}.f64(double %a, double %b)`,
    );
    const unary = ['sqrt', 'floor', 'ceil', 'trunc', 'nearbyint', 'fabs'].map(
      (name) => `call double @llvm.${name}.f64(double %a)`,
    );
    for (const instruction of [...binary, ...intrinsics, ...unary, 'fneg double %a']) {
      expectSameText(
        `define double @f(double %a, double %b) {\n  %r = ${instruction}\n  ret double %r\n}`,
        edgeCases.flatMap((a) => edgeCases.map((b) => [a, b])),
        { only: [{}] },
      );
    }
  });
});

describe('the order of calls', () => {
  // Calls are made in the order of the text, whatever order their results are used in.
  test.each([
    ['as written', '%x', '%y', '%z'],
    ['backwards', '%z', '%y', '%x'],
    ['rotated', '%y', '%z', '%x'],
    ['swapped at the end', '%x', '%z', '%y'],
    ['the first one twice', '%x', '%x', '%z'],
    ['the middle one dropped', '%x', '%n', '%z'],
  ])('%s', (_, a, b, c) => {
    const uses = [
      `%r = call double @three(double ${a}, double ${b}, double ${c})`,
      `%s = fsub double ${a}, ${b}\n  %r = fsub double %s, ${c}`,
      `%s = fsub double ${b}, ${c}\n  %r = fsub double ${a}, %s`,
      `%s = fcmp olt double ${a}, ${b}\n  %r = select i1 %s, double ${c}, double ${a}`,
      `%s = fcmp olt double ${c}, 1.0\n  %r = select i1 %s, double ${a}, double ${b}`,
      `%s = call double @observe(double ${a})\n  %t = fsub double ${b}, %s\n  %r = fdiv double %t, ${c}`,
    ];
    for (const use of uses) {
      expectSameText(
        `
define double @f(double %n) {
  %x = call double @observe(double %n)
  %n1 = fadd double %n, 1.0
  %y = call double @observe(double %n1)
  %z = call double @nine()
  ${use}
  ret double %r
}

declare double @observe(double)
declare double @nine()
declare double @three(double, double, double)`,
        [[1], [-7]],
        {
          only: [{}],
          host: () => (name: string, args: readonly number[]) =>
            name === 'three'
              ? args[0]! * 4 - args[1]! * 2 + args[2]!
              : new HostLog().call(name, args),
        },
      );
    }
  });

  test('on the edges to phis', () => {
    expectSameText(
      `
define double @f(double %n) {
entry:
  %x = call double @observe(double %n)
  %y = call double @nine()
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %a, label %b
a:
  %z = call double @observe(double 3.0)
  %w = call double @observe(double 4.0)
  br label %b
b:
  %p = phi double [ %w, %a ], [ %y, %entry ]
  %q = phi double [ %z, %a ], [ %x, %entry ]
  %r = fsub double %p, %q
  ret double %r
}

declare double @observe(double)
declare double @nine()`,
      [[0], [5]],
    );
  });
});

describe('long loops', () => {
  // About where a loop goes on in its outlined function, and where that returns the first time.
  const counts = [0, 1, 2, 99, 100, 101, 102, 1000, 10_099, 10_100, 10_101, 10_102, 20_101, 35_000];
  const argLists = counts.map((n) => [n]);

  test('tested at the end, with values used behind', () => {
    expectSameText(withManyValues, argLists);
  });

  test('tested at the start', () => {
    expectSameText(
      `
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %body ]
  %x = phi double [ 1.0, %entry ], [ %y, %body ]
  %c = fcmp olt double %i, %n
  br i1 %c, label %body, label %exit
body:
  %h = fmul double %x, 0.5
  %y = fadd double %h, %i
  %next = fadd double %i, 1.0
  br label %loop
exit:
  %r = fadd double %x, %i
  ret double %r
}`,
      argLists,
    );
  });

  test('left in several ways', () => {
    expectSameText(
      `
define double @f(double %n) {
entry:
  %rest = call double @fmod(double %n, double 3.0)
  %kind = fcmp oeq double %rest, 0.0
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %latch ]
  %x = phi double [ 1.0, %entry ], [ %y, %latch ]
  %c = fcmp olt double %i, %n
  br i1 %c, label %body, label %exit
body:
  %h = fmul double %x, 0.5
  %y = fadd double %h, %i
  %limit = fsub double %n, 10.0
  %near = fcmp ogt double %i, %limit
  %both = and i1 %near, %kind
  br i1 %both, label %early, label %latch
latch:
  %next = fadd double %i, 1.0
  %far = fcmp ogt double %next, 20500.0
  br i1 %far, label %early, label %loop
early:
  %e = phi double [ %y, %body ], [ %next, %latch ]
  %f = phi double [ %x, %body ], [ %h, %latch ]
  %g = fsub double %e, %f
  br label %exit
exit:
  %r = phi double [ %x, %loop ], [ %g, %early ]
  ret double %r
}

declare double @fmod(double, double)`,
      argLists,
    );
  });

  test.each([1, 2, 3, 4, 5, 6])('%i deep', (depth) => {
    for (const iterations of depth < 3 ? [0, 1, 120] : [0, 1, 5]) {
      expectSame({ functions: [nest(depth)] }, [[iterations]]);
    }
    expectSame(
      { functions: [nest(depth)] },
      [[depth === 1 ? 30_000 : depth === 2 ? 1100 : depth < 5 ? 12 : 7]],
      {
        only: [usual, atOnce],
      },
    );
  });
});

/** Loops in loops, each of which runs as often as the parameter says, or once. */
function nest(depth: number) {
  const builder = new FunctionBuilder('f', ['n']);
  const n = builder.param(0);
  const zero = builder.constant(0);
  const sum = (function loop(level: number, start: Value): Value {
    const header = builder.addBlock('loop');
    const exit = builder.addBlock('exit');
    const before = builder.block;
    builder.br(header);
    builder.setBlock(header);
    const i = builder.phi(header);
    const sum = builder.phi(header);
    const scaled = builder.emit('fmul', sum, builder.constant(0.999));
    const added = builder.emit('fadd', scaled, i);
    const inner = level < depth ? loop(level + 1, added) : added;
    const next = builder.emit('fadd', i, builder.constant(1));
    for (const [phi, first, later] of [
      [i, zero, next],
      [sum, start, inner],
    ] as const) {
      builder.fn.values[phi]!.operands.push(first, later);
      builder.fn.values[phi]!.blocks.push(before, builder.block);
    }
    builder.condbr(builder.fcmp('olt', next, n), header, exit);
    builder.setBlock(exit);
    return builder.emit('fadd', inner, i);
  })(1, zero);
  builder.ret(sum);
  return builder.finish();
}

describe('large functions', () => {
  test('chains of 100,000 terms', () => {
    const builder = new FunctionBuilder('f', ['x']);
    const x = builder.param(0);
    let left = x;
    for (let i = 0; i < 100_000; i++) left = builder.emit('fadd', left, x);
    let right = x;
    for (let i = 0; i < 100_000; i++) right = builder.emit('fsub', x, right);
    builder.ret(builder.emit('fmul', left, right));
    expectSame({ functions: [builder.finish()] }, [[1.1], [-0]], { only: [{}] });
  });

  test('chains of 20,000 calls', () => {
    const builder = new FunctionBuilder('f', ['x']);
    let value = builder.param(0);
    for (let i = 0; i < 20_000; i++) {
      value = builder.emit('fadd', builder.param(0), builder.call('observe', [value]));
    }
    builder.ret(value);
    expectSame({ functions: [builder.finish()] }, [[1.1]], { only: [{}] });
  });

  test('thousands of nested ifs', () => {
    const depth = scaled(5000);
    const builder = new FunctionBuilder('f', ['x']);
    const x = builder.param(0);
    const joins = Array.from({ length: depth }, (_, i) => {
      const join = builder.addBlock('join');
      const then = builder.addBlock('then');
      builder.condbr(builder.fcmp('ogt', x, builder.constant(i)), then, join);
      const from = builder.block;
      builder.setBlock(then);
      return { join, from };
    });
    let value: Value = builder.constant(1);
    joins.reverse().forEach(({ join, from }, i) => {
      const end = builder.block;
      builder.br(join);
      builder.setBlock(join);
      const phi = builder.phi(join);
      builder.fn.values[phi]!.operands.push(value, builder.constant(i));
      builder.fn.values[phi]!.blocks.push(end, from);
      value = builder.emit('fadd', phi, x);
    });
    builder.ret(value);
    expectSame({ functions: [builder.finish()] }, [[-1], [0.5], [depth / 2], [1e9], [NaN]], {
      only: [{}],
    });
  });

  test('2,000 values alive at once', () => {
    const builder = new FunctionBuilder('f', ['x']);
    const values = Array.from({ length: 2000 }, () => builder.call('observe', [builder.param(0)]));
    values.unshift(...values.map((value) => builder.emit('fmul', value, builder.param(0))));
    let sum = builder.param(0);
    for (const value of values) sum = builder.emit('fsub', value, sum);
    for (const value of values.reverse()) sum = builder.emit('fdiv', value, sum);
    builder.ret(sum);
    expectSame({ functions: [builder.finish()] }, [[3]], { only: [{}] });
  });

  test('2,000 values that go round a loop, each in the place of the next', () => {
    const count = 2000;
    const builder = new FunctionBuilder('f', ['n']);
    const header = builder.addBlock('loop');
    const exit = builder.addBlock('exit');
    builder.br(header);
    builder.setBlock(header);
    const phis = Array.from({ length: count }, () => builder.phi(header));
    const i = builder.phi(header);
    const next = builder.emit('fadd', i, builder.constant(1));
    phis.forEach((phi, at) => {
      builder.fn.values[phi]!.operands.push(builder.constant(at), phis[(at + 1) % count]!);
      builder.fn.values[phi]!.blocks.push(0 as typeof header, header);
    });
    builder.fn.values[i]!.operands.push(builder.constant(0), next);
    builder.fn.values[i]!.blocks.push(0 as typeof header, header);
    builder.condbr(builder.fcmp('olt', next, builder.param(0)), header, exit);
    builder.setBlock(exit);
    const sum = phis.reduce((sum, phi) => {
      const half = builder.emit('fmul', sum, builder.constant(0.5));
      return builder.emit('fadd', half, phi);
    });
    builder.ret(sum);
    expectSame({ functions: [builder.finish()] }, [[1], [5]], {
      only: [usual, inPlace, atOnce],
    });
  });
});

/** Each was wrong once. */
describe('regressions', () => {
  test('a call whose result goes to a dead phi is made', () => {
    expectSameText(
      `
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  br label %merge
else:
  %y = call double @observe(double %x)
  br label %merge
merge:
  %dead = phi double [ 0.0, %then ], [ %y, %else ]
  ret double 1.0
}

declare double @observe(double)`,
      [[0], [2]],
    );
  });

  test('what leaves a loop in the slot of a dead phi arrives', () => {
    expectSameText(
      `
define double @f(double %x, double %y) {
entry:
  br label %loop
loop:
  %kept = phi double [ %y, %entry ], [ %kept, %body ]
  %dead = phi double [ 0.0, %entry ], [ %kept, %body ]
  %i = phi double [ 0.0, %entry ], [ %next, %body ]
  %c = fcmp olt double %i, %x
  br i1 %c, label %body, label %exit
body:
  %next = fadd double %i, 1.0
  br label %loop
exit:
  ret double %kept
}`,
      [
        [0, 7],
        [1, 7],
        [5, 7],
        [1001, 7],
      ],
    );
  });

  test('values from two latches that are needed at once do not share the local of a phi', () => {
    expectSameText(
      `
define double @f(double %x) {
entry:
  br label %first
first:
  %a = phi double [ %x, %entry ], [ %a, %first ], [ %d, %second ]
  %dead = phi double [ 0.0, %entry ], [ %b, %first ], [ %e, %second ]
  %b = fadd double %a, %a
  %t = call double @choose(double %a)
  %c = fcmp une double %t, 0.0
  br i1 %c, label %first, label %second
second:
  %d = fadd double %b, %a
  %e = call double @nine()
  br label %first
}

declare double @choose(double)
declare double @nine()`,
      [[1], [4503599627370497]],
      { host: () => choosingHost([0, 1, 0, 0], 20) },
    );
  });

  test('a phi that an inner loop needs does not share its local with what ends both loops', () => {
    expectSameText(
      `
define double @f(double %x) {
entry:
  br label %outer
outer:
  %p = phi double [ %x, %entry ], [ %q, %inner ]
  br label %inner
inner:
  %i = phi double [ 0.0, %outer ], [ %next, %again ]
  %s = fadd double %p, %i
  %seen = call double @choose(double %s)
  %q = fmul double %seen, 3.0
  %next = fadd double %i, 1.0
  %c = fcmp une double %seen, 0.0
  br i1 %c, label %outer, label %again
again:
  %t = call double @observe(double %q)
  br label %inner
}

declare double @choose(double)
declare double @observe(double)`,
      [[5]],
      { host: () => choosingHost([0, 0, 1, 0, 2], 20) },
    );
  });

  test('a phi that leaves a loop does not share its local with what it takes next', () => {
    expectSameText(
      `
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %x = phi double [ 0.0, %entry ], [ %y, %loop ]
  %y = fadd double %x, %i
  %next = fadd double %i, 1.0
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  %r = fadd double %y, %i
  ret double %r
}`,
      [[1], [2], [7], [2000]],
    );
  });

  test('two values that leave a loop do not share a local, though never needed at once', () => {
    expectSameText(
      `
define double @f(double %x, double %y) {
entry:
  br label %outer
outer:
  %p = phi double [ 1.0, %entry ], [ %p, %outer ], [ %a, %inner ], [ %b, %latch ]
  %t = call double @choose(double %p)
  %c = fcmp une double %t, 0.0
  br i1 %c, label %outer, label %inner
inner:
  %q = phi double [ %p, %outer ], [ %b, %latch ]
  %a = fsub double %y, %x
  %u = call double @choose(double %q)
  %d = fcmp une double %u, 0.0
  br i1 %d, label %latch, label %outer
latch:
  %b = fadd double %x, 0.5
  %v = call double @choose(double %x)
  %e = fcmp une double %v, 0.0
  br i1 %e, label %inner, label %outer
}

declare double @choose(double)`,
      [[0, 7]],
      { host: () => choosingHost([0, 1, 1, 0, 0, 0, 1], 40) },
    );
  });

  test('values of one block that go to different phis do not share a local, though the phis may', () => {
    expectSameText(
      `
define double @f(double %a, double %b) {
entry:
  %c = fcmp olt double %a, %b
  br i1 %c, label %split, label %other
split:
  %x = fmul double %a, 3.0
  %y = fmul double %x, %b
  %d = fcmp olt double %y, 7.0
  br i1 %d, label %join, label %end
other:
  br label %join
join:
  %v = phi double [ %y, %split ], [ %b, %other ]
  br label %end
end:
  %p = phi double [ %x, %split ], [ %v, %join ]
  ret double %p
}`,
      [
        [1, 2],
        [2, 3],
        [3, 2],
      ],
    );
  });

  test('nor do they if the phis share first', () => {
    expectSameText(
      `
define double @f(double %a, double %b) {
entry:
  %c = fcmp olt double %a, %b
  br i1 %c, label %split, label %other
split:
  %x = fmul double %a, 3.0
  %y = fmul double %x, %b
  %d = fcmp olt double %y, 7.0
  br i1 %d, label %join, label %end
other:
  br label %join
join:
  %v = phi double [ %y, %split ], [ %b, %other ]
  br label %end
end:
  %p = phi double [ %v, %join ], [ %x, %split ]
  ret double %p
}`,
      [
        [1, 2],
        [2, 3],
        [3, 2],
      ],
    );
  });

  test('a phi that is needed behind another one does not share its local', () => {
    expectSameText(
      `
define double @f(double %a, double %b) {
entry:
  %c = fcmp olt double %a, %b
  br i1 %c, label %then, label %else
then:
  %x = fmul double %a, 3.0
  br label %join
else:
  %y = fmul double %b, 5.0
  br label %join
join:
  %p = phi double [ %x, %then ], [ %y, %else ]
  %d = fcmp olt double %a, 2.0
  br i1 %d, label %end, label %other
other:
  %z = fadd double %a, %b
  br label %end
end:
  %q = phi double [ %p, %join ], [ %z, %other ]
  %r = fsub double %p, %q
  ret double %r
}`,
      [
        [1, 2],
        [2, 3],
        [3, 2],
      ],
    );
  });

  test('a phi that leaves from an inner loop does not share its local with what ends both', () => {
    // The inner loop has so many inputs that one of the variants outlines the outer loop alone.
    const inputs = [1, 2, 3, 4, 5, 6, 7];
    expectSameText(
      `
define double @f(double %x) {
entry:
  br label %outer
outer:
  %p = phi double [ %x, %entry ], [ %w, %again ]
${inputs.map((i) => `  %a${i} = fadd double %${i === 1 ? 'p' : `a${i - 1}`}, %p`).join('\n')}
  br label %inner
inner:
  %s0 = phi double [ 0.0, %outer ], [ %w, %again ]
${inputs.map((i) => `  %s${i} = fadd double %s${i - 1}, %a${i}`).join('\n')}
  %seen = call double @choose(double %s7)
  %c = fcmp une double %seen, 0.0
  br i1 %c, label %again, label %exit
again:
  %w = fmul double %s7, %s7
  %t = call double @choose(double %w)
  %d = fcmp une double %t, 0.0
  br i1 %d, label %outer, label %inner
exit:
  ret double %p
}

declare double @choose(double)`,
      [[5]],
      { host: () => choosingHost([1, 1, 1, 0, 0], 40) },
    );
  });

  test('two values that go to one phi leave a loop by different exits', () => {
    expectSameText(
      `
define double @f(double %x) {
entry:
  br label %loop
loop:
  %p = phi double [ %x, %entry ], [ %a, %left ], [ %b, %right ]
  %s = call double @choose(double %p)
  %c = fcmp une double %s, 0.0
  br i1 %c, label %left, label %right
left:
  %a = fadd double %p, 1.0
  %t = call double @choose(double %a)
  %d = fcmp une double %t, 0.0
  br i1 %d, label %loop, label %first
right:
  %b = fmul double %p, 3.0
  %u = call double @choose(double %b)
  %e = fcmp une double %u, 0.0
  br i1 %e, label %loop, label %second
first:
  ret double %a
second:
  ret double %b
}

declare double @choose(double)`,
      [[5]],
      { host: () => choosingHost([1, 1, 0, 1, 1, 0], 20) },
    );
  });

  test('what is needed behind a loop that is left first keeps its local in it', () => {
    expectSameText(
      `
define double @f(double %x, double %n) {
entry:
  %v = call double @observe(double %x)
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %body ]
  %c = fcmp oge double %i, %n
  br i1 %c, label %exit, label %body
body:
  %w = call double @observe(double %i)
  %z = fmul double %w, %w
  %k = call double @observe(double %z)
  %next = fadd double %i, 1.0
  br label %loop
exit:
  %r = fadd double %v, %i
  ret double %r
}

declare double @observe(double)`,
      [
        [7, 0],
        [7, 3],
      ],
    );
  });

  test('truths and numbers have locals of their own', () => {
    expectSameText(
      `
define double @f(double %x) {
  %a = call double @observe(double %x)
  %c = fcmp olt double %a, 1.0
  %u = uitofp i1 %c to double
  %v = select i1 %c, double %u, double %a
  %b = call double @observe(double %v)
  %d = fmul double %b, %b
  %e = fadd double %d, %b
  %g = fmul double %d, %e
  ret double %g
}

declare double @observe(double)`,
      [[1], [7]],
    );
  });

  test('a call in tail position is made once, however deep its argument', () => {
    for (let depth = 55; depth < 75; depth++) {
      const steps = Array.from({ length: depth }, (_, i) => i + 1);
      expectSameText(
        `
define double @f(double %v0) {
${steps.map((i) => `  %v${i} = fadd double %v${i - 1}, 1.0`).join('\n')}
  %r = tail call double @observe(double %v${depth})
  ret double %r
}

declare double @observe(double)`,
        [[1]],
        { only: [usual] },
      );
    }
  });

  test('constants of a loop keep 0 and -0 apart', () => {
    expectSameText(
      `
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %s = phi double [ 0.0, %entry ], [ %more, %loop ]
  %a = call double @llvm.copysign.f64(double %i, double -0.0)
  %b = call double @llvm.copysign.f64(double %i, double 0.0)
  %d = fmul double %b, 3.0
  %e = fadd double %a, %d
  %more = fadd double %s, %e
  %next = fadd double %i, 1.0
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  ret double %more
}`,
      [[1], [5], [300]],
    );
  });

  test('a loop of which too many values come out for a function stays in place', () => {
    const count = 1001;
    const values = Array.from({ length: count }, (_, i) => i);
    expectSameText(
      `
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %v${count - 1}, %loop ]
${values.map((i) => `  %v${i} = fadd double %${i === 0 ? 'i' : `v${i - 1}`}, %n`).join('\n')}
  %c = fcmp olt double %v${count - 1}, 300.0
  br i1 %c, label %loop, label %exit
exit:
${values.map((i) => `  %s${i} = fsub double %v${i}, %${i === 0 ? 'i' : `s${i - 1}`}`).join('\n')}
  ret double %s${count - 1}
}`,
      [[1], [0.001]],
      { only: [usual] },
    );
  });

  test('what leaves a loop by different exits does not share a local', () => {
    expectSameText(
      `
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 0.0
  br i1 %c, label %exit, label %loop
loop:
  %p = phi double [ %x, %entry ], [ %q, %latch ]
  %v = fadd double %p, 1.0
  %s = call double @choose(double %p)
  %d = fcmp une double %s, 0.0
  br i1 %d, label %latch, label %exit
latch:
  %q = phi double [ %p, %loop ]
  %w = fmul double %v, 3.0
  %t = call double @choose(double %w)
  %e = fcmp une double %t, 0.0
  br i1 %e, label %loop, label %other
other:
  %r = phi double [ %w, %latch ]
  ret double %r
exit:
  %a = phi double [ %x, %entry ], [ %p, %loop ]
  %b = phi double [ 0.0, %entry ], [ %v, %loop ]
  %sum = fsub double %a, %b
  ret double %sum
}

declare double @choose(double)`,
      [[5]],
      { host: () => choosingHost([1, 1, 1, 1, 0], 40) },
    );
  });

  test('a phi and what it takes next, when both leave the loop, do not share a local', () => {
    expectSameText(
      `
define double @f(double %x) {
entry:
  br label %loop
loop:
  %p = phi double [ %x, %entry ], [ %p, %loop ], [ %q, %latch ]
  %s = call double @choose(double %p)
  %c = fcmp une double %s, 0.0
  br i1 %c, label %loop, label %body
body:
  %t = call double @choose(double %p)
  %d = fcmp une double %t, 0.0
  br i1 %d, label %exit, label %latch
latch:
  %q = fadd double %p, 1.0
  %u = call double @choose(double %q)
  %e = fcmp une double %u, 0.0
  br i1 %e, label %exit, label %loop
exit:
  %r = phi double [ %p, %body ], [ %q, %latch ]
  ret double %r
}

declare double @choose(double)`,
      [[0.5]],
      { host: () => choosingHost([1, 0, 1], 40) },
    );
  });
});
