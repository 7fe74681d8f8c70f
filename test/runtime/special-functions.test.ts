import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mathFunctions } from '../../src/runtime/index.ts';

const functions = mathFunctions();
const call = (name: string, x: number) => functions.get(name)!.call(x);
const { NaN: nan } = Number;
const inf = Infinity;

/** Values by arbitrary-precision arithmetic, for the arguments as doubles. */
const table: Record<string, [number, number][]> = {
  tgamma: [
    [0.5, 1.772453850905516],
    [1.5, 0.886226925452758],
    [0.1, 9.51350769866873],
    [-0.5, -3.544907701811032],
    [-1.5, 2.363271801207355],
    [-2.25, -1.7428148657282527],
    [1e-10, 9999999999.422785],
    [-1e-10, -10000000000.577215],
    [3.7, 4.170651783796604],
    [9.9, 289867.70384010964],
    [10.1, 454760.7514415856],
    [25.25, 1.3821549138373968e24],
    [100.5, 9.320963104082716e156],
    [143.7, 8.690283281918541e246],
    [171.5, 9.4833675668248e307],
    [-10.5, -2.640121820547716e-7],
    [-30.3, -5.2432160301154316e-33],
    [-100.75, -1.495625880088041e-159],
    [-170.5, -3.3127395215386074e-308],
  ],
  lgamma: [
    [0.5, 0.5723649429247001],
    [1e-10, 23.025850929882736],
    [-1e-10, 23.025850929998178],
    [0.3, 1.0957979948180756],
    [1.0000001, -5.772155829918507e-8],
    [0.9999, 5.7729791561193866e-5],
    [1.5, -0.12078223763524522],
    [1.9999, -4.227520877215346e-5],
    [2.0000001, 4.227843666532498e-8],
    [2.5, 0.2846828704729192],
    [3.7, 1.428072326665388],
    [9.9, 12.57717990421988],
    [10.1, 13.027526738633236],
    [100.5, 361.4355404677776],
    [100000.0, 1051287.7089736569],
    [1e300, 6.897755278982137e302],
    [-0.25, 1.589575312551186],
    [-0.5, 1.2655121234846454],
    [-1.5, 0.860047015376481],
    [-3.3, -0.8243558050174264],
    [-50.5, -149.29649894115255],
    [-150.25, -604.7825011297857],
    [-1000.75, -5915.8183474479765],
  ],
  erf: [
    [1e-300, 1.1283791670955126e-300],
    [1e-10, 1.1283791670955126e-10],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [0.9, 0.7969082124228322],
    [1, 0.8427007929497149],
    [1.1, 0.8802050695740817],
    [2, 0.9953222650189527],
    [3.5, 0.9999992569016276],
    [-0.5, -0.5204998778130465],
    [-2, -0.9953222650189527],
  ],
  erfc: [
    [1e-10, 0.999999999887162],
    [0.1, 0.887537083981715],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [1.5, 0.033894853524689274],
    [2, 0.004677734981047266],
    [3.5, 7.430983723414128e-7],
    [5, 1.537459794428035e-12],
    [5.99, 2.4300455127321346e-17],
    [6.01, 1.905345579029651e-17],
    [6.28, 6.610653977656803e-19],
    [10, 2.088487583762545e-45],
    [20, 5.395865611607901e-176],
    [26, 5.663192408856143e-296],
    [-0.3, 1.3286267594591274],
    [-1, 1.842700792949715],
    [-4, 1.999999984582742],
  ],
};

describe.each(Object.entries(table))('%s', (name, rows) => {
  it.each(rows)('of %d is %d', (x, expected) => {
    expect(relativeError(call(name, x), expected)).toBeLessThan(
      name === 'tgamma' ? 2e-15 : 1.5e-15,
    );
  });
});

