/**
 * The IR's text as LLVM takes it to mean what we mean: no function throws. Old versions get the
 * intrinsics written out that they cannot make x86 code of.
 */
import { type FunctionNamer, type IRModule, printModule } from '../../../ir/index.ts';

/** LLVM 17 is the first that selects instructions for them on every target of ours. */
const FIRST_WITH_MINIMUM = 17;

/** NaN if an operand is NaN; -0 is less than 0. */
const DEFINITIONS = {
  minimum: { comparison: 'olt', zeros: 'or' },
  maximum: { comparison: 'ogt', zeros: 'and' },
} as const;

/** A module as text for some version of LLVM. `nameOf` gives functions other names there. */
export function plainText(module: IRModule, version: number, nameOf?: FunctionNamer): string {
  const text = printModule(module, nameOf).replace(/^(define double .*) \{$/gm, '$1 nounwind {');
  return withoutMissingIntrinsics(text, version);
}

/** Replaces `llvm.minimum` and `llvm.maximum` by functions that are always inlined. */
function withoutMissingIntrinsics(text: string, version: number): string {
  if (version >= FIRST_WITH_MINIMUM) return text;
  let result = text;
  for (const name of ['minimum', 'maximum'] as const) {
    const intrinsic = `@llvm.${name}.f64(`;
    if (!result.includes(intrinsic)) continue;
    result = result
      .replace(`declare double ${intrinsic}double, double)\n`, () => definition(name))
      .replaceAll(intrinsic, `@"kaleidoscope.${name}"(`);
  }
  return result;
}

function definition(name: keyof typeof DEFINITIONS): string {
  const { comparison, zeros } = DEFINITIONS[name];
  return `define internal double @"kaleidoscope.${name}"(double %a, double %b) alwaysinline {
  %ia = bitcast double %a to i64
  %ib = bitcast double %b to i64
  %zeros = ${zeros} i64 %ia, %ib
  %zero = bitcast i64 %zeros to double
  %equal = fcmp oeq double %a, %b
  %first = fcmp ${comparison} double %a, %b
  %other = select i1 %equal, double %zero, double %b
  %chosen = select i1 %first, double %a, double %other
  %isnan = fcmp uno double %a, %b
  %nan = fadd double %a, %b
  %result = select i1 %isnan, double %nan, double %chosen
  ret double %result
}
`;
}
