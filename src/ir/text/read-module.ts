/** Reads and verifies a text of unknown origin, and reports all mistakes with places in it. */
import { DiagnosticError, error } from '../../source/index.ts';
import type { IRModule } from '../ir.ts';
import { VerifierError, type Violation, verifyModule } from '../verifier.ts';
import type { FunctionPlaces, Places } from './places.ts';
import { parseModule } from './reader.ts';

/** A sound module, and the places of its functions in the text. */
export interface ModuleText {
  readonly module: IRModule;
  readonly places: ReadonlyMap<string, FunctionPlaces>;
}

/**
 * Reads and verifies a module. `name` is the file name in diagnostics.
 *
 * Throws `DiagnosticError` with the mistake that `parseModule` finds, or else with all violations
 * of the verifier's invariants, described with the text's names. Cost: near linear.
 *
 * @example
 * readModule('define double @f(double %x) {\n  %y = fadd double %y, %x\n  ret double %y\n}');
 * // throws: <ir>:2:3: error: %y: uses %y too early
 */
export function readModule(text: string, name?: string): ModuleText {
  const places: Places = new Map();
  const module = parseModule(text, name, places);
  try {
    verifyModule(module, (fn) => places.get(fn.name)?.names);
  } catch (thrown) {
    if (!(thrown instanceof VerifierError)) throw thrown;
    throw new DiagnosticError(thrown.violations.map((violation) => diagnose(violation, places)));
  }
  return { module, places };
}

function diagnose({ function: name, block, instruction, message }: Violation, places: Places) {
  const { span, locals } = places.get(name)!; // the text defines it
  const subject = instruction ?? block;
  const place = locals.get(instruction ?? '') ?? locals.get(block ?? '') ?? span;
  return error(place, subject === undefined ? message : `${subject}: ${message}`);
}
