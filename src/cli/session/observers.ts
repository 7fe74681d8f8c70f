/** Passes the events of a run on to `--stats` and `--trace`. */
import type { KaleidoscopeJIT, Outcome } from '../../kaleidoscope-jit.ts';
import type { Observer } from './observer.ts';
import { Statistics, type StatisticsFormat } from './statistics.ts';
import { Trace } from './trace.ts';

export interface ObserverOptions {
  readonly stats?: StatisticsFormat;
  /** The file that the trace goes to. */
  readonly trace?: string;
}

export class Observers {
  readonly #observers: readonly Observer[];

  /** Throws FileError when the trace's file cannot be written. */
  constructor({ stats, trace }: ObserverOptions, { session }: KaleidoscopeJIT) {
    this.#observers = [
      ...(trace === undefined ? [] : [new Trace(trace, session.events)]),
      ...(stats === undefined ? [] : [new Statistics(stats, session)]),
    ];
  }

  *watch(outcomes: Iterable<Outcome>): Iterable<Outcome> {
    let start = performance.now();
    for (const outcome of outcomes) {
      const duration = performance.now() - start;
      for (const observer of this.#observers) observer.outcome(outcome, start, duration);
      yield outcome;
      start = performance.now();
    }
  }

  defined(name: string): void {
    for (const observer of this.#observers) observer.defined?.(name);
  }

  finish(): void {
    for (const observer of this.#observers) observer.finish();
  }
}
