/**
 * The reference interpreter: runs IR one instruction after the other. It is the oracle for every
 * pass and engine. It also runs functions that run too rarely to be worth compiling, so it prepares
 * nothing beyond an array of values.
 *
 * Expects verified IR.
 */
import { calleeOf, calleeTypeOf, positionOf } from './calls.ts';
import { constantOf, numberOf } from './constants.ts';
import { evaluate } from './evaluate.ts';
import { predicateOf } from './instructions.ts';
import { type Block, blockOf, type IRFunction, instructionOf, type Value } from './ir.ts';
import { incomingOf } from './phis.ts';
import type { FunctionType } from './types.ts';

/** Carries out a call; `position` is its offset in the source text, or -1. */
export type CallHandler = (
  name: string,
  args: number[],
  position: number,
  type: FunctionType,
) => number;

/** How many more instructions may run, in all interpretations that share this object. */
export interface Fuel {
  remaining: number;
  /** Called when too little remains: makes more of it, or throws. Default: FuelExhaustedError. */
  readonly refill?: () => void;
}

/** Interpretation ran out of fuel: the program runs too long, maybe forever. */
export class FuelExhaustedError extends Error {
  readonly code = 'ERR_FUEL_EXHAUSTED';
  override readonly name = 'FuelExhaustedError';
  /** The function that was running. */
  readonly functionName: string;

  constructor(functionName: string) {
    super(`out of fuel in ${functionName}`);
    this.functionName = functionName;
  }
}

/**
 * Runs one function. `args` has one number for each parameter. Every call in the function goes to
 * `call`, calls of itself too.
 *
 * Throws what `call` throws, and `FuelExhaustedError` if `fuel` is given and runs out.
 * Cost: linear in the size of the function, and then in the instructions executed.
 *
 * @example
 * interpret(twice, [21], () => NaN); // 42
 */
export function interpret(
  fn: IRFunction,
  args: readonly number[],
  call: CallHandler,
  fuel?: Fuel,
): number {
  const values = initialValues(fn, args);
  let previous = 0 as Block; // any block: the entry has no phis that read it
  let current = 0 as Block;
  for (;;) {
    const { instructions } = blockOf(fn, current);
    if (fuel !== undefined) burn(fuel, instructions.length % SLICE, fn);
    let next = current;
    for (let at = enter(fn, current, previous, values); at < instructions.length; at++) {
      if (at % SLICE === SLICE - 1 && fuel !== undefined) burn(fuel, SLICE, fn);
      const value = instructions[at]!;
      const instruction = instructionOf(fn, value);
      const { op, operands, blocks } = instruction;
      switch (op) {
        case 'param':
        case 'const':
        case 'phi':
          throw new Error(`misplaced ${op} in ${fn.name}`);
        case 'call': {
          const callArgs = operands.map((operand) => values[operand]!);
          const position = positionOf(instruction);
          values[value] = call(
            calleeOf(instruction),
            callArgs,
            position,
            calleeTypeOf(instruction),
          );
          break;
        }
        case 'br':
          next = blocks[0]!;
          break;
        case 'condbr':
          next = values[operands[0]!] !== 0 ? blocks[0]! : blocks[1]!;
          break;
        case 'ret':
          return values[operands[0]!]!;
        default: {
          const [a, b, c] = operands;
          values[value] = evaluate(
            op,
            predicateOf(instruction),
            values[a!]!,
            b === undefined ? 0 : values[b]!,
            c === undefined ? 0 : values[c]!,
          );
        }
      }
    }
    previous = current;
    current = next;
  }
}

function initialValues(fn: IRFunction, args: readonly number[]): number[] {
  const values = new Array<number>(fn.values.length);
  for (let at = 0; at < args.length; at++) values[at] = args[at]!;
  for (let at = args.length; at < values.length; at++) {
    const constant = constantOf(fn, at as Value);
    if (constant !== undefined) values[at] = numberOf(constant);
  }
  return values;
}

/** Instructions that a long block pays for at once. */
const SLICE = 4096;

function burn(fuel: Fuel, amount: number, fn: IRFunction): void {
  if (fuel.remaining < amount) {
    if (fuel.refill === undefined) throw new FuelExhaustedError(fn.name);
    fuel.refill();
  }
  fuel.remaining -= amount;
}

/**
 * Assigns the phis of `block` their values, all at once, as one phi may be an operand of another.
 * Returns the number of phis.
 */
function enter(fn: IRFunction, block: Block, previous: Block, values: number[]): number {
  const { instructions } = blockOf(fn, block);
  const incoming: number[] = [];
  for (const value of instructions) {
    const phi = instructionOf(fn, value);
    if (phi.op !== 'phi') break;
    incoming.push(values[incomingOf(phi, previous)]!);
  }
  for (let at = 0; at < incoming.length; at++) values[instructions[at]!] = incoming[at]!;
  return incoming.length;
}
