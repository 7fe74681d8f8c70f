import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, evaluate, type PureOpcode, predicates } from '../../src/ir/index.ts';
import { arbitraryDouble } from '../support/ir-arbitrary.ts';

const run = (op: PureOpcode, a: number, b?: number, c?: number) => evaluate(op, 'oeq', a, b, c);

describe('evaluate', () => {
  test.each<[PureOpcode, number[], number]>([
    ['fadd', [0.1, 0.2], 0.30000000000000004],
    ['fsub', [0, 0], 0],
    ['fsub', [-0, 0], -0],
    ['fmul', [-1, 0], -0],
    ['fdiv', [1, -0], -Infinity],
    ['fneg', [0], -0],
    ['fneg', [-Infinity], Infinity],
    ['sqrt', [-0], -0],
    ['sqrt', [-1], NaN],
    ['floor', [-0.5], -1],
    ['floor', [-0], -0],
    ['ceil', [-0.5], -0],
    ['trunc', [-0.9], -0],
    ['trunc', [1.9], 1],
    ['fabs', [-0], 0],
    ['copysign', [1, -0], -1],
    ['copysign', [-2, 3], 2],
    ['minimum', [0, -0], -0],
    ['minimum', [NaN, -Infinity], NaN],
    ['minimum', [1, NaN], NaN],
    ['maximum', [-0, 0], 0],
    ['maximum', [NaN, Infinity], NaN],
    ['and', [1, 0], 0],
    ['or', [1, 0], 1],
    ['xor', [1, 1], 0],
    ['uitofp', [1], 1],
    ['select', [1, -0, 5], -0],
    ['select', [0, -0, 5], 5],
  ])('%s %j', (op, [a, b, c], result) => {
    expect(run(op, a!, b, c)).toBe(result);
  });

  test.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.3, -0],
    [-0.5, -0],
    [-1.5, -2],
    [0.49999999999999994, 0],
    [2 ** 52 - 0.5, 2 ** 52],
    [2 ** 52 + 1, 2 ** 52 + 1],
    [-(2 ** 53), -(2 ** 53)],
    [-0, -0],
    [Infinity, Infinity],
    [NaN, NaN],
  ])('nearbyint %d is %d', (x, result) => {
    expect(run('nearbyint', x)).toBe(result);
  });

  test('fneg, fabs and copysign work on the sign bit of a NaN', () => {
    expect(run('copysign', 1, run('fabs', NaN))).toBe(1);
    expect(run('copysign', 1, run('fneg', run('fabs', NaN)))).toBe(-1);
    expect(run('copysign', 1, run('copysign', NaN, -3))).toBe(-1);
  });

  test('each unordered predicate is the negation of an ordered one', () => {
    const negations = [
      ['oeq', 'une'],
      ['ogt', 'ule'],
      ['oge', 'ult'],
      ['olt', 'uge'],
      ['ole', 'ugt'],
      ['one', 'ueq'],
      ['ord', 'uno'],
    ] as const;
    expect(negations.flat().sort()).toEqual([...predicates].sort());
    return fc.assert(
      fc.property(arbitraryDouble, arbitraryDouble, (a, b) =>
        negations.every(([ordered, unordered]) => {
          const isOrdered = compare('ord', a, b);
          return (
            compare(ordered, a, b) !== compare(unordered, a, b) &&
            (isOrdered || !compare(ordered, a, b))
          );
        }),
      ),
    );
  });

  test.each([
    [1, 2, 'olt ole one ord ult ule une'],
    [2, 1, 'ogt oge one ord ugt uge une'],
    [-0, 0, 'oeq oge ole ord ueq uge ule'],
    [NaN, 1, 'ueq ugt uge ult ule une uno'],
    [1, NaN, 'ueq ugt uge ult ule une uno'],
  ])('%d and %d: %s', (a, b, holding) => {
    const found = predicates.filter((predicate) => compare(predicate, a, b));
    expect(found.join(' ')).toBe(holding);
  });
});
