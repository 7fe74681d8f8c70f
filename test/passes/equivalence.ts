/** Whether a function that was optimized still does the same: results, calls, and their order. */
import { expect } from 'vitest';
import {
  formatDouble,
  type HostFunction,
  type IRFunction,
  parseModule,
  printModule,
  ReferenceMachine,
} from '../../src/ir/index.ts';
import { HostLog } from '../support/ir-arbitrary.ts';

/** Enough for any random function that ends. */
const FUEL = 50_000;

/** A copy that shares nothing with `fn`. */
export function copyOf(fn: IRFunction): IRFunction {
  return parseModule(printModule({ functions: [fn] })).functions[0]!;
}

interface Behaviour {
  /** Calls with their arguments, in order; the result, or what was thrown, last. */
  readonly events: readonly string[];
  /** Whether it ended by itself. */
  readonly ended: boolean;
}

/** Checks that a function that calls none but the host's does what it did. See below. */
export function expectSame(
  original: IRFunction,
  optimized: IRFunction,
  args: readonly number[],
  newHost?: () => HostFunction,
): void {
  expectSameIn([original], [optimized], original.name, args, newHost);
}

/**
 * Checks that `name` does what it did, where functions call each other. Where one of the two does
 * not end, they agree up to there: endless recursion may become an endless loop.
 */
export function expectSameIn(
  original: readonly IRFunction[],
  optimized: readonly IRFunction[],
  name: string,
  args: readonly number[],
  newHost: () => HostFunction = () => new HostLog().call,
): void {
  const before = behaviour(original, name, args, newHost());
  const after = behaviour(optimized, name, args, newHost());
  const length =
    before.ended && after.ended ? Infinity : Math.min(before.events.length, after.events.length);
  const show = () => `${args.map(formatDouble)}\n${printModule({ functions: optimized })}`;
  if (before.events.slice(0, length).join() === after.events.slice(0, length).join()) return;
  expect(after.events, show()).toEqual(before.events);
}

function behaviour(
  functions: readonly IRFunction[],
  name: string,
  args: readonly number[],
  call: HostFunction,
): Behaviour {
  const events: string[] = [];
  let hostThrew = false;
  const host: HostFunction = (name, values) => {
    events.push(`${name}(${values.map(formatDouble).join()})`);
    try {
      return call(name, values);
    } catch (error) {
      hostThrew = true;
      throw error;
    }
  };
  try {
    events.push(formatDouble(new ReferenceMachine(functions, host, FUEL).call(name, args)));
  } catch (error) {
    // Otherwise fuel ran out, or the stack, which does not always throw a RangeError.
    if (!hostThrew) return { events, ended: false };
    events.push(String(error));
  }
  return { events, ended: true };
}
