/** How long the stages of a compilation take. */
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