describe('special cases', () => {
  it.each([
    ['tgamma', 0, inf],
    ['tgamma', -0, -inf],
    ['tgamma', -1, nan],
    ['tgamma', -1e300, nan],
    ['tgamma', -inf, nan],
    ['tgamma', inf, inf],
    ['tgamma', nan, nan],
    ['tgamma', 172, inf],
    ['tgamma', 1e10, inf],
    ['tgamma', -184.5, -0],
    ['tgamma', -185.5, 0],
    ['tgamma', -190.5, -0],
    ['tgamma', -1e10 - 0.5, -0],
    ['tgamma', 5e-324, inf],
    ['lgamma', 1, 0],
    ['lgamma', 2, 0],
    ['lgamma', 0, inf],
    ['lgamma', -0, inf],
    ['lgamma', -3, inf],
    ['lgamma', -1e300, inf],
    ['lgamma', inf, inf],
    ['lgamma', -inf, inf],
    ['lgamma', 1e308, inf],
    ['lgamma', nan, nan],
    ['erf', 0, 0],
    ['erf', -0, -0],
    ['erf', 6, 1],
    ['erf', -6, -1],
    ['erf', inf, 1],
    ['erf', -inf, -1],
    ['erf', nan, nan],
    ['erfc', 0, 1],
    ['erfc', 28, 0],
    ['erfc', inf, 0],
    ['erfc', -6, 2],
    ['erfc', -inf, 2],
    ['erfc', nan, nan],
  ])('%s(%d) is %d', (name, x, expected) => {
    expect(call(name, x)).toBe(expected);
  });
});

describe('identities', () => {
  const unit = fc.double({ min: 2 ** -20, max: 1, noNaN: true });
  // Multiples of 2^-32, so that adding 1 or doubling is exact.
  const grid = (min: number, max: number) =>
    fc.double({ min, max, noNaN: true }).map((x) => Math.round(x * 2 ** 32) / 2 ** 32);

  it('tgamma of n + 1 is n! exactly, as far as that is a double', () => {
    let factorial = 1;
    for (let n = 1; n <= 22; n++) {
      factorial *= n;
      expect(call('tgamma', n + 1)).toBe(factorial);
    }
  });

  it('tgamma(x + 1) is x tgamma(x)', () => {
    fc.assert(
      fc.property(grid(-160, 160), (x) => {
        fc.pre(!Number.isInteger(x));
        const expected = x * call('tgamma', x);
        expect(relativeError(call('tgamma', x + 1), expected)).toBeLessThan(4e-15);
      }),
    );
  });

  it('tgamma doubles as Legendre says', () => {
    fc.assert(
      fc.property(grid(2 ** -8, 80), (x) => {
        const product = call('tgamma', x) * call('tgamma', x + 0.5);
        const doubled = 2 ** (1 - 2 * x) * Math.sqrt(Math.PI) * call('tgamma', 2 * x);
        expect(relativeError(product, doubled)).toBeLessThan(1e-14);
      }),
    );
  });

  it('lgamma is the logarithm of tgamma', () => {
    fc.assert(
      fc.property(grid(-160, 160), (x) => {
        const expected = Math.log(Math.abs(call('tgamma', x)));
        fc.pre(Number.isFinite(expected));
        const error = Math.abs(call('lgamma', x) - expected) / Math.max(1, Math.abs(expected));
        expect(error).toBeLessThan(5e-15);
      }),
    );
  });

  it('lgamma is relatively accurate around its zeros at 1 and 2', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -50, max: 2 ** -15, noNaN: true }), (distance) => {
        for (const sign of [1, -1]) {
          const z = 1 + sign * distance - 1; // as it survives the addition of 1
          const near1 =
            z * (-0.5772156649015329 + z * (0.8224670334241132 - z * 0.40068563438653143));
          expect(relativeError(call('lgamma', 1 + z), near1)).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('erf and erfc add up to 1, and erf is odd', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (x) => {
        expect(Math.abs(call('erf', x) + call('erfc', x) - 1)).toBeLessThan(1e-15);
        expect(call('erf', -x)).toBe(-call('erf', x));
        expect(Math.abs(call('erfc', x) + call('erfc', -x) - 2)).toBeLessThan(1e-15);
      }),
    );
  });

  it('erfc agrees with its continued fraction far out', () => {
    fc.assert(
      fc.property(unit, (t) => {
        const x = Math.fround(4 + 22 * t);
        expect(relativeError(call('erfc', x), continuedFraction(x))).toBeLessThan(5e-15);
      }),
    );
  });
});

function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

/** DLMF 7.9.2, from the tail. A float's square is a double, so e^(-x²) is as good as `exp`. */
function continuedFraction(x: number): number {
  let tail = x;
  for (let k = 60; k > 0; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
