/** Doubles as exact integers times powers of two: the referee for everything that rounds. */
import fc from 'fast-check';

export interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Takes a finite number apart by doubling and halving, without looking at its bits. */
export function exact(x: number): Exact {
  let digits = x;
  let exponent = 0;
  while (!Number.isInteger(digits)) {
    digits *= 2;
    exponent--;
  }
  return { digits: BigInt(digits), exponent };
}

export function exactSum(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  const digits = scaled(a, exponent) + scaled(b, exponent);
  return { digits, exponent };
}

export function exactProduct(a: Exact, b: Exact): Exact {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** The digits with a smaller exponent. */
export function scaled(x: Exact, exponent: number): bigint {
  return x.digits << BigInt(x.exponent - exponent);
}

/** Rounds to nearest by way of decimal digits, all of which the parser of numbers takes. */
export function toNumber({ digits, exponent }: Exact): number {
  if (exponent >= 0) return Number(digits << BigInt(exponent));
  return Number(`${digits * 5n ** BigInt(-exponent)}e${exponent}`);
}

/** Numbers that share their leading digits often enough for ties and cancellation to happen. */
export const anyFinite: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.tuple(fc.maxSafeInteger(), fc.integer({ min: -1100, max: 960 })).map(([m, e]) => m * 2 ** e),
  fc
    .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -60, max: 60 }))
    .map(([m, e]) => m * 2 ** e),
);
