import { describe, expect, test } from 'vitest';
import { endOf, nodeCount, startOf } from '../../src/language/index.ts';
import { nodesOf, parse } from './parse.ts';

describe('layout', () => {
  test.each([
    ['1 + x', '1 x +'],
    ['f()', 'f/0'],
    ['f(1, g(x), 2 + 3)', '1 x g/1 2 3 + f/3'],
    ['if a then b else c + d', 'a then b else c d + endIf'],
    ['1 * if a then b else c + d', '1 a then b else c d + endIf *'],
    ['var a = 1, b, c = a in a', '1 bind(a) bindZero(b) a bind(c) a endVar(3)'],
    ['var a in b = 1', 'bindZero(a) &b 1 = endVar(1)'],
    ['for i = 1, i < n in f(i)', '1 for(i,6) i n < while body(5) i f/1 endFor(1)'],
    ['for i = 1, i, 2 in i', '1 for(i,5) i while 2 body(3) i endFor(1)'],
    ['0 + for i = 1, i in i', '0 1 for(i,5) i while body(4) i endFor(2) +'],
  ])('%s', (text, layout) => {
    expect(nodesOf(text)).toEqual([layout]);
  });

  test('says whether there is a loop', () => {
    const { items } = parse('for i = 1, 0 in 1; 2');
    expect(items.map((item) => item.kind === 'expression' && item.ast.hasLoop)).toEqual([
      true,
      false,
    ]);
  });
});

describe('precedence', () => {
  test.each([
    ['a = b < c + d * e', '&a b c d e * + < ='],
    ['a * b + c < d', 'a b * c + d <'],
    ['a - b - c + d', 'a b - c - d +'],
    ['a / b * c', 'a b / c *'],
    ['a * (b + c)', 'a b c + *'],
    ['a = b = c', '&a &b c = ='],
    ['(a) = b', '&a b ='],
    ['a + b = c', 'a b + c ='],
    ['a\n-b', 'a b -'],
    ['f\n(b)', 'b f/1'],
  ])('%s', (text, layout) => {
    expect(nodesOf(text)).toEqual([layout]);
  });

  test('unary operators bind more tightly than binary ones', () => {
    const text = 'def unary!(v) v; def unary-(v) v; !a + -!b * - f(1)';
    expect(nodesOf(text).at(-1)).toBe('a unary! b unary! unary- 1 f/1 unary- * +');
  });

  test('an operator as weak as assignment separates assignments', () => {
    const text = 'def binary : 2 (a b) b; a = 1 : b = 2 : c';
    expect(nodesOf(text).at(-1)).toBe('&a 1 = &b 2 = : c :');
  });
});

test('spans cover operands and parentheses', () => {
  const text = '(1 + x) * f(2) - !y';
  const { items } = parse(`def unary!(v) v; ${text}`);
  const item = items[1]!;
  if (item.kind !== 'expression') throw new Error(item.kind);
  const { nodes, prototype } = item.ast;
  const spans = Array.from({ length: nodeCount(nodes) }, (_, node) =>
    prototype.source.text.slice(startOf(nodes, node), endOf(nodes, node)),
  );
  const product = '(1 + x) * f(2)';
  expect(spans).toEqual(['1', 'x', '1 + x', '2', 'f(2)', product, 'y', '!y', text]);
  expect(prototype.source.text.slice(prototype.start, prototype.end)).toBe(text);
});

describe('errors', () => {
  test.each([
    ['(1 + 2 then', "1:8: error: expected ')', found 'then'", "  1:1: note: to match this '('"],
    ['f(1 2)', "1:5: error: expected ',' or ')', found '2'", "  1:2: note: to match this '('"],
    ['f(,)', "1:3: error: expected an expression, found ','"],
    [')', "1:1: error: expected an expression, found ')'"],
    ['if a else b', "1:6: error: expected 'then', found 'else'", "  1:1: note: to match this 'if'"],
    ['if a then b;', "1:12: error: expected 'else', found ';'", "  1:1: note: to match this 'if'"],
    ['for 1', "1:5: error: expected a loop variable after 'for', found '1'"],
    ['for i in', "1:7: error: expected '=', found 'in'"],
    ['for i = 1 in i', "1:11: error: expected ',', found 'in'", "  1:1: note: to match this 'for'"],
    [
      'for i = 1, 2 then',
      "1:14: error: expected ',' or 'in', found 'then'",
      "  1:1: note: to match this 'for'",
    ],
    [
      'for i = 1, 2, 3 then',
      "1:17: error: expected 'in', found 'then'",
      "  1:1: note: to match this 'for'",
    ],
    ['var in 1', "1:5: error: expected a variable name, found 'in'"],
    ['var a 1', "1:7: error: expected '=', ',' or 'in', found '1'"],
    ['var a = 1 2', "1:11: error: expected ',' or 'in', found '2'"],
    ['var a, in 1', "1:8: error: expected a variable name, found 'in'"],
    ['1 + ! 2', "1:5: error: unknown unary operator '!'"],
    ['1 | 2', "1:3: error: unknown operator '|'"],
    ['f(1 | 2)', "1:5: error: unknown operator '|'"],
    ['if a | b then', "1:6: error: unknown operator '|'"],
    ['| 2', "1:1: error: unknown unary operator '|'"],
    ['1; * 2', "1:4: error: unknown unary operator '*'"],
    ['(1 é', "1:4: error: unexpected character 'é' (U+00E9)"],
  ])('%s', (text, ...messages) => {
    expect(parse(text).messages).toEqual(messages);
  });

  test.each([
    '1 +',
    '(1',
    'f(',
    'f(1,',
    'if a',
    'if a then b',
    'for i = 1',
    'var a =',
    'var a',
    'def',
    'def f',
    'def f(a',
    'def f(a)',
    'def binary',
    'extern',
  ])('%s asks for more', (text) => {
    const { diagnostics, messages } = parse(`${text} # more\n`);
    expect(diagnostics.map((d) => d.atEnd)).toEqual([true]);
    expect(messages[0]).toMatch(`1:${text.length + 1}: error: expected`);
    expect(messages[0]).toMatch(/, found end of input$/);
  });

  test('in the middle ask for nothing', () => {
    expect(parse('1 + ; (').diagnostics.map((d) => d.atEnd)).toEqual([undefined, true]);
  });
});
