/** Finds all mistakes of a program without running it. */
import type { FunctionAST } from '../language/index.ts';
import { type Diagnostic, orderDiagnostics, type SourceFile } from '../source/index.ts';
import type { Declaration } from './outcome.ts';

/** Records the items of a program, and compiles its functions. */
interface Checker {
  declare(source: SourceFile): Iterable<Declaration>;
  compileErrors(ast: FunctionAST): readonly Diagnostic[];
}

/**
 * Returns all diagnostics. It compiles expressions in their place, because they can use only
 * earlier items, and bodies at the end, because they can use all items.
 */
export function checkProgram(checker: Checker, sources: readonly SourceFile[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const bodies: FunctionAST[] = [];
  for (const source of sources) {
    for (const item of checker.declare(source)) {
      if (item.kind === 'diagnostic') diagnostics.push(item.diagnostic);
      else if (item.kind === 'expression') diagnostics.push(...checker.compileErrors(item.ast));
      else if (item.kind === 'definition') bodies.push(item.ast);
    }
  }
  for (const ast of bodies) diagnostics.push(...checker.compileErrors(ast));
  return orderDiagnostics(diagnostics, sources);
}
