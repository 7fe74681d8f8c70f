import { describe, expect, test } from 'vitest';
import { identifierAt, numberAt } from '../../src/language/index.ts';
import { nodesOf, parse } from './parse.ts';

describe('numbers', () => {
  test.each(['1', '1.', '.5', '1.5', '1e9', '1e-9', '1.5E+3', '007'])('%s is one', (literal) => {
    expect(nodesOf(literal)).toEqual([literal]);
    expect(numberAt(literal, 0, literal.length)).toBe(Number(literal));
  });

  test.each([
    '1.2.3',
    '.',
    '1e',
    '1e+',
    '1..2',
    '.e5',
    '1e5.',
    '1.5e3.2',
    '0x10',
    '1_000',
    '1e5x',
    '2x',
    '1e-5x',
    '1.x',
    '1else',
  ])('%s is none', (text) => {
    const { messages, diagnostics } = parse(`  ${text} + 2`);
    expect(messages).toEqual([`1:3: error: malformed number '${text}'`]);
    expect(diagnostics[0]!.span).toMatchObject({ start: 2, end: 2 + text.length });
  });

  test('end where an operator begins', () => {
    expect(nodesOf('1e5-2')).toEqual(['1e5 2 -']);
    expect(parse('0xe-1').messages).toEqual(["1:1: error: malformed number '0xe'"]);
  });
});

describe('characters', () => {
  test.each([
    ['é', "1:1: error: unexpected character 'é' (U+00E9)"],
    ['😀', "1:1: error: unexpected character '😀' (U+1F600)"],
    ['\0', '1:1: error: unexpected character U+0000'],
    ['\u00a0', '1:1: error: unexpected character U+00A0'],
    ['\ud800', '1:1: error: unexpected character U+D800'],
  ])('%j is an error', (text, message) => {
    expect(parse(text).messages).toEqual([message]);
  });

  test('may be anything in comments', () => {
    expect(nodesOf('#!/usr/bin/env ks 漢\r1 # é\n# \0')).toEqual(['1']);
  });

  test('white space and a byte order mark are skipped', () => {
    expect(nodesOf('\ufeff \t\r\n\v\f1')).toEqual(['1']);
    expect(parse('1\ufeff').messages).toEqual(['1:2: error: unexpected character U+FEFF']);
  });
});

test('names have letters, digits and, behind the first character, underscores', () => {
  expect(nodesOf('a_1 Zz9')).toEqual(['a_1', 'Zz9']);
  expect(parse('_a').messages).toEqual(["1:1: error: unknown unary operator '_'"]);
  expect(identifierAt('1+a_1(', 2)).toBe('a_1');
});

test('words that begin or end like keywords are names', () => {
  const words = 'i iff inn de define fo fort va vars the thenx els elsex bina binaryx un unaryx ex';
  expect(nodesOf(words.replaceAll(' ', '; '))).toEqual(words.split(' '));
});
