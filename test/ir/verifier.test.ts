import { describe, expect, test } from 'vitest';
import {
  addConstant,
  addPhi,
  addPure,
  addReturn,
  type Block,
  blockOf,
  type Call,
  type ConstantIndex,
  FunctionBuilder,
  type IRFunction,
  instructionOf,
  newFunction,
  parseModule,
  type Value,
  VerifierError,
  type Violation,
  verifyFunction,
  verifyModule,
} from '../../src/ir/index.ts';
import { addValue } from '../../src/ir/ir.ts';
import { scaled } from '../support/long.ts';

const diamond = `
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 0.0
  br i1 %c, label %then, label %else
then:
  %a = fneg double %x
  br label %merge
else:
  %b = fadd double %x, 1.0
  br label %merge
merge:
  %m = phi double [ %a, %then ], [ %b, %else ]
  ret double %m
}`;

function read(text: string): IRFunction {
  return parseModule(text).functions[0]!;
}

/** A fresh diamond, broken by `harm`. */
function broken(harm: (fn: IRFunction) => unknown): IRFunction {
  const fn = read(diamond);
  harm(fn);
  return fn;
}

/** The first value of an opcode. */
function find(fn: IRFunction, op: string): Value {
  return fn.values.findIndex((instruction) => instruction.op === op) as Value;
}

const at = (fn: IRFunction, op: string) => instructionOf(fn, find(fn, op));

/** Changes some fields of an instruction or block. */
function set<T>(target: T, fields: Partial<T>): void {
  Object.assign(target as object, fields);
}

const [entry, then, otherwise, merge] = [0, 1, 2, 3] as Block[] as [Block, Block, Block, Block];

/** What is found, without the place of whole instructions. */
function violations(check: () => void): readonly string[] {
  return found(check).map(({ invariant, instruction, message, block }) => {
    const subject = instruction ?? (message.startsWith('the block ') ? block : undefined);
    const text = subject === block ? message.replace('the block ', '') : message;
    return `${invariant}: ${subject === undefined ? '' : `${subject}: `}${text}`;
  });
}

function found(check: () => void): readonly Violation[] {
  try {
    check();
  } catch (error) {
    if (error instanceof VerifierError) return error.violations;
    throw error;
  }
  return [];
}

const callOf = (callee: string): Call => ({ callee, position: -1, isTail: false });

