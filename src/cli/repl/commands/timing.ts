/** `:time`: how long an expression takes to compile and to run. */
import { externalsOf } from '../../../ir/index.ts';
import type { KaleidoscopeJIT } from '../../../kaleidoscope-jit.ts';
import type { FunctionAST } from '../../../language/index.ts';
import { mathFunctions } from '../../../runtime/index.ts';
import type { Definitions } from '../definitions.ts';
import type { CommandContext } from './command-context.ts';
import { parseExpression, withCall } from './expression.ts';

/** Milliseconds to spend on repeated runs, and the longest first run that is repeated at all. */
const BUDGET = 200;
const QUICK = 100;

/** Runs and times an expression; repeats it if it is quick and has no side effects. */
export function time(session: CommandContext, text: string): void {
  const { jit, definitions } = session;
  const expression = parseExpression(session, text);
  withCall(session, expression, (call) => {
    const { compilations: countBefore, compileTime: timeBefore } = definitions;
    const start = performance.now();
    const value = call();
    const first = performance.now() - start;
    const count = definitions.compilations - countBefore;
    const compiling = definitions.compileTime - timeBefore;
    session.showValue(value);
    const functions = `${count} function${count === 1 ? '' : 's'}`;
    session.note(
      `first run ${duration(first)}, with ${duration(compiling)} for compiling ${functions}`,
    );
    if (!isPure(jit, definitions, expression.ast))
      session.note('not repeated: it calls functions of the host that may do more than compute');
    else if (first - compiling <= QUICK) session.note(`then ${repeat(call)}`);
  });
}

/** Doubles the number of runs until half of the budget is used up. */
function repeat(call: () => number): string {
  for (let runs = 1; ; runs *= 2) {
    const start = performance.now();
    for (let i = 0; i < runs; i++) call();
    const spent = performance.now() - start;
    if (spent * 2 > BUDGET) return `${duration(spent / runs)} per run (${runs} runs)`;
  }
}

/** Whether `ast` can call no host functions except mathematical ones. */
function isPure(jit: KaleidoscopeJIT, definitions: Definitions, ast: FunctionAST): boolean {
  const mathematics = mathFunctions();
  const seen = new Set<string>();
  const rest = [ast];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    for (const [name] of externalsOf(jit.lower(next, false))) {
      if (seen.has(name)) continue;
      seen.add(name);
      const definition = definitions.get(name);
      if (definition !== undefined) rest.push(definition.ast);
      else if (!mathematics.has(name)) return false;
    }
  }
  return true;
}

/** A time with three significant digits and a suitable unit. */
function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(3)} s`;
  if (milliseconds >= 1) return `${milliseconds.toPrecision(3)} ms`;
  if (milliseconds >= 1e-3) return `${(milliseconds * 1e3).toPrecision(3)} µs`;
  return `${(milliseconds * 1e6).toPrecision(3)} ns`;
}
