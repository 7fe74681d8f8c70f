/** Makes, shares and reads the constants of a function. */
import {
  addValue,
  type Constant,
  type ConstantIndex,
  type IRFunction,
  instructionOf,
  type Value,
} from './ir.ts';
import type { Type } from './types.ts';

/** Adds a constant to a function, even if the function already has the same one. */
export function addConstant(fn: IRFunction, constant: Constant): Value {
  const index = (fn.constants.push(constant) - 1) as ConstantIndex;
  return addValue(fn, 'const', constant.type, [], undefined, index);
}

/** The constant that a value names; undefined for other values. */
export function constantOf(fn: IRFunction, value: Value): Constant | undefined {
  const { op, immediate } = instructionOf(fn, value);
  return op === 'const' ? fn.constants[immediate as ConstantIndex] : undefined; // made above
}

/** The value of a constant double; undefined for other values. */
export function constantDouble(fn: IRFunction, value: Value): number | undefined {
  const constant = constantOf(fn, value);
  return constant?.type === 'double' ? constant.value : undefined;
}

/** The value of a constant `i1`; undefined for other values. */
export function constantTruth(fn: IRFunction, value: Value): boolean | undefined {
  const constant = constantOf(fn, value);
  return constant?.type === 'i1' ? constant.value : undefined;
}

/** Whether two values are identical, or constants that {@link isSameConstant} holds the same. */
export function isSameValue(fn: IRFunction, a: Value, b: Value): boolean {
  if (a === b) return true;
  const first = constantOf(fn, a);
  if (first === undefined) return false;
  const second = constantOf(fn, b);
  return second !== undefined && isSameConstant(first, second);
}

/** Whether two constants have the same type and bits. All NaNs are the same. */
export function isSameConstant(a: Constant, b: Constant): boolean {
  return a.type === b.type && Object.is(a.value, b.value);
}

/** A constant as the number that `evaluate` and the interpreter compute with. */
export function numberOf(constant: Constant): number {
  switch (constant.type) {
    case 'double':
      return constant.value;
    case 'i1':
      return constant.value ? 1 : 0;
  }
}

/** The constant of a type from the number that `evaluate` and the interpreter compute with. */
export function constantFrom(type: Type, number: number): Constant {
  switch (type) {
    case 'double':
      return { type, value: number };
    case 'i1':
      return { type, value: number !== 0 };
  }
}

/** Adds constants to a function, each only once. */
export class ConstantPool {
  readonly #fn: IRFunction;
  readonly #values = new Map<number | boolean | string, Value>();

  constructor(fn: IRFunction) {
    this.#fn = fn;
  }

  /** The value of a constant, bit for bit except that all NaNs are one. */
  add(constant: Constant): Value {
    const key = keyOf(constant);
    let value = this.#values.get(key);
    if (value === undefined) {
      value = addConstant(this.#fn, constant);
      this.#values.set(key, value);
    }
    return value;
  }
}

/** A key that a `Map` tells apart for different constants; a `Map` takes -0 for 0. */
function keyOf(constant: Constant): number | boolean | string {
  switch (constant.type) {
    case 'double':
      return Object.is(constant.value, -0) ? '-0' : constant.value;
    case 'i1':
      return constant.value;
  }
}
