/** What becomes of the items of a program. */
import type { FunctionAST, Prototype } from '../language/index.ts';
import type { MaterializationUnit } from '../orc/index.ts';
import type { Diagnostic } from '../source/index.ts';

/** What `removeModule` takes. */
export type ModuleHandle = MaterializationUnit;

/** What became of one top-level item, or what is wrong with the text. */
export type Outcome =
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'definition'; readonly handle: ModuleHandle; readonly ast: FunctionAST }
  | { readonly kind: 'extern'; readonly prototype: Prototype }
  | { readonly kind: 'value'; readonly value: number; readonly ast: FunctionAST }
  | { readonly kind: 'failure'; readonly error: unknown; readonly ast: FunctionAST };

/** What `declare` makes of a top-level item: all that `run` does but running expressions. */
export type Declaration =
  | Exclude<Outcome, { kind: 'value' | 'failure' }>
  | { readonly kind: 'expression'; readonly ast: FunctionAST };
