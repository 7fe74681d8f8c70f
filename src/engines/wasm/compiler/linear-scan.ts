/**
 * Linear scan (Poletto and Sarkar, "Linear Scan Register Allocation", 1999): gives each live interval
 * a local that no other has at the same time. There is no limit to their number.
 */
import { type ValueLetter, valueLetters } from '../format/object.ts';
import type { Interval } from './interval.ts';

const KINDS = valueLetters.length;

export class LinearScan {
  /** How many locals of each type there are after the parameters. */
  readonly counts: Record<ValueLetter, number> = { d: 0, i: 0 };
  readonly #intervals: readonly (Interval | undefined)[];
  /** Locals free at this point. */
  readonly #free: Readonly<Record<ValueLetter, number[]>> = { d: [], i: [] };

  constructor(intervals: readonly (Interval | undefined)[]) {
    this.#intervals = intervals;
  }

  /**
   * Parameters keep their locals. Others get negative numbers, from -2 down, that `numbering` turns
   * into locals when it is known how many of each type there are.
   */
  run(intervals: readonly Interval[]): void {
    const byStart = isSorted(intervals)
      ? intervals
      : [...intervals].sort((a, b) => a.start - b.start);
    const byEnd = [...intervals].sort((a, b) => a.end - b.end);
    let ended = 0;
    for (const interval of byStart) {
      for (; byEnd[ended]!.end <= interval.start; ended++) {
        const { letter, local } = byEnd[ended]!;
        this.#free[letter].push(local);
      }
      if (interval.local === -1) interval.local = this.#take(interval);
    }
  }

  #take({ letter, hints }: Interval): number {
    const free = this.#free[letter];
    for (const hint of hints ?? []) {
      const at = free.lastIndexOf(this.#intervals[hint]?.local ?? -1);
      if (at >= 0) return free.splice(at, 1)[0]!;
    }
    return free.pop() ?? this.fresh(letter);
  }

  /** A local that nothing else uses. */
  fresh(letter: ValueLetter): number {
    return -2 - (this.counts[letter]++ * KINDS + valueLetters.indexOf(letter));
  }

  /** The final number of each local, after so many parameters. -1, which is no local, stays. */
  numbering(parameters: number): (local: number) => number {
    let next = parameters;
    const firsts = valueLetters.map((letter) => {
      const first = next;
      next += this.counts[letter];
      return first;
    });
    return (local) => {
      if (local >= -1) return local;
      const code = -2 - local;
      const kind = code % KINDS;
      return firsts[kind]! + (code - kind) / KINDS;
    };
  }
}

/** Intervals mostly come in the order of their starts. */
function isSorted(intervals: readonly Interval[]): boolean {
  for (let i = 1; i < intervals.length; i++) {
    if (intervals[i]!.start < intervals[i - 1]!.start) return false;
  }
  return true;
}
