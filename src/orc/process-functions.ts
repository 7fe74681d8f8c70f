/** Functions that are machine code already: of the process, and of libraries that it has loaded. */
import type { FunctionType } from '../ir/index.ts';
import type { Controller } from './controller.ts';
import type { ProcessScope } from './engine.ts';
import type { DefinitionGenerator } from './jit-dylib.ts';
import type { MaterializationUnit } from './materialization.ts';
import { absoluteSymbols } from './units.ts';

/** The type that a function has: machine code does not tell. */
export interface ProcessFunction {
  readonly type: FunctionType;
  readonly scope: ProcessScope;
}

/** Finds functions by name where the executor can call such, and nothing elsewhere. */
export class ProcessFunctions implements DefinitionGenerator {
  readonly #controller: Controller;
  readonly #describe: (name: string) => ProcessFunction | undefined;

  /** @param describe Says what a name may mean; undefined for names that are not to be found. */
  constructor(controller: Controller, describe: (name: string) => ProcessFunction | undefined) {
    this.#controller = controller;
    this.#describe = describe;
  }

  generate(name: string): MaterializationUnit | undefined {
    const described = this.#describe(name);
    if (described === undefined) return undefined;
    const { type, scope } = described;
    const code = this.#controller.linkProcessFunction({ name, type }, scope);
    return code && absoluteSymbols({ [name]: code });
  }
}
