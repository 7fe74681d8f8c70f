import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Item, OperatorTable } from '../../src/language/index.ts';
import { nodesOf, parse } from './parse.ts';

/** An item in a word. */
function summary(item: Item): string {
  if (!('ast' in item)) return `${item.kind} ${item.prototype.name}`;
  return item.kind === 'expression' ? 'expression' : `def ${item.ast.prototype.name}`;
}

function summaries(text: string, operators?: OperatorTable): readonly string[] {
  return parse(text, operators).items.map(summary);
}

describe('items', () => {
  test('need no semicolons', () => {
    expect(summaries('extern f(x) def g(x) f(x) g(1) 2;; ;3')).toEqual([
      'extern f',
      'def g',
      'expression',
      'expression',
      'expression',
    ]);
  });

  test('have prototypes with places', () => {
    const [f, op] = parse('def foo(a b c) 1 def binary | 5 (a b) 1').items;
    expect(f).toMatchObject({
      ast: { prototype: { name: 'foo', parameters: ['a', 'b', 'c'], start: 4, end: 7 } },
    });
    expect(op).toMatchObject({ ast: { prototype: { name: 'binary|', start: 21, end: 29 } } });
  });

  test('expressions are wrapped under one name', () => {
    expect(parse('1').items[0]).toMatchObject({
      ast: { prototype: { name: '__anon_expr', parameters: [] } },
    });
  });
});

describe('prototypes', () => {
  test.each([
    ['def f(a, b) a', '1:8: error: parameter names are separated by white space'],
    ['def f(a b a) a', "1:11: error: duplicate parameter 'a'", '  1:7: note: first one is here'],
    ['def 1(a) a', "1:5: error: expected a function name, found '1'"],
    ['def f a', "1:7: error: expected '(', found 'a'"],
    ['def f(1)', "1:7: error: expected a parameter name or ')', found '1'", expect.anything()],
    ['def binary | 0 (a b) a', '1:14: error: precedence must be a whole number from 1 to 100'],
    ['def binary | 101 (a b) a', '1:14: error: precedence must be a whole number from 1 to 100'],
    ['def binary | 5.0 (a b) a', '1:14: error: precedence must be a whole number from 1 to 100'],
    ['def binary | (a) a', "1:5: error: 'binary|' takes 2 operands, not 1"],
    ['def unary ! (a b) a', "1:5: error: 'unary!' takes 1 operand, not 2"],
    ['def unary ! 5 (a) a', "1:13: error: expected '(', found '5'"],
    ['def binary ( (a b) a', "1:12: error: expected an operator, found '('"],
    ['def unary x (a) a', "1:11: error: expected an operator, found 'x'"],
  ])('%s', (text, ...messages) => {
    expect(parse(text).messages).toEqual(messages);
  });
});

describe('operators', () => {
  test('have their precedence from their prototype on, in the body too', () => {
    const text = 'def binary|5(a b) if a then 1 else b | 0 def unary!(v) v  1 | !2 < 3';
    expect(nodesOf(text).at(-1)).toBe('1 2 unary! 3 < |');
    const { operators } = parse(text);
    expect(operators.precedence(operators.named('|'))).toBe(5);
  });

  test('have precedence 30 if none is stated', () => {
    expect(nodesOf('extern binary @ (a b) 1 * 2 @ 3 + 4')).toEqual(['1 2 * 3 @ 4 +']);
  });

  test('may be any ASCII punctuation but ( ) , ; # and the dot of numbers', () => {
    for (const character of '!"$%&\'/:>?@[\\]^_`{|}~') {
      expect(nodesOf(`def unary ${character}(v) v; ${character}1`)[1]).toBe(`1 unary${character}`);
      expect(nodesOf(`def binary ${character}9(a b) a 1 ${character}2`)[1]).toBe(
        `1 2 ${character}`,
      );
    }
  });

  test('stay known when their body does not parse', () => {
    const operators = new OperatorTable();
    expect(parse('def binary | 5 (a b) (a; 1 | 2', operators).items).toHaveLength(2);
    parse('def binary | 5 (a b) a', operators);
    parse('def binary | 6 (a b) (a', operators);
    const bar = operators.named('|');
    expect(operators.precedence(bar)).toBe(5);
    parse('def unary | (a) (a', operators);
    expect([operators.isUserBinary(bar), operators.isUserUnary(bar)]).toEqual([true, true]);
  });

  test('may replace division', () => {
    const { operators } = parse('def binary / 7 (a b) a');
    const slash = operators.named('/');
    expect([operators.isUserBinary(slash), operators.precedence(slash)]).toEqual([true, 7]);
    expect(new OperatorTable().isUserBinary(slash)).toBe(false);
  });

  test.each(['=', '<', '+', '-', '*'])(
    '%s keeps its meaning and takes a precedence',
    (character) => {
      const { items, messages, operators } = parse(`def binary ${character} 9 (L R) L; 1`);
      const operator = operators.named(character);
      expect(items.map(summary)).toEqual(['expression']);
      expect(messages).toEqual([
        `1:5: warning: '${character}' is built in: only the precedence is taken, its body is ignored`,
      ]);
      expect([operators.precedence(operator), operators.isUserBinary(operator)]).toEqual([
        9,
        false,
      ]);
    },
  );

  test('of sessions are apart', () => {
    parse('def unary!(v) v');
    expect(parse('!1').messages).toHaveLength(1);
  });
});

describe('recovery', () => {
  test('reports several mistakes, each once', () => {
    const { items, messages } = parse(`def f(x x) x + 1
def g(x) (x
def h(x) x é é ))) ; 1 + + 2; h(3)
extern k(1)
def def def m() 1`);
    expect(items.map(summary)).toEqual([
      'malformed f',
      'malformed g',
      'malformed h',
      'expression',
      'def m',
    ]);
    expect(messages.filter((message) => message.includes('error'))).toEqual([
      "1:9: error: duplicate parameter 'x'",
      "3:1: error: expected ')', found 'def'",
      "3:12: error: unexpected character 'é' (U+00E9)",
      "3:26: error: unknown unary operator '+'",
      "4:10: error: expected a parameter name or ')', found '1'",
      "5:5: error: expected a function name, found 'def'",
      "5:9: error: expected a function name, found 'def'",
    ]);
  });

  test('keeps the items before a mistake', () => {
    expect(summaries('1 2 (')).toEqual(['expression', 'expression']);
  });
});

test('token soup never throws, and comes to an end', () => {
  const words =
    'def extern if then else for in var binary unary a b f 1 2.5 . 1e ( ) , ; = < + ! | #\n é';
  const soup = fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 60 });
  fc.assert(
    fc.property(soup, (tokens) => {
      const text = tokens.join(' ');
      const { items, diagnostics } = parse(text);
      expect(items.length).toBeLessThanOrEqual(tokens.length + 1);
      expect(diagnostics.length).toBeLessThanOrEqual(tokens.length + 1);
      for (const { span } of diagnostics) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2000 },
  );
});
