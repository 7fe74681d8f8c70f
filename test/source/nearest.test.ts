import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/source/index.ts';

test.each([
  ['pritnd', ['putchard', 'printd'], 'printd'],
  ['fibb', ['f', 'fib'], 'fib'],
  ['Fib', ['fob', 'fib'], 'fib'],
  ['X', ['y', 'x'], 'x'],
  ['fibonaci', ['fibonacci'], 'fibonacci'],
  ['is_even', ['isOdd', 'isEven'], 'isEven'],
])('%s: did you mean one of %j?', (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected);
});

test('names that differ too much are not meant', () => {
  expect(nearest('x', ['y', 'xy', 'a'])).toBeUndefined();
  expect(nearest('ab', ['cd', 'b'])).toBeUndefined();
  expect(nearest('sqrt', ['square', 'sort2'])).toBeUndefined();
  expect(nearest('completely', ['different', 'deplorable'])).toBeUndefined();
});

test('the first of equally near names is taken, and never the name itself', () => {
  expect(nearest('cot', ['cos', 'cat'])).toBe('cos');
  expect(nearest('cos', ['cos', 'cot'])).toBe('cot');
});

test('swaps of neighbours count once', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abcd'), minLength: 3, maxLength: 64 });
  const swapped = fc.tuple(name, fc.nat()).map(([text, at]) => {
    const i = at % (text.length - 1);
    return [text, text.slice(0, i) + text[i + 1] + text[i] + text.slice(i + 2)] as const;
  });
  fc.assert(
    fc.property(swapped, ([text, other]) => {
      fc.pre(text !== other);
      expect(nearest(text, [other])).toBe(other);
    }),
  );
});

test('the distance is that of the whole table', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abc'), maxLength: 12 });
  fc.assert(
    fc.property(name, name, (a, b) => {
      fc.pre(a !== b);
      const allowed = Math.min(3, Math.floor(Math.max(a.length, b.length) / 3));
      expect(nearest(a, [b])).toBe(distance(a, b) <= allowed ? b : undefined);
    }),
    { numRuns: 2000 },
  );
});

/** By the definition. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 1; j <= b.length; j++) table[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const edits = [table[i - 1]![j]! + 1, table[i]![j - 1]! + 1];
      edits.push(table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) edits.push(table[i - 2]![j - 2]! + 1);
      table[i]![j] = Math.min(...edits);
    }
  }
  return table[a.length]![b.length]!;
}

test('long names and many candidates cost little', () => {
  expect(nearest('x'.repeat(1e7), ['x'.repeat(1e7 - 1)])).toBeUndefined();
  expect(nearest('fibonacci', ['y'.repeat(1e7), 'fibonaci'])).toBe('fibonaci');
  let taken = 0;
  function* names() {
    for (; ; taken++) yield `name${taken}`;
  }
  expect(nearest('fibonacci', names())).toBeUndefined();
  expect(taken).toBeLessThan(100_000);
});
