/** Runs the optimizer with its knowledge of a program. */
import type { IRModule } from '../ir/index.ts';
import type { MaterializationResponsibility, Session, SessionEvents } from '../orc/index.ts';
import {
  moduleContext,
  optimizeInSteps,
  type PassContext,
  type PipelineOptions,
} from '../passes/index.ts';
import { finishSteps, type Steps } from '../source/index.ts';
import type { ProgramDylibs } from './dylibs.ts';
import { FunctionUnit } from './function-unit.ts';
import { programContext } from './inlining.ts';

export class ProgramOptimizer {
  readonly #session: Session;
  readonly #dylibs: ProgramDylibs;
  readonly #options: PipelineOptions;

  constructor(session: Session, dylibs: ProgramDylibs, options: PipelineOptions) {
    this.#session = session;
    this.#dylibs = dylibs;
    this.#options = options;
  }

  /** Whether the optimizer copies functions into their callers. */
  get inlines(): boolean {
    const { passes, level } = this.#options;
    return passes?.includes('inline') ?? level !== 0;
  }

  /** Optimizes a module that is about to run, and records what it builds in as dependencies. */
  transform(module: IRModule, responsibility: MaterializationResponsibility): Steps<IRModule> {
    const context = this.#contextOf(responsibility);
    // In other modules calls reach functions of the module before those of programs.
    const isOurs = responsibility.unit instanceof FunctionUnit;
    return this.#optimize(module, isOurs ? context : moduleContext(module, context));
  }

  /** Optimizes a module in place; calls reach its own functions first. */
  optimizeModule(module: IRModule): IRModule {
    return finishSteps(this.#optimize(module, moduleContext(module, this.#contextOf())));
  }

  /** Optimizes functions of the program, in place. */
  optimizeFunctions(module: IRModule): IRModule {
    return finishSteps(this.#optimize(module, this.#contextOf()));
  }

  *#optimize(module: IRModule, context: PassContext): Steps<IRModule> {
    const { events } = this.#session;
    const onPass = (run: SessionEvents['pass']) => events.emit('pass', run);
    yield* optimizeInSteps(module, context, {
      ...this.#options,
      ...(events.has('pass') && { onPass }),
    });
    return module;
  }

  #contextOf(responsibility?: MaterializationResponsibility): PassContext {
    const { main } = this.#dylibs;
    return programContext(main, (name) => this.#dylibs.isFromRuntime(name), responsibility);
  }
}
