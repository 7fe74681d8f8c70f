/** The functions of C's <math.h> that take and return only doubles, for programs to call. */
import { functionOfDoubles } from '../ir/index.ts';
import type { HostFunction } from '../orc/index.ts';
import { exp2, hypot, pow } from './elementary.ts';
import { erf, erfc } from './error-function.ts';
import { fma } from './fma.ts';
import { lgamma, tgamma } from './gamma.ts';
import {
  copysign,
  fdim,
  fmax,
  fmin,
  fmod,
  logb,
  nextafter,
  remainder,
  round,
  roundToEven,
} from './rounding.ts';

/**
 * Returns the mathematical functions by name. Functions that JavaScript's `Math` has with C's
 * meaning come from there, with the host's accuracy; each of the others states its own. None throws
 * or keeps state, and C's `errno` and floating-point flags have no counterpart.
 *
 * @example mathFunctions().get('hypot')?.call(3, 4) // 5
 */
export function mathFunctions(): ReadonlyMap<string, HostFunction> {
  const functions = [
    ...unary(),
    ...binary(),
    { name: 'fma', type: functionOfDoubles(3), call: fma },
  ];
  return new Map(functions.map((fn) => [fn.name, fn]));
}

function unary(): HostFunction[] {
  const { sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh } = Math;
  const { exp, expm1, log, log2, log10, log1p, sqrt, cbrt, abs, floor, ceil, trunc } = Math;
  const calls = {
    ...{ sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh },
    ...{ exp, exp2, expm1, log, log2, log10, log1p, logb, sqrt, cbrt },
    ...{ fabs: abs, floor, ceil, trunc, round, rint: roundToEven, nearbyint: roundToEven },
    ...{ erf, erfc, tgamma, lgamma },
  };
  return Object.entries(calls).map(([name, call]) => ({ name, type: functionOfDoubles(1), call }));
}

function binary(): HostFunction[] {
  const calls = {
    ...{ atan2: Math.atan2, pow, hypot, fmod, remainder },
    ...{ fmin, fmax, fdim, copysign, nextafter },
  };
  return Object.entries(calls).map(([name, call]) => ({ name, type: functionOfDoubles(2), call }));
}
