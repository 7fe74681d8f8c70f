/** What a program may call, and with how many arguments, as things stand. */
import type { Prototype } from '../language/index.ts';
import type { Callee, HostFunctions } from '../lowering/index.ts';
import type { JITDylib, MaterializationUnit } from '../orc/index.ts';

/** A unit whose one function programs can call without an `extern` declaration. */
export interface PrototypedUnit extends MaterializationUnit {
  readonly prototype: Prototype;
}

export class Declarations {
  readonly #main: JITDylib;
  readonly #runtime: HostFunctions;
  readonly #declared = new Map<string, Prototype>();
  readonly #removed = new Set<string>();

  /** `runtime`: what programs may declare, whether or not it was needed. */
  constructor(main: JITDylib, runtime: HostFunctions) {
    this.#main = main;
    this.#runtime = runtime;
  }

  /** A function is declared to exist. An earlier declaration stays. */
  declare(prototype: Prototype): void {
    const { name } = prototype;
    if (this.#declared.has(name) && !this.#removed.has(name)) return;
    this.#declared.set(name, prototype);
    this.#removed.delete(name);
  }

  /** Forgets all declarations. */
  clear(): void {
    this.#declared.clear();
    this.#removed.clear();
  }

  /** A definition has a mistake in its body: unless the name means something, it is declared. */
  noteMalformed(prototype: Prototype): void {
    if (this.arityOf(prototype.name) === undefined) this.declare(prototype);
  }

  /** Its declaration by an `extern`. */
  declarationOf(name: string): Prototype | undefined {
    return this.#declared.get(name);
  }

  /** A definition was taken back. Calls of it are no mistake of the text, but fail when they run. */
  noteRemoval(name: string): void {
    this.#removed.add(name);
  }

  /** What a body may call by this name; nothing if a call is a mistake. */
  calleeOf(name: string): Callee | undefined {
    const own = prototypeIn(this.#main.unitOf(name));
    if (own !== undefined) return { arity: own.parameters.length, prototype: own };
    const prototype = this.prototypeOf(name);
    if (prototype === undefined && !this.#removed.has(name)) return undefined;
    this.#main.watch(name);
    const arity = this.arityOf(name);
    return { arity, prototype: prototype?.parameters.length === arity ? prototype : undefined };
  }

  /** The prototype of what the name means now, or is declared to mean. */
  prototypeOf(name: string): Prototype | undefined {
    return prototypeIn(this.#main.find(name)?.unit) ?? this.#declared.get(name);
  }

  /** Every name that has a prototype. */
  *names(): Iterable<string> {
    for (const dylib of this.#main.searchOrder) {
      for (const { name } of dylib.definitions()) {
        if (prototypeIn(dylib.unitOf(name)) !== undefined) yield name;
      }
    }
    yield* this.#declared.keys();
  }

  /** How many parameters a function of this name has, if there is one or it is declared. */
  arityOf(name: string): number | undefined {
    const arity = this.#main.find(name)?.arity ?? this.#runtime.arityOf(name);
    if (arity !== undefined) return arity;
    const declared = this.#removed.has(name) ? undefined : this.#declared.get(name);
    return declared?.parameters.length ?? this.#main.lookup(name)?.arity;
  }
}

function prototypeIn(unit: MaterializationUnit | undefined): Prototype | undefined {
  return (unit as Partial<PrototypedUnit> | undefined)?.prototype;
}
