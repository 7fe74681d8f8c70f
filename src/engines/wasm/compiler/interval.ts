/** The positions of a region at which some values need a local. */
import type { Value } from '../../../ir/index.ts';

export interface Interval {
  readonly isDouble: boolean;
  start: number;
  end: number;
  /** Parameters have theirs from the start. */
  local: number;
  /** Values whose locals would make copies needless. */
  hints: Value[] | undefined;
  /** Whether a phi shares it with other values. */
  isShared: boolean;
}
