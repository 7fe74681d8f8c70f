/** How long the stages of a compilation take. */
import { measureSteps, type Steps } from '../source/index.ts';
import type { EventEmitter, SessionEvents, Stage } from './events.ts';

/** Runs a step and tells how long it took, if anybody listens. */
export function timed<T>(
  { events }: { readonly events: EventEmitter<SessionEvents> },
  name: string,
  stage: Stage,
  step: () => T,
): T {
  if (!events.has('stage')) return step();
  const start = performance.now();
  const result = step();
  const duration = performance.now() - start;
  events.emit('stage', { name, stage, start, duration });
  return result;
}

/** The same for a stage in steps: tells how long all of them took, without the pauses. */
export function* timedSteps<T>(
  { events }: { readonly events: EventEmitter<SessionEvents> },
  name: string,
  stage: Stage,
  steps: Steps<T>,
): Steps<T> {
  if (!events.has('stage')) return yield* steps;
  const start = performance.now();
  const { value, duration } = yield* measureSteps(steps);
  events.emit('stage', { name, stage, start, duration });
  return value;
}
