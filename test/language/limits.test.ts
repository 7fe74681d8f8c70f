import { describe, expect, test } from 'vitest';
import { MAX_NESTING, nodeCount, OperatorTable, printAST } from '../../src/language/index.ts';
import { isLong } from '../support/long.ts';
import { parse } from './parse.ts';

const TOO_DEEP = `error: expression is nested too deeply (more than ${MAX_NESTING})`;

function nested(open: string, inner: string, close: string, depth: number): string {
  return `${open.repeat(depth)}${inner}${close.repeat(depth)}`;
}

describe('nesting', () => {
  const kinds = [
    ['(', '1', ')'],
    ['(1+', '1', ')'],
    ['f(', '1', ')'],
    ['f(1, ', '1', ')'],
    ['!', '1', ''],
    ['a = ', '1', ''],
    ['(a = ', '1', ')'],
    ['if ', '1', ' then 1 else 1'],
    ['if 1 then ', '1', ' else 1'],
    ['if 1 then 1 else ', '1', ''],
    ['for i = ', '1', ', 1 in 1'],
    ['for i = 1, ', '1', ', 1 in 1'],
    ['for i = 1, 1, ', '1', ' in 1'],
    ['for i = 1, 1 in ', '1', ''],
    ['var a = ', '1', ' in 1'],
    ['var a = 1 in ', '1', ''],
    ['var a in ', '1', ''],
  ] as const;

  test.each(kinds.filter((_, i) => isLong || i % 3 === 0))(
    'of %s is fine to the limit',
    (open, inner, close) => {
      const operators = new OperatorTable();
      operators.defineUnary(operators.named('!'));
      // The first of a chain of assignments is not nested in another one.
      const limit = open === 'a = ' ? MAX_NESTING + 1 : MAX_NESTING;
      const fine = parse(nested(open, inner, close, limit), operators);
      expect(fine.messages).toEqual([]);
      expect(fine.items).toHaveLength(1);
      const tooDeep = parse(nested(open, inner, close, limit + 1), operators);
      expect(tooDeep.messages).toHaveLength(1);
      expect(tooDeep.messages[0]).toContain(TOO_DEEP);
    },
  );

  test('counts from zero for each expression, and up and down in one', () => {
    const deep = nested('(', '1', ')', MAX_NESTING);
    expect(parse(`${deep} + ${deep}; ${deep}`).messages).toEqual([]);
    const chain = `(${'a = '.repeat(MAX_NESTING)}1)`;
    expect(parse(`${chain} + ${chain} + ${deep}`).messages).toEqual([]);
  });
});

test('200,000 terms in a chain', () => {
  const { items, messages } = parse(`x${' + x'.repeat(200_000)}`);
  expect(messages).toEqual([]);
  const item = items[0]!;
  expect(item.kind === 'expression' && nodeCount(item.ast.nodes)).toBe(400_001);
});

test('100,000 arguments and names', () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `x${i}`);
  expect(parse(`f(${names.join(', ')})`).messages).toEqual([]);
  expect(parse(`var ${names.join(', ')} in 1`).messages).toEqual([]);
});

test('printing does not recurse, and stays small', () => {
  const operators = new OperatorTable();
  operators.defineUnary(operators.named('!'));
  for (const text of [nested('!', '1', '', MAX_NESTING), `1${' + 1'.repeat(200_000)}`]) {
    const item = parse(text, operators).items[0]!;
    if (item.kind !== 'expression') throw new Error(item.kind);
    const printed = printAST(item.ast, operators);
    expect(printed.length).toBeLessThan(text.length * 200);
  }
});

test('1,000 parameters, and no more', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `x${i}`).join(' ');
  for (const keyword of ['def', 'extern']) {
    const column = `${keyword} f(${names} `.length + 1;
    expect(parse(`${keyword} f(${names} y) 1`).messages).toEqual([
      `1:${column}: error: a function has at most 1000 parameters`,
    ]);
  }
  expect(parse(`def f(${names}) 1; extern f(${names})`).messages).toEqual([]);
});
