/** A function of the host that programs call without an `extern` declaration. */
import { functionOfDoubles } from '../ir/index.ts';
import type { Prototype } from '../language/index.ts';
import { type HostCall, HostFunctionUnit } from '../orc/index.ts';
import {
  expectCount,
  expectFunction,
  expectName,
  MAX_PARAMETERS,
  quote,
  SourceFile,
} from '../source/index.ts';
import type { PrototypedUnit } from './declarations.ts';

export class PrototypedHostFunction extends HostFunctionUnit implements PrototypedUnit {
  #prototype: Prototype | undefined;

  /** @throws InvalidArgumentError for an invalid name, function or number of parameters. */
  constructor(name: string, call: HostCall, parameterCount: number) {
    expectName('the name of a host function', name);
    expectFunction(`host function ${quote(name)}`, call);
    expectCount(`the number of parameters of ${quote(name)}`, parameterCount, MAX_PARAMETERS);
    super({ name, type: functionOfDoubles(parameterCount), call });
  }

  /** The prototype of an equivalent `extern`, in a text of its own that messages show. */
  get prototype(): Prototype {
    this.#prototype ??= this.#write();
    return this.#prototype;
  }

  #write(): Prototype {
    const [{ name, type }] = this.symbols;
    const parameters = type.parameters.map((_, i) => `x${i + 1}`);
    const text = `extern ${name}(${parameters.join(' ')})`;
    const start = 'extern '.length;
    const source = new SourceFile('<host>', text);
    return { name, parameters, source, start, end: start + name.length };
  }
}
