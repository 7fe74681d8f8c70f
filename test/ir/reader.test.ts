import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  constantDouble,
  parseModule,
  printModule,
  type Value,
  verifyModule,
} from '../../src/ir/index.ts';
import { DiagnosticError } from '../../src/source/index.ts';
import { arbitraryModule } from '../support/ir-arbitrary.ts';

/** The text of a module as it prints after reading. */
const reprint = (text: string) => printModule(parseModule(text));

/** A function of `x` with the given lines in its entry. */
const body = (...lines: string[]) =>
  ['define double @f(double %x) {', 'entry:', ...lines.map((line) => `  ${line}`), '}', ''].join(
    '\n',
  );

describe('parseModule', () => {
  test('reads back what prints', () => {
    return fc.assert(
      fc.property(arbitraryModule({ irreducible: true }), (module) => {
        verifyModule(module);
        const text = printModule(module);
        const read = parseModule(text);
        verifyModule(read);
        expect(printModule(read)).toBe(text);
      }),
    );
  });

  test('keeps names of functions, parameters and blocks', () => {
    const text =
      'define double @"a \\C3\\A9\\22\\5C"(double %"1 2", double %"0") {\n"b c":\n  ret double %"0"\n}\n';
    const [fn] = parseModule(text).functions;
    expect(fn!.name).toBe('a é"\\');
    expect(fn!.parameterNames).toEqual(['1 2', '0']);
    expect(fn!.blocks[0]!.label).toBe('b c');
    expect(reprint(text)).toBe(text);
  });

  test('reads what LLVM and people write around it', () => {
    const text = `; ModuleID = 'x'
source_filename = "x.ll"
target datalayout = "e-m:e"
target triple = "x86_64-pc-linux-gnu"

; Function Attrs: nounwind
define dso_local double @f(double noundef %0, double %named) local_unnamed_addr #0 {
  %3 = tail call double @sin(double noundef %0) #1 ; preds = none
  %sum = fadd double %3, %named
  br label %4

4:                                                ; preds = %2
  call double @llvm.sqrt.f64(double %sum)
  ret double %5
}
declare double @sin(double) #1
; Function Attrs: speculatable
declare double @llvm.sqrt.f64(double noundef) nounwind
attributes #0 = { nounwind "no-trapping-math"="true" }
!llvm.module.flags = !{!0}
!0 = !{i32 1, !"wchar_size", i32 4}
`;
    expect(reprint(text)).toBe(`define double @f(double %0, double %named) {
block:
  %1 = tail call double @sin(double %0)
  %2 = fadd double %1, %named
  br label %block1
block1:
  %3 = call double @llvm.sqrt.f64(double %2)
  ret double %3
}

declare double @sin(double)
declare double @llvm.sqrt.f64(double)
`);
  });

  test.each([
    ['1.0', 1],
    ['-0.0', -0],
    ['+2.50', 2.5],
    ['1.0e-3', 0.001],
    ['1.e2', 100],
    ['0x3FB999999999999A', 0.1],
    ['0x3fb999999999999a', 0.1],
    ['0xFFF0000000000000', -Infinity],
    ['0x7FF8000000000000', NaN],
  ])('constant %s', (written, value) => {
    const [fn] = parseModule(body(`ret double ${written}`)).functions;
    expect(constantDouble(fn!, 1 as Value)).toBe(value);
  });

  test('shares constants, but neither zeros of different sign nor types', () => {
    const text = body(
      '%a = fadd double 0.0, -0.0',
      '%b = fadd double 0.0, -0.0',
      '%c = and i1 true, true',
      '%d = select i1 %c, double 1.0, double %a',
      'ret double %d',
    );
    const [fn] = parseModule(text).functions;
    expect(fn!.values.filter(({ op }) => op === 'const')).toHaveLength(4);
  });

  test('calls need not be declared', () => {
    expect(reprint(body('%y = call double @g(double %x)', 'ret double %y'))).toContain(
      'declare double @g(double)',
    );
  });

  test('an empty text is an empty module', () => {
    expect(parseModule('; nothing\n').functions).toEqual([]);
  });

  test('reads many lines in a row', () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, at) => `%v${at} = fadd double %x, ${at}.0 ; note`,
    );
    expect(
      parseModule(body(...lines, 'ret double %x')).functions[0]!.blocks[0]!.instructions,
    ).toHaveLength(50_001);
  });
});

