import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mathFunctions } from '../../src/runtime/index.ts';

const functions = mathFunctions();
const call = (name: string, ...args: number[]) => functions.get(name)!.call(...args);
const { MAX_VALUE, MIN_VALUE, NaN: nan } = Number;
const inf = Infinity;

describe('mathematics', () => {
  it('has C names with their numbers of parameters', () => {
    const byArity = (arity: number) =>
      [...functions.values()]
        .filter((fn) => fn.type.parameters.length === arity)
        .map((fn) => fn.name);
    expect(byArity(1).sort().join(' ')).toBe(
      'acos acosh asin asinh atan atanh cbrt ceil cos cosh erf erfc exp exp2 expm1 fabs floor ' +
        'lgamma log log10 log1p log2 logb nearbyint rint round sin sinh sqrt tan tanh tgamma trunc',
    );
    expect(byArity(2).sort().join(' ')).toBe(
      'atan2 copysign fdim fmax fmin fmod hypot nextafter pow remainder',
    );
    expect(byArity(3)).toEqual(['fma']);
    for (const [name, fn] of functions) expect(fn.name).toBe(name);
  });

  it.each([
    ['pow', [1, nan], 1],
    ['pow', [nan, 0], 1],
    ['pow', [-1, inf], 1],
    ['pow', [-1, -inf], 1],
    ['pow', [1, -inf], 1],
    ['pow', [0.5, -inf], inf],
    ['pow', [-0, -3], -inf],
    ['pow', [-0, -2], inf],
    ['pow', [-inf, 3], -inf],
    ['pow', [-inf, -3], -0],
    ['pow', [-8, 1 / 3], nan],
    ['pow', [nan, 1], nan],
    ['pow', [2, 10], 1024],
    ['hypot', [inf, nan], inf],
    ['hypot', [nan, -inf], inf],
    ['hypot', [nan, 1], nan],
    ['hypot', [-0, -0], 0],
    ['hypot', [-3, 4], 5],
    ['hypot', [5, 12], 13],
    ['hypot', [3e300, 4e300], 5e300],
    ['hypot', [3 * MIN_VALUE, 4 * MIN_VALUE], 5 * MIN_VALUE],
    ['hypot', [MAX_VALUE, 1], MAX_VALUE],
    ['hypot', [MAX_VALUE, MAX_VALUE], inf],
    ['hypot', [0, MIN_VALUE], MIN_VALUE],
    ['exp2', [-1074], MIN_VALUE],
    ['exp2', [1023], 2 ** 1023],
    ['exp2', [1024], inf],
    ['exp2', [-inf], 0],
    ['exp', [-inf], 0],
    ['expm1', [-0], -0],
    ['expm1', [-inf], -1],
    ['log', [0], -inf],
    ['log', [-1], nan],
    ['log2', [MIN_VALUE], -1074],
    ['log10', [1000], 3],
    ['log1p', [-1], -inf],
    ['log1p', [-0], -0],
    ['sqrt', [-0], -0],
    ['sqrt', [-1], nan],
    ['cbrt', [-27], -3],
    ['sin', [-0], -0],
    ['cos', [inf], nan],
    ['acos', [1], 0],
    ['acos', [2], nan],
    ['atan2', [0, -0], Math.PI],
    ['atan2', [-0, 0], -0],
    ['atan2', [-0, -1], -Math.PI],
    ['atan2', [inf, -inf], (3 * Math.PI) / 4],
    ['cosh', [-inf], inf],
    ['tanh', [-inf], -1],
    ['acosh', [0.5], nan],
    ['acosh', [1], 0],
    ['asinh', [-0], -0],
    ['atanh', [-1], -inf],
    ['atanh', [2], nan],
  ] as [string, number[], number][])('%s(%j) is %d', (name, args, result) => {
    expect(call(name, ...args)).toBe(result);
  });

  it('hypot is the length, over the whole range', () => {
    const component = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(component, component, fc.integer({ min: -900, max: 1020 }), (x, y, e) => {
        const scale = 2 ** e;
        fc.pre(Math.max(Math.abs(x), Math.abs(y)) > 2 ** -100);
        const expected = Math.sqrt(x * x + y * y) * scale;
        expect(Math.abs(call('hypot', x * scale, y * scale) - expected)).toBeLessThanOrEqual(
          expected * 5e-16,
        );
      }),
    );
  });
});
