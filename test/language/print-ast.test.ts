import { expect, test } from 'vitest';
import { printAST } from '../../src/language/index.ts';
import { parse } from './parse.ts';

/** The tree of the last item of a text. */
function print(text: string): string {
  const { items, operators } = parse(text);
  const item = items.at(-1)!;
  if (!('ast' in item)) throw new Error('nothing to print');
  return printAST(item.ast, operators);
}

test('one node a line, operands below', () => {
  expect(print('def fib(x) if x < 3 then 1 else fib(x - 1)')).toBe(
    `def fib(x)
  if
    binary <
      variable x
      number 3
    number 1
    call fib
      binary -
        variable x
        number 1`,
  );
});

test('loops and variables', () => {
  expect(print('var a = 1, b in for i = 1, i < 9, 2 in b = i')).toBe(
    `def __anon_expr()
  var
    bind a
      number 1
    bind b
    for
      bind i
        number 1
      while
        binary <
          variable i
          number 9
      step
        number 2
      binary =
        target b
        variable i`,
  );
});

test("the program's own operators are calls", () => {
  expect(print('def unary!(v) v def binary|5(a b) a def f(x) !x | for i = 1, 2 in i')).toBe(
    `def f(x)
  call binary|
    call unary!
      variable x
    for
      bind i
        number 1
      while
        number 2
      variable i`,
  );
});
