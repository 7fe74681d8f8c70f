/** Runs whole programs on the reference interpreter: the oracle for tests of engines and passes. */
import { InvalidArgumentError } from '../source/index.ts';
import { type Fuel, interpret } from './interpreter.ts';
import type { IRFunction } from './ir.ts';

/** Carries out calls of functions that a program does not define. */
export type HostFunction = (name: string, args: readonly number[]) => number;

/**
 * Calls functions by name, and the host for names it has no function for. Calls in the program are
 * calls in JavaScript, so endless recursion throws JavaScript's `RangeError`.
 *
 * @example
 * const machine = new ReferenceMachine(module.functions, (name, [x]) => hosts[name](x));
 * machine.call('main', [1, 2]);
 */
export class ReferenceMachine {
  readonly #functions = new Map<string, IRFunction>();
  readonly #host: HostFunction;
  readonly #fuel: Fuel;

  /** `fuel`: how many instructions may run in all calls together. */
  constructor(functions: Iterable<IRFunction>, host: HostFunction = noHost, fuel = Infinity) {
    for (const fn of functions) this.define(fn);
    this.#host = host;
    this.#fuel = { remaining: fuel };
  }

  /** Adds a function, or replaces the one of the same name. */
  define(fn: IRFunction): void {
    this.#functions.set(fn.name, fn);
  }

  /**
   * Calls a function of the program or the host. Throws what the host throws,
   * `FuelExhaustedError`, and `InvalidArgumentError` for a wrong number of arguments.
   */
  call(name: string, args: readonly number[]): number {
    const fn = this.#functions.get(name);
    if (fn === undefined) return this.#host(name, args);
    const { length } = fn.type.parameters;
    if (length !== args.length)
      throw new InvalidArgumentError(`${name} takes ${length} arguments, not ${args.length}`);
    return interpret(fn, args, (callee, values) => this.call(callee, values), this.#fuel);
  }
}

function noHost(name: string): number {
  throw new InvalidArgumentError(`undefined function ${name}`);
}
