/** A unit that defines one function of the host. It is linked when it is first needed. */
import {
  describeValue,
  expectFunction,
  expectName,
  InvalidArgumentError,
  quote,
} from '../source/index.ts';
import { expectFunctionType } from './expect-function-type.ts';
import type {
  MaterializationResponsibility,
  MaterializationUnit,
  SessionServices,
} from './materialization.ts';
import type { HostFunction } from './stubs.ts';

/** How calls of a host function are checked. */
export interface HostFunctionOptions {
  /**
   * Whether results are checked. `false` is for functions that are known to return numbers:
   * engines call some of JavaScript's `Math` without leaving compiled code. Default: true.
   */
  readonly checkResults?: boolean;
}

/** A unit that defines one function of the host. */
export class HostFunctionUnit implements MaterializationUnit {
  readonly symbols: readonly [HostFunction];
  readonly #checksResults: boolean;

  /**
   * Calls throw InvalidArgumentError when the function returns anything but a number.
   *
   * @throws InvalidArgumentError for a name, a function or a number of parameters that is none.
   */
  constructor(fn: HostFunction, { checkResults = true }: HostFunctionOptions = {}) {
    const { name, type, call } = fn;
    expectName('the name of a host function', name);
    expectFunction(`host function ${quote(name)}`, call);
    expectFunctionType(name, type);
    this.symbols = [fn];
    this.#checksResults = checkResults;
  }

  materialize(responsibility: MaterializationResponsibility): void {
    const { session } = responsibility;
    const [fn] = this.symbols;
    const linked = this.#checksResults ? { ...fn, call: checked(session, fn) } : fn;
    responsibility.notifyEmitted([session.controller.linkHostFunction(linked)]);
  }
}

/**
 * The function with its results checked, which tells the session of what it throws. Calls with few
 * arguments build no list of them: that saves 20 ns.
 */
function checked(
  session: SessionServices,
  { name, type, call }: HostFunction,
): HostFunction['call'] {
  switch (type.parameters.length) {
    case 0:
      return () => {
        try {
          return expectResult(name, call());
        } catch (thrown) {
          throw session.noteHostError(thrown);
        }
      };
    case 1:
      return (a) => {
        try {
          return expectResult(name, call(a!)); // callers pass as many numbers as it has parameters
        } catch (thrown) {
          throw session.noteHostError(thrown);
        }
      };
    case 2:
      return (a, b) => {
        try {
          return expectResult(name, call(a!, b!)); // likewise
        } catch (thrown) {
          throw session.noteHostError(thrown);
        }
      };
    default:
      return (...args) => {
        try {
          return expectResult(name, call(...args));
        } catch (thrown) {
          throw session.noteHostError(thrown);
        }
      };
  }
}

function expectResult(name: string, result: unknown): number {
  if (typeof result === 'number') return result;
  throw new InvalidArgumentError(
    `host function ${quote(name)} must return a number, but returned ${describeValue(result)}`,
  );
}
