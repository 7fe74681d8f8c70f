/** Functions that are machine code already: of the process, and of libraries that it has loaded. */
import type { Code, Executor, SymbolSignature } from './engine.ts';
import type { DefinitionGenerator } from './jit-dylib.ts';
import type { MaterializationResponsibility, MaterializationUnit } from './materialization.ts';

/**
 * Finds functions by name where the executor can call such, and nothing elsewhere. `arityOf` says
 * how many parameters a name is declared with: machine code does not tell.
 */
export class ProcessFunctions implements DefinitionGenerator {
  readonly #executor: Executor;
  readonly #arityOf: (name: string) => number | undefined;

  constructor(executor: Executor, arityOf: (name: string) => number | undefined) {
    this.#executor = executor;
    this.#arityOf = arityOf;
  }

  generate(name: string): MaterializationUnit | undefined {
    const arity = this.#arityOf(name);
    if (arity === undefined) return undefined;
    const code = this.#executor.linkProcessFunction?.({ name, arity });
    return code && new LinkedFunction(code);
  }
}

/** A unit whose code is there. */
class LinkedFunction implements MaterializationUnit {
  readonly symbols: readonly [SymbolSignature];
  readonly #code: Code;

  constructor(code: Code) {
    this.#code = code;
    this.symbols = [code];
  }

  materialize(responsibility: MaterializationResponsibility): void {
    responsibility.notifyEmitted([this.#code]);
  }
}
