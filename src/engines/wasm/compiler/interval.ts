/** The positions of a region at which some values need a local. */
import type { Value } from '../../../ir/index.ts';
import type { ValueLetter } from '../format/object.ts';

export interface Interval {
  readonly letter: ValueLetter;
  start: number;
  end: number;
  /** Parameters have theirs from the start. */
  local: number;
  /** Values whose locals would make copies needless. */
  hints: Value[] | undefined;
  /** Whether a phi shares it with other values. */
  isShared: boolean;
}
