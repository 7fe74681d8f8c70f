/** Programs that use more than they may. */
import { expect, test } from 'vitest';
import { KaleidoscopeJIT, LimitError } from '../../src/index.ts';
import { InvalidArgumentError } from '../../src/source/index.ts';
import { thrownBy } from '../support/thrown-by.ts';

test('a program prints so much and no more', () => {
  let printed = '';
  const output = (bytes: Uint8Array) => {
    printed += new TextDecoder().decode(bytes);
  };
  const jit = new KaleidoscopeJIT({ output, limits: { outputBytes: 20 } });
  jit.addSource('extern printd(x); extern putchard(x); def count(n) for i = 1, i < n in printd(i)');
  expect(thrownBy(() => jit.evaluate('count(1e9)'))).toMatchObject({
    code: 'ERR_LIMIT',
    limit: 'outputBytes',
    most: 20,
    message: 'the program prints more than 20 bytes',
  });
  expect(printed).toBe('1.000000\n2.000000\n');
  jit.evaluate('putchard(48) + putchard(49)');
  expect(() => jit.evaluate('putchard(50)')).toThrow(LimitError);
  expect(printed).toBe('1.000000\n2.000000\n01');
  expect(jit.evaluate('1 + 1')).toBe(2);
});

test('a text has so many bytes and no more', () => {
  const jit = new KaleidoscopeJIT({ limits: { sourceBytes: 10 } });
  expect(jit.evaluate('1+1+1+1+1#')).toBe(5);
  expect(() => jit.evaluate('1+1+1+1+1 #')).toThrow('the text is larger than 10 bytes');
  expect(() => jit.evaluate('1+1+1+1#ä')).not.toThrow();
  expect(() => jit.evaluate('1+1+1+1#ää')).toThrow(LimitError);
});

test('a program has so many functions and no more', () => {
  const jit = new KaleidoscopeJIT({ limits: { functions: 2 } });
  jit.addSource('def f(x) x; def g(x) x + 1');
  expect(() => jit.addSource('def h(x) x')).toThrow('the program defines more than 2 functions');
  expect(jit.evaluate('def g(x) x + 2; g(1)')).toBe(3);
  const { unit } = jit.findSymbol('g')!; // it is defined
  jit.removeModule(unit);
  expect(jit.evaluate('def h(x) x; h(4)')).toBe(4);
});

test.each([
  [{ lines: 1 }, "unknown limit 'lines'; there are sourceBytes, outputBytes, functions"],
  [{ functions: -1 }, "limit 'functions' must be an integer of 0 or more, but is -1"],
  [5, "option 'limits' must be an object, but is 5"],
])('%j is refused', (limits, message) => {
  const create = () => new KaleidoscopeJIT({ limits: limits as { functions: number } });
  expect(create).toThrow(InvalidArgumentError);
  expect(create).toThrow(message);
});
