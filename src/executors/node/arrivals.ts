/** Counters of frames in memory that two threads share. Each side waits for its counter to change. */

/** Indices of the counters. */
export const TO_EXECUTOR = 0;
export const TO_CONTROLLER = 1;

/** A frame is there for the other side. */
export function announce(arrived: Int32Array, side: number): void {
  Atomics.add(arrived, side, 1);
  Atomics.notify(arrived, side);
}
