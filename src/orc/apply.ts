/** Calls with arguments in a list. */
import type { HostCall } from './engine.ts';

/**
 * Calls `call` with the arguments `a`, spelled out to 12 arguments: V8 takes 20 to 40 ns for a
 * spread of more than three.
 */
export function apply(call: HostCall, a: readonly number[]): number {
  switch (a.length) {
    case 0:
      return call();
    case 1:
      return call(a[0]!);
    case 2:
      return call(a[0]!, a[1]!);
    case 3:
      return call(a[0]!, a[1]!, a[2]!);
    case 4:
      return call(a[0]!, a[1]!, a[2]!, a[3]!);
    case 5:
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!);
    case 6:
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!);
    case 7:
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!);
    case 8:
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!);
    case 9:
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, a[8]!);
    case 10:
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, a[8]!, a[9]!);
    case 11:
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, a[8]!, a[9]!, a[10]!);
    case 12:
      // biome-ignore format: one argument a line says no more
      return call(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, a[8]!, a[9]!, a[10]!, a[11]!);
    default:
      return call(...a);
  }
}
