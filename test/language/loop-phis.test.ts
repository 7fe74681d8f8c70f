/** What loops only read costs nothing at each level that they nest. */
import { expect, test } from 'vitest';
import { SourceFile } from '../../src/index.ts';
import { ReferenceSession } from '../support/case-session.ts';

/** Number of values of a function as lowered, those that turned out needless included. */
function valuesOf(definition: string): number {
  const session = new ReferenceSession();
  for (const outcome of session.run(new SourceFile('<test>', definition))) {
    if (outcome.kind === 'definition') return session.lower(outcome.ast).values.length;
  }
  throw new Error('there is no definition');
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `i${i}`);
const nested = (count: number, inner: string) =>
  `def f(x) ${names(count)
    .map((name) => `for ${name} = 1, x in `)
    .join('')}${inner}`;

test('the names of outer loops', () => {
  const values = (count: number) => valuesOf(nested(count, names(count).join(' + ')));
  expect(values(300) - values(200)).toBe(values(200) - values(100));
});

test('a variable that the innermost loop writes has a phi at each level', () => {
  const values = (count: number) => valuesOf(nested(count, 'x = x + 1'));
  const unwritten = (count: number) => valuesOf(nested(count, 'x'));
  expect(values(20) - values(10)).toBe(10 + unwritten(20) - unwritten(10));
});
