/** Types of values and of functions, with LLVM's names and meanings (LangRef, "Type System"). */

/** All types of values. */
export const types = ['double', 'i1'] as const;

/** The types of values. */
export type Type = (typeof types)[number];

/** Types of the parameters and the result. Plain data: compare two by {@link isSameType}. */
export interface FunctionType {
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/** Most parameters of a shared function type: few functions need a type of their own. */
const SHARED = 16;

const shared: readonly FunctionType[] = Array.from({ length: SHARED + 1 }, (_, count) =>
  Object.freeze({ parameters: Object.freeze(newDoubles(count)), result: 'double' }),
);

/**
 * The type of functions that take `count` doubles and return one: `double (double, …)`.
 *
 * @example
 * functionOfDoubles(2); // { parameters: ['double', 'double'], result: 'double' }
 */
export function functionOfDoubles(count: number): FunctionType {
  return shared[count] ?? { parameters: newDoubles(count), result: 'double' };
}

/** Whether two function types are equal. Cost: linear in the number of parameters. */
export function isSameType(a: FunctionType, b: FunctionType): boolean {
  if (a === b) return true;
  return (
    a.result === b.result &&
    a.parameters.length === b.parameters.length &&
    a.parameters.every((type, i) => type === b.parameters[i])
  );
}

/** A function's type as LLVM spells it: `double (double, double)`. */
export function printFunctionType({ parameters, result }: FunctionType): string {
  return `${result} (${parameters.join(', ')})`;
}

function newDoubles(count: number): Type[] {
  return new Array<Type>(count).fill('double');
}
