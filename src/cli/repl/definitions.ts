/** The definitions and declarations that were entered: the core keeps no syntax trees for us. */
import type { KaleidoscopeJIT, ModuleHandle, Outcome } from '../../kaleidoscope-jit.ts';
import {
  ANONYMOUS,
  type FunctionAST,
  type Prototype,
  parseOperatorName,
} from '../../language/index.ts';

/** The latest definition of a name. */
export interface Definition {
  readonly ast: FunctionAST;
  readonly handle: ModuleHandle;
}

export type FunctionState = 'lazy' | 'interpreted' | 'compiled' | 'failed';

/** A function as `:stubs` shows it. */
export interface FunctionInfo {
  readonly name: string;
  readonly signature: string;
  readonly state: FunctionState;
  /** Bytes of machine-independent code; undefined while there is none. */
  readonly size: number | undefined;
  /** Number of interpreted calls. */
  readonly interpretedCalls: number;
}

export class Definitions {
  readonly #jit: KaleidoscopeJIT;
  readonly #latest = new Map<string, Definition>();
  readonly #declared = new Map<string, Prototype>();
  /** The items in order. Items may depend on any earlier definition of an operator. */
  readonly #items: (FunctionAST | Prototype)[] = [];
  /** Functions whose last compilation failed. */
  readonly #failed = new Set<string>();
  /** Number of interpreted calls, by function. */
  readonly #interpreted = new Map<string, number>();
  #compilations = 0;
  #compileTime = 0;

  constructor(jit: KaleidoscopeJIT) {
    this.#jit = jit;
    jit.events.on('failed', ({ name }) => this.#failed.add(name));
    jit.events.on('ready', ({ name, duration }) => {
      this.#failed.delete(name);
      this.#compilations++;
      this.#compileTime += duration;
    });
    jit.events.on('interpreted', ({ name }) => {
      this.#interpreted.set(name, (this.#interpreted.get(name) ?? 0) + 1);
    });
    jit.events.on('defined', ({ name }) => {
      this.#failed.delete(name);
      this.#interpreted.delete(name);
    });
  }

  /** How many functions have been compiled so far. */
  get compilations(): number {
    return this.#compilations;
  }

  /** Milliseconds that these compilations took. */
  get compileTime(): number {
    return this.#compileTime;
  }

  /** Records the definition or declaration of an item. */
  record(outcome: Outcome): void {
    if (outcome.kind === 'definition') {
      const { ast, handle } = outcome;
      this.#latest.set(ast.prototype.name, { ast, handle });
      this.#items.push(ast);
    } else if (outcome.kind === 'extern') {
      this.#declared.set(outcome.prototype.name, outcome.prototype);
      this.#items.push(outcome.prototype);
    }
  }

  get(name: string): Definition | undefined {
    return this.#latest.get(name);
  }

  declared(name: string): Prototype | undefined {
    return this.#declared.get(name);
  }

  /** Removes a definition. The parser then rejects an operator that has none. */
  remove(name: string): void {
    const definition = this.#latest.get(name);
    if (definition === undefined) return;
    this.#jit.removeModule(definition.handle);
    this.#latest.delete(name);
    const operator = parseOperatorName(name);
    if (operator === undefined) return;
    const { operators } = this.#jit;
    operators.undefine(operators.named(operator.text), operator.arity);
  }

  /** The declarations and definitions in force, in an order in which a session can rerun them. */
  items(): readonly (FunctionAST | Prototype)[] {
    return this.#items.filter((item) => {
      if (!('nodes' in item)) return this.#declared.get(item.name) === item;
      const { name } = item.prototype;
      const latest = this.#latest.get(name)?.ast;
      return item === latest || (latest !== undefined && parseOperatorName(name) !== undefined);
    });
  }

  /** Whether a program can call `name`. */
  isKnown(name: string): boolean {
    return this.#declared.has(name) || this.#jit.session.main.isDefined(name);
  }

  /** The functions that a program can call by name, sorted; no operators. */
  names(): string[] {
    const names = new Set(this.#declared.keys());
    for (const { name } of this.#jit.session.main.definitions()) names.add(name);
    return [...names].filter((name) => /^[A-Za-z]\w*$/.test(name)).sort();
  }

  /** The names that were defined by entries or loaded files, sorted. */
  inspectable(): string[] {
    return [...this.#latest.keys()].sort();
  }

  /** The functions of the program, in the order of definition. */
  *functions(): Generator<FunctionInfo> {
    for (const { name, type, symbol } of this.#jit.session.main.definitions()) {
      if (name === ANONYMOUS) continue;
      const prototype = this.#latest.get(name)?.ast.prototype;
      const interpretedCalls = this.#interpreted.get(name) ?? 0;
      const state = this.#stateOf(name, symbol?.code !== undefined);
      const signature =
        prototype === undefined ? `${name}/${type.parameters.length}` : signatureOf(prototype);
      yield { name, signature, state, size: symbol?.code?.size, interpretedCalls };
    }
  }

  #stateOf(name: string, isCompiled: boolean): FunctionState {
    if (isCompiled) return 'compiled';
    if (this.#failed.has(name)) return 'failed';
    return this.#interpreted.has(name) ? 'interpreted' : 'lazy';
  }
}

/** A prototype as it is written: `f(x y)`, `binary|(a b)`. */
export function signatureOf({ name, parameters }: Prototype): string {
  return `${name}(${parameters.join(' ')})`;
}
