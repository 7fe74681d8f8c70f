import { describe, expect, test } from 'vitest';
import {
  type Block,
  FunctionBuilder,
  type IRFunction,
  parseModule,
  printFunction,
  type Value,
  verifyFunction,
} from '../../src/ir/index.ts';
import { listPasses, optimizeFunction, PassError, type PassRun } from '../../src/passes/index.ts';
import { scaled } from '../support/long.ts';

const read = (body: string): IRFunction =>
  parseModule(`define double @f(double %x) {\nentry:\n${body}\n}`).functions[0]!;

const redundant = '  %a = fadd double %x, -0.0\n  %b = fmul double %a, 1.0\n  ret double %b';

describe('optimizeFunction', () => {
  test('runs the passes it is told to, in order', () => {
    const ran: [string, boolean][] = [];
    const passes = ['eliminate-dead-code', 'simplify', 'simplify'];
    const onPass = ({ pass, changed }: PassRun) => ran.push([pass, changed]);
    expect(optimizeFunction(read(redundant), {}, { passes, onPass })).toBe(true);
    expect(ran).toEqual([
      ['eliminate-dead-code', false],
      ['simplify', true],
      ['simplify', false],
    ]);
  });

  test('leaves a function alone at level 0', () => {
    const fn = read(redundant);
    expect(optimizeFunction(fn, {}, { level: 0 })).toBe(false);
    expect(printFunction(fn)).toContain('fmul');
  });

  test('does not repeat a pass when nothing changed', () => {
    const ran: string[] = [];
    optimizeFunction(
      read('  ret double %x'),
      {},
      { level: 3, onPass: ({ pass }) => ran.push(pass) },
    );
    expect(ran.sort()).toEqual(
      listPasses()
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('tells calls of the function itself from others', () => {
    const callOf = (callee: string) => `  %a = fcmp ogt double %x, 9.0
  br i1 %a, label %done, label %more
done:
  ret double %x
more:
  %b = fadd double %x, 1.0
  %c = call double @${callee}(double %b)
  ret double %c`;
    const [other, own] = [read(callOf('g')), read(callOf('f'))];
    optimizeFunction(other);
    optimizeFunction(own);
    expect(printFunction(other)).toContain('tail call double @g(');
    expect(printFunction(own)).not.toContain('call');
  });

  test('rejects unknown passes', () => {
    expect(() => optimizeFunction(read(redundant), {}, { passes: ['simplfy'] })).toThrow(
      "unknown pass 'simplfy'; did you mean 'simplify'?",
    );
  });

  test('names the pass after which the IR is broken, and shows it before', () => {
    const fn = read(redundant);
    const product = fn.values.findIndex(({ op }) => op === 'fmul');
    fn.values[product]!.operands[0] = product as Value; // before its definition
    const optimize = () => optimizeFunction(fn, {}, { passes: ['reassociate'], verify: true });
    expect(optimize).toThrow(PassError);
  });
});

describe('passes', () => {
  test('each has a description of one line', () => {
    for (const { name, description } of listPasses()) {
      expect(name).toMatch(/^[a-z-]+$/);
      expect(description).toMatch(/^[a-z].{20,90}[^.]$/);
    }
  });
});

describe('deep and wide functions', () => {
  const count = scaled(100_000);

  test('chains of values', () => {
    const builder = new FunctionBuilder('f', ['x']);
    let value = builder.param(0);
    for (let i = 0; i < count; i++) {
      value = builder.emit('fadd', builder.emit('fmul', value, builder.constant(2)), value);
    }
    builder.ret(value);
    expect(optimizeFunction(builder.finish(), {}, { level: 3 })).toBe(true);
  });

  test('chains of truths', () => {
    const builder = new FunctionBuilder('f', ['x']);
    let value = builder.truth(false);
    for (let i = 0; i < count; i++) {
      value = builder.emit('or', value, builder.fcmp('olt', builder.param(0), builder.constant(i)));
    }
    builder.ret(builder.emit('uitofp', value));
    expect(optimizeFunction(builder.finish(), {}, { level: 3 })).toBe(true);
  });

  test('chains of branches with one way out', () => {
    const builder = new FunctionBuilder('f', ['x']);
    const last = builder.addBlock('last');
    for (let i = 0; i < scaled(20_000); i++) {
      const [next, exit] = [builder.addBlock('next'), builder.addBlock('exit')];
      const condition = builder.fcmp('olt', builder.param(0), builder.constant(i));
      builder.condbr(condition, next, exit);
      builder.setBlock(exit);
      builder.br(last);
      builder.setBlock(next);
    }
    builder.br(last);
    builder.setBlock(last);
    builder.ret(builder.constant(1));
    optimizeFunction(builder.fn, {}, { level: 3 });
    verifyFunction(builder.finish());
  });

  test('nests of branches', () => {
    const builder = new FunctionBuilder('f', ['x']);
    const joins: Block[] = [];
    for (let i = 0; i < scaled(20_000); i++) {
      const [then, otherwise, join] = ['then', 'else', 'join'].map((label) =>
        builder.addBlock(label),
      );
      const condition = builder.fcmp('olt', builder.param(0), builder.constant(i));
      builder.condbr(condition, then!, otherwise!);
      builder.setBlock(then!);
      builder.br(join!);
      joins.push(join!);
      builder.setBlock(otherwise!);
    }
    for (let join = joins.pop(); join !== undefined; join = joins.pop()) {
      builder.br(join);
      builder.setBlock(join);
    }
    builder.ret(builder.constant(1));
    expect(optimizeFunction(builder.fn, {}, { level: 3 })).toBe(true);
    expect(builder.finish().blocks.length).toBe(1);
  });
});
