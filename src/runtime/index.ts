/** The host functions for programs: printing, and C's mathematics. */
import { type FunctionType, functionOfDoubles } from '../ir/index.ts';
import { type DefinitionGenerator, type HostFunction, HostFunctionUnit } from '../orc/index.ts';
import { LimitError } from '../source/index.ts';
import { formatFixed } from './format.ts';
import { mathFunctions } from './math.ts';
import type { Output } from './output.ts';

export { formatFixed } from './format.ts';
export { writeToHost } from './host-output.ts';
export { mathFunctions } from './math.ts';
export { Output } from './output.ts';

/** The host's functions: defines each one when its name is first looked up. */
export interface Runtime extends DefinitionGenerator {
  /** The type of a function of the host; undefined for any other name. */
  typeOf(name: string): FunctionType | undefined;
  /**
   * Whether the name is a function of C's `<math.h>` with the same results. Not true of `copysign`,
   * which shows the sign of a NaN that processors choose.
   */
  isMathematics(name: string): boolean;
  /** All names that `generate` defines. */
  names(): Iterable<string>;
}

/**
 * Makes the host functions of one session: `printd`, `putchard` and `printlf`, which write to
 * `output`, and C's mathematics. The printing functions return 0. They throw what the output's sink
 * throws, and LimitError instead of printing more than `most` bytes in all. Default: no limit. Two runtimes share nothing but an output given to both.
 *
 * @example
 * const runtime = createRuntime(new Output((bytes) => process.stdout.write(bytes)));
 * runtime.typeOf('atan2')?.parameters.length; // 2
 */
export function createRuntime(output: Output, most = Number.POSITIVE_INFINITY): Runtime {
  const mathematics = mathFunctions();
  const functions = new Map([...printing(output, most), ...mathematics]);
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

function printing(output: Output, most: number): ReadonlyMap<string, HostFunction> {
  let left = most;
  const take = (bytes: number) => {
    if (bytes > left) throw new LimitError('outputBytes', most);
    left -= bytes;
  };
  const printd = (x: number) => {
    const line = `${formatFixed(x)}\n`;
    take(line.length); // all of it is ASCII
    output.writeText(line);
    return 0;
  };
  const putchard = (x: number) => {
    // C's (char)x: truncates, then takes the low eight bits. `&` does both, and treats NaN as 0.
    take(1);
    output.writeByte(x & 0xff);
    return 0;
  };
  const printlf = () => {
    take(1);
    output.writeByte(0x0a);
    return 0;
  };
  return new Map([
    ['printd', { name: 'printd', type: functionOfDoubles(1), call: printd }],
    ['putchard', { name: 'putchard', type: functionOfDoubles(1), call: putchard }],
    ['printlf', { name: 'printlf', type: functionOfDoubles(0), call: printlf }],
  ]);
}
