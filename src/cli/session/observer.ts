/** What watches a run. */
import type { Outcome } from '../../kaleidoscope-jit.ts';

export interface Observer {
  /** Sees each outcome. When it began and how long it took is in milliseconds. */
  outcome(outcome: Outcome, start: number, duration: number): void;
  /** Sees a function that no outcome defines: one of a module. */
  defined?(name: string): void;
  /** The run has ended, early perhaps. */
  finish(): void;
}
