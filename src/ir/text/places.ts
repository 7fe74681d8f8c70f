/** Places of functions, values and blocks in a text, and their names there. */
import type { Span } from '../../source/index.ts';
import type { LocalNames } from './names.ts';

/** A function in a text. */
export interface FunctionPlaces {
  /** Place of the name in the definition. */
  readonly span: Span;
  /** Names of its values and blocks in the text. */
  readonly names: LocalNames;
  /** Places of their definitions, by name with `%`. */
  readonly locals: ReadonlyMap<string, Span>;
}

/** The functions that a text defines, by name. */
export type Places = Map<string, FunctionPlaces>;
