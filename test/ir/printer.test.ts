import { describe, expect, test } from 'vitest';
import {
  addConstant,
  addJump,
  addPhi,
  FunctionBuilder,
  instructionOf,
  printFunction,
  printModule,
} from '../../src/ir/index.ts';
import { llvmTools, verifyWithLLVM } from '../support/ir-llvm.ts';

const opt = llvmTools('opt');

describe('printFunction', () => {
  test('prints the example of the builder', () => {
    const builder = new FunctionBuilder('twice', ['x']);
    const x = builder.param(0);
    builder.ret(builder.emit('fadd', x, x));
    expect(printFunction(builder.finish())).toBe(
      'define double @twice(double %x) {\nentry:\n  %0 = fadd double %x, %x\n  ret double %0\n}\n',
    );
  });

  test('prints every form of instruction', () => {
    const builder = new FunctionBuilder('all', ['x', 'y']);
    const [x, y] = [builder.param(0), builder.param(1)];
    const truth = addConstant(builder.fn, { type: 'i1', value: true });
    const loop = builder.addBlock('loop');
    const exit = builder.addBlock('exit');
    builder.br(loop);
    builder.setBlock(loop);
    const phi = builder.phi(loop);
    const neg = builder.emit('fneg', phi);
    const less = builder.fcmp('ult', neg, builder.constant(-0));
    const both = builder.emit('and', less, truth);
    const number = builder.emit('uitofp', both);
    const chosen = builder.emit('select', both, number, y);
    const root = builder.emit('sqrt', chosen);
    const called = builder.call('binary|', [root, builder.constant(0.1)]);
    builder.condbr(less, loop, exit);
    builder.setBlock(exit);
    builder.ret(called);
    instructionOf(builder.fn, phi).operands.push(x, called);
    instructionOf(builder.fn, phi).blocks.push(0 as typeof loop, loop);
    expect(printModule({ functions: [builder.finish()] })).toBe(`\
define double @all(double %x, double %y) {
entry:
  br label %loop
loop:
  %0 = phi double [ %x, %entry ], [ %7, %loop ]
  %1 = fneg double %0
  %2 = fcmp ult double %1, -0.0
  %3 = and i1 %2, true
  %4 = uitofp i1 %3 to double
  %5 = select i1 %3, double %4, double %y
  %6 = call double @llvm.sqrt.f64(double %5)
  %7 = call double @"binary|"(double %6, double 0x3FB999999999999A)
  br i1 %2, label %loop, label %exit
exit:
  ret double %7
}

declare double @"binary|"(double, double)
declare double @llvm.sqrt.f64(double)
`);
  });

  test('makes labels unique among blocks and parameters', () => {
    const builder = new FunctionBuilder('f', ['entry', 'then', '', 'then2']);
    for (const label of ['then', 'then', 'then1', '']) {
      const block = builder.addBlock(label);
      builder.br(block);
      builder.setBlock(block);
    }
    builder.ret(builder.param(2));
    const lines = printFunction(builder.finish()).split('\n');
    expect(lines[0]).toContain('(double %entry, double %then, double %0, double %then2)');
    const labels = lines.filter((line) => line.endsWith(':'));
    expect(labels).toEqual(['entry1:', 'then1:', 'then3:', 'then11:', 'block:']);
  });

  const strange = () => {
    const builder = new FunctionBuilder('binary|é"\\\n', ['a b', '0', '-x', 'x.y_z']);
    const block = builder.addBlock('over here');
    builder.br(block);
    builder.setBlock(block);
    builder.ret(
      builder.call(
        'unary!',
        builder.fn.values.slice(0, 4).map((_, at) => builder.param(at)),
      ),
    );
    return printModule({ functions: [builder.finish()] });
  };

  test('quotes and escapes names', () => {
    const text = strange();
    expect(text).toContain(
      'define double @"binary|\\C3\\A9\\22\\5C\\0A"(double %"a b", double %"0", double %-x, double %x.y_z)',
    );
    expect(text).toContain('"over here":\n');
  });

  test.skipIf(opt.missing)(`quotes names so that LLVM reads them${opt.missing ?? ''}`, () => {
    for (const tool of opt.tools) verifyWithLLVM(tool, strange());
  });

  test('declares each external once and no function that is defined', () => {
    const caller = new FunctionBuilder('caller', []);
    caller.call('callee', []);
    caller.call('host', []);
    caller.ret(caller.call('host', []));
    const callee = new FunctionBuilder('callee', []);
    callee.ret(callee.constant(1));
    const text = printModule({ functions: [caller.finish(), callee.finish()] });
    expect(text.match(/declare .*/g)).toEqual(['declare double @host()']);
  });

  test('ignores values that stand in no block', () => {
    const builder = new FunctionBuilder('f', []);
    const one = builder.constant(1);
    builder.emit('sqrt', one);
    builder.fn.blocks[0]!.instructions.length = 0;
    builder.ret(one);
    expect(printModule({ functions: [builder.finish()] })).toBe(
      'define double @f() {\nentry:\n  ret double 1.0\n}\n',
    );
  });

  test('shows a broken function rather than throwing', () => {
    const builder = new FunctionBuilder('f', []);
    builder.addBlock('empty');
    addPhi(builder.fn, 'double');
    builder.fn.blocks[0]!.instructions.push(0 as never, 99 as never);
    addJump(builder.fn, 7 as never);
    builder.fn.blocks[0]!.instructions.push(1 as never);
    expect(printFunction(builder.fn)).toContain('br label <badref>');
  });
});
