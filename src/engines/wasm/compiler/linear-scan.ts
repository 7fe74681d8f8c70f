/**
 * Linear scan (Poletto and Sarkar, "Linear Scan Register Allocation", 1999): gives each live interval
 * a local that no other has at the same time. There is no limit to their number.
 */
import type { Interval } from './interval.ts';

export class LinearScan {
  doubles = 0;
  integers = 0;
  readonly #parameters: number;
  readonly #intervals: readonly (Interval | undefined)[];
  /** Locals free at this point, for doubles and for integers. */
  readonly #free = { doubles: [] as number[], integers: [] as number[] };

  constructor(parameters: number, intervals: readonly (Interval | undefined)[]) {
    this.#parameters = parameters;
    this.#intervals = intervals;
  }

  /** Integers get negative numbers, from -2 down, until the number of doubles is known. */
  run(intervals: readonly Interval[]): void {
    const byStart = isSorted(intervals)
      ? intervals
      : [...intervals].sort((a, b) => a.start - b.start);
    const byEnd = [...intervals].sort((a, b) => a.end - b.end);
    let ended = 0;
    for (const interval of byStart) {
      for (; byEnd[ended]!.end <= interval.start; ended++) {
        const { isDouble, local } = byEnd[ended]!;
        this.#free[isDouble ? 'doubles' : 'integers'].push(local);
      }
      if (interval.local === -1) interval.local = this.#take(interval);
    }
  }

  #take({ isDouble, hints }: Interval): number {
    const free = this.#free[isDouble ? 'doubles' : 'integers'];
    for (const hint of hints ?? []) {
      const at = free.lastIndexOf(this.#intervals[hint]?.local ?? -1);
      if (at >= 0) return free.splice(at, 1)[0]!;
    }
    return free.pop() ?? this.fresh(isDouble);
  }

  /** A local that nothing else uses. */
  fresh(isDouble: boolean): number {
    return isDouble ? this.#parameters + this.doubles++ : -2 - this.integers++;
  }
}

/** Intervals mostly come in the order of their starts. */
function isSorted(intervals: readonly Interval[]): boolean {
  for (let i = 1; i < intervals.length; i++) {
    if (intervals[i]!.start < intervals[i - 1]!.start) return false;
  }
  return true;
}
