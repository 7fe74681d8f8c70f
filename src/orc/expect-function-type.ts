/** The check of types where other languages and JavaScript hand them to the core. */
import { type FunctionType, printFunctionType } from '../ir/index.ts';
import {
  describeValue,
  expectCount,
  InvalidArgumentError,
  MAX_PARAMETERS,
  quote,
} from '../source/index.ts';

/** @throws InvalidArgumentError unless functions can have this type: up to 1,000 doubles to a double. */
export function expectFunctionType(name: string, type: FunctionType): void {
  const { parameters, result }: Partial<FunctionType> = type ?? {};
  if (!Array.isArray(parameters)) {
    const found = describeValue(type);
    throw new InvalidArgumentError(
      `the type of ${quote(name)} must be a function type, but is ${found}`,
    );
  }
  expectCount(`the number of parameters of ${quote(name)}`, parameters.length, MAX_PARAMETERS);
  if (result === 'double' && parameters.every((parameter) => parameter === 'double')) return;
  const spelled = printFunctionType(type);
  throw new InvalidArgumentError(
    `functions take and return doubles, but the type of ${quote(name)} is ${spelled}`,
  );
}
