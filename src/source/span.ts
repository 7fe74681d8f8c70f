/** A stretch of source text. */
import type { SourceFile } from './source-file.ts';

/** From the code unit at `start` up to, and without, the one at `end`. */
export interface Span {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
}
