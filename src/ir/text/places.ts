/** Where a text that was read says what, and what it calls the parts of its functions. */
import type { Span } from '../../source/index.ts';
import type { LocalNames } from './names.ts';

/** A function in a text. */
export interface FunctionPlaces {
  /** Its name, in its definition. */
  readonly span: Span;
  /** What the text calls its values and blocks. */
  readonly names: LocalNames;
  /** Where these are defined: by name, `%` included. */
  readonly locals: ReadonlyMap<string, Span>;
}

/** The functions that a text defines, by name. */
export type Places = Map<string, FunctionPlaces>;
