/** Functions that are machine code already: of the process, and of libraries that it has loaded. */
import { absoluteSymbols } from './absolute-symbols.ts';
import type { Executor, ProcessScope } from './engine.ts';
import type { DefinitionGenerator } from './jit-dylib.ts';
import type { MaterializationUnit } from './materialization.ts';

/** What to look for: machine code does not tell how many parameters it takes. */
export interface ProcessFunction {
  readonly arity: number;
  readonly scope: ProcessScope;
}

/** Finds functions by name where the executor can call such, and nothing elsewhere. */
export class ProcessFunctions implements DefinitionGenerator {
  readonly #executor: Executor;
  readonly #describe: (name: string) => ProcessFunction | undefined;

  /** @param describe Says what a name may mean; undefined for names that are not to be found. */
  constructor(executor: Executor, describe: (name: string) => ProcessFunction | undefined) {
    this.#executor = executor;
    this.#describe = describe;
  }

  generate(name: string): MaterializationUnit | undefined {
    const described = this.#describe(name);
    if (described === undefined) return undefined;
    const { arity, scope } = described;
    const code = this.#executor.linkProcessFunction?.({ name, arity }, scope);
    return code && absoluteSymbols({ [name]: code });
  }
}
