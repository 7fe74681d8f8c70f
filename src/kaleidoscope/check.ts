/** All mistakes of a program, without running any of it. */
import type { FunctionAST } from '../language/index.ts';
import { type Diagnostic, orderDiagnostics, type SourceFile } from '../source/index.ts';
import type { Declaration } from './outcome.ts';

/** What takes a program in and compiles its functions. */
interface Checker {
  declare(source: SourceFile): Iterable<Declaration>;
  compileErrors(ast: FunctionAST): readonly Diagnostic[];
}

/**
 * Expressions are compiled where they stand, because they can use what stands before them; bodies at
 * the end, because they can use everything.
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
