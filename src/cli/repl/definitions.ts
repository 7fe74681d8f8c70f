/** What a session's names mean, as far as its entries tell: the core keeps no syntax trees for us. */
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
  /** How many calls of it were interpreted. */
  readonly interpretedCalls: number;
}

export class Definitions {
  readonly #jit: KaleidoscopeJIT;
  readonly #latest = new Map<string, Definition>();
  readonly #declared = new Map<string, Prototype>();
  /** What brings the session's names back, in order. All definitions of an operator count for what follows them. */
  readonly #items: (FunctionAST | Prototype)[] = [];
  /** Functions whose last compilation failed. */
  readonly #failed = new Set<string>();
  /** How many calls of a function were interpreted. */
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

  /** Milliseconds that compiling them took. */
  get compileTime(): number {
    return this.#compileTime;
  }

  /** Takes note of what an item has defined or declared. */
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

  /** Takes a definition away. An operator without one is no syntax any more. */
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

  /** Declarations and definitions that count, in an order in which they can be run again. */
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

  /** All that a program can call by a name of letters, sorted. */
  names(): string[] {
    const names = new Set(this.#declared.keys());
    for (const { name } of this.#jit.session.main.definitions()) names.add(name);
    return [...names].filter((name) => /^[A-Za-z]\w*$/.test(name)).sort();
  }

  /** The names of what has been typed or loaded here and not been removed. */
  inspectable(): string[] {
    return [...this.#latest.keys()].sort();
  }

  /** What is defined in the program, in the order of definition. */
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
