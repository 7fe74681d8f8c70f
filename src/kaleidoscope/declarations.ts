/** The functions that a program may call at present, and their types. */
import { type FunctionType, functionOfDoubles } from '../ir/index.ts';
import { type Prototype, prototypeSpan } from '../language/index.ts';
import type { Callee, HostFunctions } from '../lowering/index.ts';
import type { JITDylib, MaterializationUnit } from '../orc/index.ts';
import { type Diagnostic, error, note } from '../source/index.ts';

/** A unit of one function that programs can call without an `extern` declaration. */
export interface PrototypedUnit extends MaterializationUnit {
  readonly prototype: Prototype;
}

export class Declarations {
  readonly #main: JITDylib;
  readonly #runtime: HostFunctions;
  readonly #declared = new Map<string, Prototype>();
  readonly #removed = new Set<string>();

  /** `runtime`: all functions that programs may declare, even those that no dylib defines yet. */
  constructor(main: JITDylib, runtime: HostFunctions) {
    this.#main = main;
    this.#runtime = runtime;
  }

  /** Declares that a function exists. An earlier declaration stays. */
  declare(prototype: Prototype): void {
    const { name } = prototype;
    if (this.#declared.has(name) && !this.#removed.has(name)) return;
    this.#declared.set(name, prototype);
    this.#removed.delete(name);
  }

  /** Declares the function of an `extern`, or returns an error if the name has another type. */
  declareExtern(prototype: Prototype): Diagnostic | undefined {
    const { name, parameters } = prototype;
    const count = this.typeOf(name)?.parameters.length;
    if (count !== undefined && count !== parameters.length) {
      const known = this.calleeOf(name)?.prototype;
      const notes = known === undefined ? [] : [note(prototypeSpan(known), 'declared here')];
      const takes = `'${name}' takes ${count} argument${count === 1 ? '' : 's'}`;
      const message = `${takes}, but is declared with ${parameters.length}`;
      return error(prototypeSpan(prototype), message, notes);
    }
    this.declare(prototype);
    return undefined;
  }

  /** Forgets all declarations. */
  clear(): void {
    this.#declared.clear();
    this.#removed.clear();
  }

  /** Declares the function of a definition with a mistake, unless the name has a function. */
  noteMalformed(prototype: Prototype): void {
    if (this.typeOf(prototype.name) === undefined) this.declare(prototype);
  }

  /** The declaration of a function by an `extern`. */
  declarationOf(name: string): Prototype | undefined {
    return this.#declared.get(name);
  }

  /** Notes that a definition was removed: calls of it are no mistakes, but fail when they run. */
  noteRemoval(name: string): void {
    this.#removed.add(name);
  }

  /** The function that a body may call by this name; undefined if a call is a mistake. */
  calleeOf(name: string): Callee | undefined {
    const own = prototypeIn(this.#main.unitOf(name));
    if (own !== undefined) return { type: typeOfPrototype(own), prototype: own };
    const prototype = this.prototypeOf(name);
    if (prototype === undefined && !this.#removed.has(name)) return undefined;
    this.#main.watch(name);
    const type = this.typeOf(name);
    const fits = prototype?.parameters.length === type?.parameters.length;
    return { type, prototype: fits ? prototype : undefined };
  }

  /** The prototype of the function with this name: of its definition, else of its declaration. */
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

  /** The type of the function with this name, defined or declared; undefined without either. */
  typeOf(name: string): FunctionType | undefined {
    const type = this.#main.find(name)?.type ?? this.#runtime.typeOf(name);
    if (type !== undefined) return type;
    const declared = this.#removed.has(name) ? undefined : this.#declared.get(name);
    return declared === undefined ? this.#main.lookup(name)?.type : typeOfPrototype(declared);
  }
}

/** The type of a function with this prototype: Kaleidoscope's values are doubles. */
export function typeOfPrototype({ parameters }: Prototype): FunctionType {
  return functionOfDoubles(parameters.length);
}

function prototypeIn(unit: MaterializationUnit | undefined): Prototype | undefined {
  return (unit as Partial<PrototypedUnit> | undefined)?.prototype;
}
