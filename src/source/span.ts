/** A stretch of source text. */
import type { SourceFile } from './source-file.ts';

/** The code units from `start` up to but not including `end`. */
export interface Span {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
}
