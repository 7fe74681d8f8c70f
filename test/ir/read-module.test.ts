/** What is wrong with a text is told at its place, and in the text's own names. */
import { expect, test } from 'vitest';
import { readModule } from '../../src/ir/index.ts';
import { DiagnosticError, headline } from '../../src/source/index.ts';
import { thrownBy } from '../support/thrown-by.ts';

function mistakes(text: string): string[] {
  const thrown = thrownBy(() => readModule(text, 'test.ll'));
  expect(thrown).toBeInstanceOf(DiagnosticError);
  return (thrown as DiagnosticError).diagnostics.map(headline);
}

test('of values, blocks and functions, all at once', () => {
  expect(
    mistakes(`define double @f(double %x) {
start:
  %"odd name" = fadd double %z, %x
  %z = fmul double %x, %"odd name"
  ret double %z
}
define double @g(double %x) {
  br label %1
1:
  %2 = phi double [ %x, %0 ]
  br label %1
}
define double @h(double %x) {
  br label %next
next:
  br label %0
}
`),
  ).toEqual([
    'test.ll:3:3: error: %"odd name": uses %z too early',
    'test.ll:10:3: error: %2: misses predecessor %1',
    'test.ll:13:15: error: the entry has predecessor %next',
  ]);
});

test('of an instruction without a name, at its block', () => {
  expect(
    mistakes(`define double @f(double %x) {
start:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %end, label %end
end:
  ret double %x
}
`),
  ).toEqual(['test.ll:2:1: error: condbr (value 3): targets are the same']);
});

test('text that does not parse is told as ever', () => {
  expect(mistakes('define double @f( {')).toEqual([
    "test.ll:1:19: error: expected 'double', found '{'",
  ]);
});

test('a sound text gives its module, and where its functions are', () => {
  const { module, places } = readModule('define double @f(double %x) {\n  ret double %x\n}\n');
  expect(module.functions.map(({ name }) => name)).toEqual(['f']);
  expect(places.get('f')?.span).toMatchObject({ start: 14, end: 16 });
});