describe('verifyFunction', () => {
  test('accepts the function that the cases below break', () => {
    expect(() => verifyFunction(read(diamond))).not.toThrow();
  });

  test.each<[string, (fn: IRFunction) => unknown]>([
    [
      '1: value 0 of 1 parameters is param of type i1',
      (fn) => set(at(fn, 'param'), { type: 'i1' }),
    ],
    [
      '1: value 11 of 1 parameters is param of type double',
      (fn) => addValue(fn, 'param', 'double', []),
    ],
    ['2: %2: 1 operands, not 2', (fn) => at(fn, 'fadd').operands.pop()],
    ['2: ret (value 10): 2 operands, not 1', (fn) => at(fn, 'ret').operands.push(0 as Value)],
    [
      '2: %1: operand %0, which is not of type double',
      (fn) => at(fn, 'fneg').operands.splice(0, 1, find(fn, 'fcmp')),
    ],
    [
      '2: condbr (value 3): operand %x, which is not of type i1',
      (fn) => at(fn, 'condbr').operands.splice(0, 1, 0 as Value),
    ],
    [
      '2: %1: operand 3, which has no result',
      (fn) => at(fn, 'fneg').operands.splice(0, 1, find(fn, 'condbr')),
    ],
    [
      '2: %1: operand 99, which has no result',
      (fn) => at(fn, 'fneg').operands.splice(0, 1, 99 as Value),
    ],
    ['2: %1: a result of type i1', (fn) => set(at(fn, 'fneg'), { type: 'i1' })],
    ['2: %3: operand %1, which is not of type i1', (fn) => set(at(fn, 'phi'), { type: 'i1' })],
    ['2: %3: 1 operands, not 2', (fn) => at(fn, 'phi').operands.pop()],
    [
      '3: value 11 is the i1 constant 2',
      (fn) => addConstant(fn, { type: 'i1', value: 2 as never }),
    ],
    ['3: value 1 is the i1 constant 0', (fn) => set(at(fn, 'const'), { type: 'i1' })],
    [
      '3: value 1 is the double constant undefined',
      (fn) => set(at(fn, 'const'), { immediate: 9 as ConstantIndex }),
    ],
    ["4: %0: predicate 'lt'", (fn) => set(at(fn, 'fcmp'), { immediate: 'lt' as never })],
    [
      '0: value 2 is no instruction: fmod of type i1',
      (fn) => set(at(fn, 'fcmp') as { op: string }, { op: 'fmod' }),
    ],
    [
      '0: value 2 is no instruction: fcmp of type i64',
      (fn) => set(at(fn, 'fcmp') as { type: string }, { type: 'i64' }),
    ],
    [
      '0: value 4 is no instruction: fneg of type double',
      (fn) => set(at(fn, 'fneg') as { operands: unknown }, { operands: undefined }),
    ],
    ["5: function named ''", (fn) => set(at(fn, 'fneg'), { op: 'call', immediate: callOf('') })],
    [
      "5: function named 'llvm.x'",
      (fn) => set(at(fn, 'fneg'), { op: 'call', immediate: callOf('llvm.x') }),
    ],
    [
      '0: value 4 is no instruction: call of type double',
      (fn) => set(at(fn, 'fneg'), { op: 'call' }),
    ],
    [
      '0: a function without constants',
      (fn) => set(fn as { constants: unknown }, { constants: undefined }),
    ],
    [
      '0: a function without names of parameters',
      (fn) => set(fn as { parameterNames: unknown }, { parameterNames: undefined }),
    ],
    ['6: %then: is empty', (fn) => set(blockOf(fn, then), { instructions: [] })],
    ['6: %then: ends with no terminator: fneg', (fn) => blockOf(fn, then).instructions.pop()],
    ['6: %then: has a terminator inside: br', (fn) => blockOf(fn, then).instructions.reverse()],
    [
      '7: %4: a phi after other instructions',
      (fn) => {
        const { instructions } = blockOf(fn, merge);
        instructions.unshift(addPure(fn, 'fneg', 'double', [0 as Value]));
      },
    ],
    [
      '8: %1: stands in two places',
      (fn) => blockOf(fn, then).instructions.unshift(find(fn, 'fneg')),
    ],
    [
      '8: %1: stands in two places',
      (fn) => blockOf(fn, otherwise).instructions.unshift(find(fn, 'fneg')),
    ],
    ['8: %x: stands in %then', (fn) => blockOf(fn, then).instructions.unshift(0 as Value)],
    [
      '8: const (value 1): stands in %then',
      (fn) => blockOf(fn, then).instructions.unshift(find(fn, 'const')),
    ],
    [
      '8: %then: holds 99, which is no value',
      (fn) => blockOf(fn, then).instructions.unshift(99 as Value),
    ],
    ['9: br (value 5): br to blocks 9', (fn) => set(at(fn, 'br'), { blocks: [9 as Block] })],
    ['9: br (value 5): br to blocks ', (fn) => set(at(fn, 'br'), { blocks: [] })],
    ['9: ret (value 10): ret to blocks 1', (fn) => set(at(fn, 'ret'), { blocks: [then] })],
    [
      '9: condbr (value 3): targets are the same',
      (fn) => set(at(fn, 'condbr'), { blocks: [then, then] }),
    ],
    ['10: the entry has predecessor %then', (fn) => set(at(fn, 'br'), { blocks: [entry] })],
    [
      '10: %0: a phi in the entry',
      (fn) => {
        blockOf(fn, entry).instructions.unshift(addPhi(fn, 'double'));
      },
    ],
    [
      '11: %block: is unreachable',
      (fn) => {
        const ret = addReturn(fn, 0 as Value);
        fn.blocks.push({ label: '', instructions: [ret] });
      },
    ],
    [
      '12: %3: misses predecessor %else',
      (fn) => {
        at(fn, 'phi').operands.pop();
        at(fn, 'phi').blocks.pop();
      },
    ],
    [
      '12: %3: names %then twice',
      (fn) => {
        at(fn, 'phi').operands.push(0 as Value);
        at(fn, 'phi').blocks.push(then);
      },
    ],
    [
      '12: %3: names a block that is no predecessor',
      (fn) => {
        at(fn, 'phi').operands.push(0 as Value);
        at(fn, 'phi').blocks.push(entry);
      },
    ],
    ['13: %2: uses %1 too early', (fn) => at(fn, 'fadd').operands.splice(0, 1, find(fn, 'fneg'))],
    ['13: %2: uses %2 too early', (fn) => at(fn, 'fadd').operands.splice(0, 1, find(fn, 'fadd'))],
    ['13: %3: uses %2 too early', (fn) => at(fn, 'phi').operands.reverse()],
    [
      '13: ret (value 10): uses fneg (value 11) too early',
      (fn) => {
        at(fn, 'ret').operands[0] = addPure(fn, 'fneg', 'double', [0 as Value]);
      },
    ],
  ])('%s', (violation, harm) => {
    const found = violations(() => verifyFunction(broken(harm)));
    expect(found).toContain(violation);
  });

  test('1: fewer values than parameters', () => {
    const fn: IRFunction = { ...newFunction('f', ['x']), values: [] };
    expect(violations(() => verifyFunction(fn))).toEqual([
      '1: fewer values than parameters',
      '6: no entry block',
    ]);
  });

  test("5: a function's own name", () => {
    const fn = { ...read(diamond), name: 'llvm.f' };
    expect(violations(() => verifyFunction(fn))).toEqual(["5: function named 'llvm.f'"]);
  });

  test('accepts a phi that uses itself, and what is defined later on in its own block', () => {
    const fn = read(`
define double @f() {
entry:
  br label %loop
loop:
  %same = phi double [ 1.0, %entry ], [ %same, %loop ]
  %n = phi double [ 0.0, %entry ], [ %next, %loop ]
  %next = fadd double %n, %same
  %more = fcmp olt double %next, 9.0
  br i1 %more, label %loop, label %exit
exit:
  ret double %next
}`);
    expect(() => verifyFunction(fn)).not.toThrow();
  });

  test('says all that is wrong and shows the function', () => {
    const fn = broken((it) => {
      at(it, 'fneg').type = 'i1';
      at(it, 'fcmp').immediate = 'lt' as never;
    });
    expect(() => verifyFunction(fn)).toThrow(
      /^invalid IR\n {2}4: %0: predicate 'lt' in %entry of 'f'\n {2}2: %1: a result of type i1 in %then of 'f'\n[\s\S]*define double @f/,
    );
  });

  test('takes many thousands of blocks', { timeout: 60_000 }, () => {
    const size = scaled(200_000);
    const builder = new FunctionBuilder('long', ['x']);
    const exit = builder.addBlock('exit');
    const phi = builder.phi(exit);
    const { operands, blocks } = instructionOf(builder.fn, phi);
    let value = builder.param(0);
    for (let count = 0; count < size; count++) {
      value = builder.emit('fneg', value);
      const next = builder.addBlock('next');
      operands.push(value);
      blocks.push(builder.block);
      builder.condbr(builder.fcmp('olt', value, builder.param(0)), exit, next);
      builder.setBlock(next);
    }
    builder.ret(value);
    builder.setBlock(exit);
    builder.ret(phi);
    const fn = builder.finish();
    expect(() => verifyFunction(fn)).not.toThrow();
    operands[size / 2] = value;
    expect(violations(() => verifyFunction(fn))).toHaveLength(1);
  });
});

