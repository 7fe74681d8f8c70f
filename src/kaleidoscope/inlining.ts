/**
 * Tells the optimizer about a program: the bodies of its functions, even of ones never called, and
 * the names that mean functions of the runtime. It records each function that the optimizer builds
 * into a caller as a dependency, so that its redefinition makes the caller lazy again.
 */
import { externalsOf, type FunctionType, functionOfDoubles, isSameType } from '../ir/index.ts';
import type { JITDylib, MaterializationResponsibility } from '../orc/index.ts';
import type { PassContext } from '../passes/index.ts';
import { bodyIfSmall } from '../passes/inline/inline-cost.ts';
import { FunctionUnit, referToCallees } from './function-unit.ts';

/**
 * The context of functions whose calls `dylib` resolves. `isFromRuntime` says whether a name means
 * the runtime's function of this name.
 */
export function programContext(
  dylib: JITDylib,
  isFromRuntime: (name: string) => boolean,
  responsibility?: MaterializationResponsibility,
): PassContext {
  const calleeOf = (name: string, type: FunctionType) => {
    const unit = functionUnitOf(name, dylib);
    return unit !== undefined && isSameType(unit.type, type) ? unit : undefined;
  };
  if (responsibility === undefined) return { calleeOf, isLibraryFunction: isFromRuntime };
  return {
    calleeOf,
    isLibraryFunction: isFromRuntime,
    onInlined(fn, callees) {
      noteCopies(callees, fn.name, responsibility);
      for (const name of callees.keys()) {
        const assumptions = functionUnitOf(name, dylib)?.lowered?.assumptions ?? [];
        for (const assumption of assumptions) {
          responsibility.dependsOn(assumption, functionOfDoubles(2));
        }
      }
      referToCallees({ functions: [fn] }, responsibility);
    },
    onBuiltIn(_, names) {
      for (const name of names) {
        responsibility.dependsOn(name, dylib.lookup(name)!.type); // found just now
      }
    },
  };
}

/** Records the functions whose bodies `into` contains, and emits an event for all but itself. */
function noteCopies(
  callees: ReadonlyMap<string, FunctionType>,
  into: string,
  responsibility: MaterializationResponsibility,
): void {
  const { events } = responsibility.session;
  for (const [name, type] of callees) {
    responsibility.dependsOn(name, type);
    if (name !== into && events.has('inlined')) events.emit('inlined', { name, into });
  }
}

/** The callees of a function that are small enough to be copied even outside of loops. */
export function inlinableCallees(name: string, dylib: JITDylib): string[] {
  const body = functionUnitOf(name, dylib)?.body;
  if (body === undefined) return [];
  return [...externalsOf({ functions: [body] }).keys()].filter((callee) => {
    const unit = functionUnitOf(callee, dylib);
    return unit !== undefined && bodyIfSmall(unit) !== undefined;
  });
}

function functionUnitOf(name: string, dylib: JITDylib): FunctionUnit | undefined {
  const unit = dylib.unitOf(name);
  return unit instanceof FunctionUnit ? unit : undefined;
}