describe('errors of parseModule', () => {
  test.each([
    ['fine', "1:1: error: expected 'define' or 'declare', found 'fine'"],
    ['define double @f() {', '1:21: error: expected an instruction, found the end'],
    ['define double @f() {}', "1:21: error: expected an instruction, found '}'"],
    ['define i1 @f() {', "1:8: error: expected 'double', found 'i1'"],
    ['define double f() {', "1:15: error: expected a function name, found 'f'"],
    ['define double @f(i1 %x) {', "1:18: error: expected 'double', found 'i1'"],
    ['define double @f(double %x double', "1:28: error: expected ',', found 'double'"],
    ['define double @f(double %x, double %x)', "1:36: error: '%x' is defined twice"],
    ['define double @llvm.f()', '1:15: error: @llvm.f is reserved'],
    ['declare double @llvm.cos.f64(double)', '1:16: error: unknown @llvm.cos.f64'],
    [
      'declare double @llvm.sqrt.f64()',
      '1:16: error: @llvm.sqrt.f64 is double (double), not double ()',
    ],
    [
      'declare double @f()\ndeclare double @f(double)',
      '2:16: error: @f is double (), not double (double)',
    ],
    [`${body('ret double %x')}${body('ret double %x')}`, '5:15: error: @f is defined twice'],
    ['define double @f() *', '1:20: error: unexpected character'],
  ])('%j', (text, message) => {
    expectError(text, message);
  });

  test.each([
    ['%y = fadd fast double %x, %x', "3:13: error: expected 'double', found 'fast'"],
    ['%y = frem double %x, %x', "3:8: error: unknown instruction 'frem'"],
    ['%y = sqrt double %x', "3:8: error: unknown instruction 'sqrt'"],
    ['%y = toString double %x', "3:8: error: unknown instruction 'toString'"],
    ['%y = const double %x', "3:8: error: unknown instruction 'const'"],
    ['%y = fadd double %x, %nowhere', '3:24: error: %nowhere is not defined'],
    ['%y = fadd double %x, %entry', '3:24: error: %entry has type label, not double'],
    ['%y = fadd double %x, true', "3:24: error: expected a value of type double, found 'true'"],
    ['%y = fadd double %x, 1', "3:24: error: '1' is not a double; write 1.0 or 0x3FF0000000000000"],
    [
      '%y = fadd double %x, 0xK1',
      "3:24: error: '0xK1' is not a double; write 1.0 or 0x3FF0000000000000",
    ],
    ['%y = and i1 %x, true', '3:15: error: %x has type double, not i1'],
    ['%y = fcmp true double %x, %x', "3:13: error: expected a predicate of fcmp, found 'true'"],
    ['%y = uitofp i1 true to i1', "3:26: error: expected 'double', found 'i1'"],
    ['%y = select i1 true, double %x, i1 true', "3:35: error: expected 'double', found 'i1'"],
    ['%y = phi float [ %x, %entry ]', "3:12: error: expected 'double', found 'float'"],
    ['%y = phi double [ %x, entry ]', "3:25: error: expected a label, found 'entry'"],
    [
      '%y = call double @llvm.sqrt.f64()',
      '3:20: error: @llvm.sqrt.f64 is double (double), not double ()',
    ],
    ['%y = call double @f()', '3:20: error: @f is double (double), not double ()'],
    ['%y = call double @llvm.sin.f64(double %x)', '3:20: error: unknown @llvm.sin.f64'],
    ['%y = ret double %x', "3:3: error: 'ret' has no result to name"],
    ['%x = fneg double %x', "3:3: error: '%x' is defined twice"],
    ['%1 = fneg double %x\n  %0 = fneg double %x', '4:3: error: expected a number from 2 on'],
    ['br label %x', '3:12: error: %x has type double, not label'],
    ['br i1 true, label %entry', "5:1: error: expected ',', found 'ret'"],
    ['br label %entry\nentry:', "4:1: error: 'entry:' is defined twice"],
    ['here:', "3:3: error: expected an instruction, found 'here:'"],
  ])('%s', (line, message) => {
    const text = line.startsWith('br i1')
      ? body(line, '\nret double %x')
      : body(line, 'ret double %x');
    expectError(text, message);
  });

  test('points to the other place', () => {
    const error = errorOf('declare double @f()\ndeclare double @f(double)');
    const { span } = error.diagnostics[0]!.notes[0]!;
    expect(span.source.text.slice(span.start, span.end)).toBe('@f');
    expect(span.start).toBe(15);
  });
});

function expectError(text: string, message: string): void {
  expect(errorOf(text).message).toBe(`test.ll:${message}`);
}

function errorOf(text: string): DiagnosticError {
  try {
    parseModule(text, 'test.ll');
  } catch (error) {
    if (error instanceof DiagnosticError) return error;
    throw error;
  }
  return expect.fail('no error');
}
