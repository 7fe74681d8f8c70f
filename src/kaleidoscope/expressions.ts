/** Evaluates expressions at top level, which run once. */
import type { FunctionAST } from '../language/index.ts';
import type { CallOptions, JITDylib, Session } from '../orc/index.ts';
import { FunctionUnit } from './function-unit.ts';
import type { Program } from './program.ts';

/** Returns the value of an expression: interprets it, or compiles it in `dylib` if it loops. */
export function evaluateExpression(
  ast: FunctionAST,
  session: Session,
  program: Program,
  dylib: JITDylib,
): number {
  if (!ast.hasLoop) {
    const { fn } = program.lower(ast);
    return session.run(() => program.interpret(fn, []));
  }
  const unit = new FunctionUnit(program, ast);
  dylib.define(unit, { redefine: true });
  try {
    return session.call(dylib.lookup(unit.name)!, []); // defined just now
  } finally {
    dylib.remove(unit);
  }
}

/**
 * Evaluates an expression in an executor elsewhere. `dylib` defines it meanwhile: one expression at a
 * time.
 */
export async function evaluateElsewhere(
  ast: FunctionAST,
  program: Program,
  dylib: JITDylib,
  options?: CallOptions,
): Promise<number> {
  const unit = new FunctionUnit(program, ast);
  dylib.define(unit, { redefine: true });
  try {
    const symbol = dylib.lookup(unit.name)!; // defined just now
    return await program.session.callElsewhere(symbol, [], options);
  } finally {
    dylib.remove(unit);
  }
}
