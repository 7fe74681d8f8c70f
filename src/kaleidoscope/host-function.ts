/** A function of the host that programs call without an `extern` declaration. */
import type { Prototype } from '../language/index.ts';
import { HostFunctionUnit } from '../orc/index.ts';
import { SourceFile } from '../source/index.ts';
import type { PrototypedUnit } from './declarations.ts';

export class PrototypedHostFunction extends HostFunctionUnit implements PrototypedUnit {
  #prototype: Prototype | undefined;

  /** What an `extern` of it would be, with a text of its own for messages to show. */
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
