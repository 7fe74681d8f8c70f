/** Makes and reads calls, and lists the external functions that a module calls. */
import {
  addValue,
  type Call,
  type Instruction,
  type IRFunction,
  type IRModule,
  instructionOf,
  type Value,
} from './ir.ts';
import { type FunctionType, functionOfDoubles } from './types.ts';

/** Adds a call to the values, but to no block; `position` is its offset in the source text. */
export function addCall(fn: IRFunction, callee: string, operands: Value[], position = -1): Value {
  const call: Call = { callee, position, isTail: false };
  return addValue(fn, 'call', 'double', operands, undefined, call);
}

/** The name of the function that a `call` calls. */
export function calleeOf(call: Instruction): string {
  return dataOf(call).callee;
}

/** The type of the function that a `call` calls. */
export function calleeTypeOf({ operands }: Instruction): FunctionType {
  return functionOfDoubles(operands.length); // the verifier takes no others
}

/** Start of a `call` in the source text, or -1. */
export function positionOf(call: Instruction): number {
  return dataOf(call).position;
}

/** Whether the callee of a `call` may reuse the caller's frame. */
export function isTailCall(call: Instruction): boolean {
  return dataOf(call).isTail;
}

/** Lets the callee of a `call` reuse the caller's frame; the function must return the result. */
export function markTailCall(call: Instruction): void {
  call.immediate = { ...dataOf(call), isTail: true };
}

/** Makes a `call` call another function of the same type. */
export function setCallee(call: Instruction, callee: string): void {
  call.immediate = { ...dataOf(call), callee };
}

/** The functions that a module calls and does not define, with the type of their first call. */
export function externalsOf(module: IRModule): Map<string, FunctionType> {
  const defined = new Set(module.functions.map((fn) => fn.name));
  const externals = new Map<string, FunctionType>();
  for (const fn of module.functions) {
    for (const block of fn.blocks) {
      for (const value of block.instructions) {
        const instruction = instructionOf(fn, value);
        if (instruction.op !== 'call') continue;
        const callee = calleeOf(instruction);
        if (defined.has(callee) || externals.has(callee)) continue;
        externals.set(callee, calleeTypeOf(instruction));
      }
    }
  }
  return externals;
}

function dataOf({ immediate }: Instruction): Call {
  return immediate as Call; // only this file makes calls
}
