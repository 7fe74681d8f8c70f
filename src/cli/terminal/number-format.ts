/** The formats for the values of expressions. */
import { formatFixed } from '../../runtime/index.ts';

/**
 * `fixed` is C's `%f`, as the tutorial prints values; `shortest` is the fewest digits that read
 * back as the same number.
 */
export const NUMBER_FORMATS = ['fixed', 'shortest'] as const;

export type NumberFormat = (typeof NUMBER_FORMATS)[number];

export function formatNumber(x: number, format: NumberFormat): string {
  return format === 'fixed' ? formatFixed(x) : formatShortest(x);
}

/** JavaScript prints the fewest digits; infinities and NaN get their names in C. */
function formatShortest(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x < 0 ? '-inf' : 'inf';
  return Object.is(x, -0) ? '-0' : String(x).replace('e+', 'e');
}
