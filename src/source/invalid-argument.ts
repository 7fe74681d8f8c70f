/** Checks of arguments at the boundary of the library: JavaScript callers may pass anything. */
import { quote } from './printable.ts';

/** A value from JavaScript is of the wrong kind. The message names both kinds. */
export class InvalidArgumentError extends TypeError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'ERR_INVALID_ARGUMENT';
}

/** @throws InvalidArgumentError unless `value` is a string with at least one character. */
export function expectName(what: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') throw invalid(what, 'a name', value);
}

/** @throws InvalidArgumentError unless `value` is a string. */
export function expectText(what: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw invalid(what, 'a string', value);
}

/** @throws InvalidArgumentError unless `value` is a function. */
export function expectFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') throw invalid(what, 'a function', value);
}

/** @throws InvalidArgumentError unless `value` is true or false. */
export function expectBoolean(what: string, value: unknown): void {
  if (typeof value !== 'boolean') throw invalid(what, 'true or false', value);
}

/** @throws InvalidArgumentError unless `value` is an integer from 0 to `most`, or `most` itself. */
export function expectCount(what: string, value: unknown, most: number): void {
  if (value === most || (Number.isInteger(value) && 0 <= Number(value) && Number(value) <= most))
    return;
  const range = most === Number.POSITIVE_INFINITY ? 'of 0 or more' : `from 0 to ${most}`;
  throw invalid(what, `an integer ${range}`, value);
}

/** @throws InvalidArgumentError unless `value` is an object with these members. */
export function expectMembers(what: string, value: unknown, members: readonly string[]): void {
  const fits = typeof value === 'object' && value !== null && members.every((m) => m in value);
  if (!fits) throw invalid(what, `an object with ${members.join(' and ')}`, value);
}

/** @throws InvalidArgumentError unless all arguments of a call are numbers. */
export function expectNumbers(callee: string, args: readonly unknown[]): void {
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] !== 'number') {
      throw invalid(`argument ${i + 1} of ${quote(callee)}`, 'a number', args[i]);
    }
  }
}

/** The error for a `value` of the wrong kind; `what` names the argument or member that holds it. */
export function invalid(what: string, expected: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`${what} must be ${expected}, but is ${describeValue(value)}`);
}

/** Describes a value in a few words for a message; the text of a string is never shown. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  if (typeof value === 'bigint' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof (value as { then?: unknown }).then === 'function' ? 'a promise' : 'an object';
}
