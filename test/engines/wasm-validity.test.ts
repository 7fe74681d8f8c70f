import { readFileSync } from 'node:fs';
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
import { moduleOf } from '../support/ir-case.ts';
import { scaled } from '../support/long.ts';
import { wasmVariants } from '../support/stress.ts';
import { arbitraryFlow, choosingHost } from './arbitrary-flow.ts';
import { compileToBytes, Machine, traceCompiled, traceReference } from './wasm-run.ts';

const [usual, inPlace, atOnce] = wasmVariants;
const all: readonly WasmCompilerOptions[] = wasmVariants;

const edgeCases = [
  ...[0, -0, 1, -1, 2.5, NaN, Infinity, -Infinity, 5e-324, -5e-324, 2 ** -1022, 1e308, -1e308],
  ...[Number.MAX_VALUE, 2 ** 53, 0.1, 0.5, 1.5, -0.5, 4503599627370497],
];

/** Runs `name` both ways, for each list of arguments, with each variant. Calls must be the same. */
function expectSame(
  module: IRModule,
  argLists: readonly (readonly number[])[],
  { name = 'f', host = () => new HostLog().call, only = all, fuel = Infinity } = {},
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

test('each variant compiles loops differently', () => {
  const manyValues = readFileSync('test/cases/engines/loops/tested-at-the-end.ll', 'utf8');
  const functions = [nest(4), ...moduleOf(manyValues).functions];
  const codes = all.map((options) => String(compileToBytes({ functions }, options).bytes));
  expect(new Set(codes).size).toBe(all.length);
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
});

describe('nests of loops', () => {
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
});
