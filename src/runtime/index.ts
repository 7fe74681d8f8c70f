/** What a program finds in its host: printing, and C's mathematics. */
import { type FunctionType, functionOfDoubles } from '../ir/index.ts';
import { type DefinitionGenerator, type HostFunction, HostFunctionUnit } from '../orc/index.ts';
import { formatFixed } from './format.ts';
import { mathFunctions } from './math.ts';
import type { Output } from './output.ts';

export { formatFixed } from './format.ts';
export { writeToHost } from './host-output.ts';
export { mathFunctions } from './math.ts';
export { Output } from './output.ts';

/** The host's functions as definitions that are made when a name is first looked for. */
export interface Runtime extends DefinitionGenerator {
  /** The type of a function of the host; nothing for any other name. */
  typeOf(name: string): FunctionType | undefined;
  /**
   * Whether it is a function of C's `<math.h>` that has the same results there. `copysign` has not:
   * it would show the sign of a NaN, which processors choose.
   */
  isMathematics(name: string): boolean;
  /** All names that `generate` defines. */
  names(): Iterable<string>;
}

/**
 * Makes the functions of one session's host: `printd`, `putchard` and `printlf`, which write to
 * `output`, and C's mathematics. The printing ones throw what the output's sink
 * throws, and otherwise return 0. Two runtimes share nothing but an output given to both.
 *
 * @example
 * const runtime = createRuntime(new Output((bytes) => process.stdout.write(bytes)));
 * runtime.typeOf('atan2')?.parameters.length; // 2
 */
export function createRuntime(output: Output): Runtime {
  const mathematics = mathFunctions();
  const functions = new Map([...printing(output), ...mathematics]);
  return {
    generate(name) {
      const fn = functions.get(name);
      return fn && new HostFunctionUnit(fn, { checkResults: !mathematics.has(name) });
    },
    typeOf: (name) => functions.get(name)?.type,
    isMathematics: (name) => mathematics.has(name) && name !== 'copysign',
    names: () => functions.keys(),
  };
}

function printing(output: Output): ReadonlyMap<string, HostFunction> {
  const printd = (x: number) => {
    output.writeText(`${formatFixed(x)}\n`);
    return 0;
  };
  const putchard = (x: number) => {
    // C's (char)x: towards zero, then the low eight bits. `&` does both, and takes NaN for 0.
    output.writeByte(x & 0xff);
    return 0;
  };
  const printlf = () => {
    output.writeByte(0x0a);
    return 0;
  };
  return new Map([
    ['printd', { name: 'printd', type: functionOfDoubles(1), call: printd }],
    ['putchard', { name: 'putchard', type: functionOfDoubles(1), call: putchard }],
    ['printlf', { name: 'printlf', type: functionOfDoubles(0), call: printlf }],
  ]);
}