describe('verifyModule', () => {
  const call = (name: string, callee: string, args: string) =>
    `define double @${name}(double %x) {\n  %r = call double @${callee}(${args})\n  ret double %r\n}\n`;
  const together = (...texts: string[]) => ({ functions: texts.map(read) });

  test('accepts recursion and calls of externals', () => {
    const module = together(
      call('f', 'g', 'double %x'),
      call('g', 'f', 'double %x'),
      call('h', 's', ''),
    );
    expect(() => verifyModule(module)).not.toThrow();
  });

  test('1, 2: 1,000 parameters and operands, and no more', () => {
    const passesOn = (count: number) => {
      const parameters = Array.from({ length: count }, (_, i) => `double %a${i}`).join(', ');
      return read(`
define double @f(${parameters}) {
  %r = call double @g(${parameters})
  ret double %r
}`);
    };
    expect(violations(() => verifyFunction(passesOn(1000)))).toEqual([]);
    expect(violations(() => verifyFunction(passesOn(1001)))).toEqual([
      '1: 1001 parameters, more than 1000',
      '2: %0: 1001 operands, more than 1000',
    ]);
  });

  test('14: two functions of one name', () => {
    const f = call('f', 'g', '');
    expect(violations(() => verifyModule(together(f, f)))).toEqual(['14: second definition']);
  });

  test('15: calls with the wrong number of operands', () => {
    const [f, g] = [call('f', 'g', ''), call('g', 'f', 'double %x')];
    expect(violations(() => verifyModule(together(f, g)))).toEqual([
      '15: %0: calls g as double (), but it is double (double)',
    ]);
  });

  test('15: calls of one external that differ', () => {
    const [f, g] = [call('f', 's', ''), call('g', 's', 'double %x')];
    expect(violations(() => verifyModule(together(f, g)))).toEqual([
      '15: %0: calls s as double (double), but it is double ()',
    ]);
  });

  test('says what is wrong in which function', () => {
    const f = broken((fn) => set(at(fn, 'fcmp'), { immediate: 'lt' as never }));
    const g = read(call('g', 's', ''));
    expect(found(() => verifyModule({ functions: [f, g] }))).toEqual([
      {
        invariant: 4,
        message: "predicate 'lt'",
        function: 'f',
        block: '%entry',
        instruction: '%0',
      },
    ]);
    expect(() => verifyModule({ functions: [f, g] })).not.toThrow(/@g/);
  });
});
