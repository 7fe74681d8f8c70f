/**
 * Prints the IR for some version of LLVM. For old versions, writes out the intrinsics that they
 * cannot compile for x86.
 */
import {
  type IRModule,
  type PrintOptions,
  printModule,
  type Substitute,
} from '../../../ir/index.ts';

/** LLVM 17 is the first that selects instructions for both on every target of ours. */
const FIRST_WITH_MINIMUM = 17;

/** IEEE 754 minimum and maximum: NaN if an operand is NaN; -0 is less than 0. */
const SUBSTITUTES = {
  minimum: substitute('minimum', 'olt', 'or'),
  maximum: substitute('maximum', 'ogt', 'and'),
};

/** A module as text for some version of LLVM. */
export function plainText(module: IRModule, version: number, options: PrintOptions): string {
  const substitutes = version < FIRST_WITH_MINIMUM ? SUBSTITUTES : {};
  return printModule(module, { ...options, substitutes });
}

/** A function, always inlined, that replaces `llvm.minimum` or `llvm.maximum`. */
function substitute(op: string, comparison: string, zeros: string): Substitute {
  const name = `kaleidoscope.${op}`;
  const definition = `define internal double @"${name}"(double %a, double %b) alwaysinline {
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
  return { name, definition };
}
