/** The interface of an observer of a run. */
import type { Outcome } from '../../kaleidoscope-jit.ts';

export interface Observer {
  /** Receives each outcome, with its start and its duration in milliseconds. */
  outcome(outcome: Outcome, start: number, duration: number): void;
  /** Receives a function that no outcome defines: one of a module. */
  defined?(name: string): void;
  /** Ends the observation, when the run has ended or was interrupted. */
  finish(): void;
}
