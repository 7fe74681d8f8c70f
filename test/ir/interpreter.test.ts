import { describe, expect, test } from 'vitest';
import {
  type Fuel,
  FuelExhaustedError,
  FunctionBuilder,
  type IRFunction,
  interpret,
  parseModule,
  ReferenceMachine,
} from '../../src/ir/index.ts';
import { InvalidArgumentError } from '../../src/source/index.ts';

const noCalls = () => expect.fail('a call');

function only(text: string): IRFunction {
  return parseModule(text).functions[0]!;
}

const gcd = only(`
define double @gcd(double %a, double %b) {
entry:
  br label %loop
loop:
  %x = phi double [ %a, %entry ], [ %y, %step ]
  %y = phi double [ %b, %entry ], [ %rest, %step ]
  %done = fcmp oeq double %y, 0.0
  br i1 %done, label %exit, label %step
step:
  %quotient = fdiv double %x, %y
  %whole = call double @llvm.floor.f64(double %quotient)
  %product = fmul double %whole, %y
  %rest = fsub double %x, %product
  br label %loop
exit:
  ret double %x
}`);

const endless = only('define double @endless() {\n  br label %a\na:\n  br label %a\n}');

describe('interpret', () => {
  test('reads phis in parallel', () => {
    expect(interpret(gcd, [48, 18], noCalls)).toBe(6);
    const swap = only(`
define double @swap(double %n) {
entry:
  br label %loop
loop:
  %a = phi double [ 1.0, %entry ], [ %b, %loop ]
  %b = phi double [ 2.0, %entry ], [ %a, %loop ]
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %next = fadd double %i, 1.0
  %more = fcmp olt double %next, %n
  br i1 %more, label %loop, label %exit
exit:
  %scaled = fmul double %a, 10.0
  %both = fadd double %scaled, %b
  ret double %both
}`);
    expect([1, 2, 3].map((n) => interpret(swap, [n], noCalls))).toEqual([12, 21, 12]);
  });

  test('sends every call out, with its arguments and position, in order', () => {
    const builder = new FunctionBuilder('f', ['x']);
    const first = builder.call('g', [builder.param(0), builder.constant(2)], 17);
    builder.ret(builder.call('f', [first]));
    const calls: unknown[] = [];
    const result = interpret(builder.finish(), [1], (name, args, position) => {
      calls.push([name, args, position]);
      return args[0]! + 10;
    });
    expect(result).toBe(21);
    expect(calls).toEqual([
      ['g', [1, 2], 17],
      ['f', [11], -1],
    ]);
  });

  test('stops for want of fuel', () => {
    const fuel: Fuel = { remaining: 1000 };
    expect(() => interpret(endless, [], noCalls, fuel)).toThrow(new FuelExhaustedError('endless'));
    expect(fuel.remaining).toBe(0);
  });

  test('counts each executed instruction as one unit of fuel', () => {
    const fuel: Fuel = { remaining: 100 };
    interpret(gcd, [4, 2], noCalls, fuel);
    // entry 1, then loop 4 and step 5, then loop 4 and exit 1; the phis count too
    expect(100 - fuel.remaining).toBe(1 + 4 + 5 + 4 + 1);
  });
});

describe('ReferenceMachine', () => {
  const { functions } = parseModule(`
define double @fib(double %n) {
entry:
  %small = fcmp olt double %n, 2.0
  br i1 %small, label %done, label %more
done:
  ret double %n
more:
  %n1 = fsub double %n, 1.0
  %n2 = fsub double %n, 2.0
  %a = call double @fib(double %n1)
  %b = call double @fib(double %n2)
  %sum = fadd double %a, %b
  %result = call double @show(double %sum)
  ret double %result
}`);

  test('runs recursive programs and asks the host for the rest', () => {
    const shown: number[] = [];
    const machine = new ReferenceMachine(functions, (name, [x]) => {
      expect(name).toBe('show');
      shown.push(x!);
      return x!;
    });
    expect(machine.call('fib', [5])).toBe(5);
    expect(shown).toEqual([1, 2, 1, 3, 1, 2, 5]); // the order in which calls return
  });

  test('has no host unless given one', () => {
    const machine = new ReferenceMachine(functions);
    const invalid = (message: string) => new InvalidArgumentError(message);
    expect(() => machine.call('fib', [2])).toThrow(invalid('undefined function show'));
    expect(() => machine.call('fib', [])).toThrow(invalid('fib takes 1 arguments, not 0'));
  });

  test('replaces functions', () => {
    const machine = new ReferenceMachine(functions);
    machine.define(only('define double @show(double %x) {\n  ret double 7.0\n}'));
    expect(machine.call('fib', [2])).toBe(7);
  });

  test('shares its fuel among all calls', () => {
    const machine = new ReferenceMachine(functions, (_, [x]) => x!, 30);
    machine.call('fib', [2]);
    expect(() => machine.call('fib', [3])).toThrow(FuelExhaustedError);
  });

  test('checks the number of arguments', () => {
    expect(() => new ReferenceMachine(functions).call('fib', [])).toThrow(
      'fib takes 1 arguments, not 0',
    );
  });

  test('leaves endless recursion to JavaScript', () => {
    const machine = new ReferenceMachine([
      only('define double @f() {\n  %x = call double @f()\n  ret double %x\n}'),
    ]);
    expect(() => machine.call('f', [])).toThrow(RangeError);
  });
});
