/** Results of taking in the items of a program. */
import type { FunctionAST, Prototype } from '../language/index.ts';
import type { MaterializationUnit } from '../orc/index.ts';
import type { Diagnostic } from '../source/index.ts';

/** The handle of a function or module, for `removeModule`. */
export type ModuleHandle = MaterializationUnit;

/** The result of one top-level item, or a diagnostic about the text. */
export type Outcome =
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'definition'; readonly handle: ModuleHandle; readonly ast: FunctionAST }
  | { readonly kind: 'extern'; readonly prototype: Prototype }
  | { readonly kind: 'value'; readonly value: number; readonly ast: FunctionAST }
  | { readonly kind: 'failure'; readonly error: unknown; readonly ast: FunctionAST };

/** The result of `declare` for a top-level item: as from `run`, but expressions have not run. */
export type Declaration =
  | Exclude<Outcome, { kind: 'value' | 'failure' }>
  | { readonly kind: 'expression'; readonly ast: FunctionAST };
