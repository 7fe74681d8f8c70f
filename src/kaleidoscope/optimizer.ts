/** The optimizer with what it knows of a program. */
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

  /** Whether functions are copied into their callers. */
  get inlines(): boolean {
    const { passes, level } = this.#options;
    return passes?.includes('inline') ?? level !== 0;
  }

  /** Optimizes what is about to run; what it builds in is recorded as a dependency. */
  transform(module: IRModule, responsibility: MaterializationResponsibility): Steps<IRModule> {
    const context = this.#contextOf(responsibility);
    // Calls in other modules reach what these define, whatever programs call so.
    const isOurs = responsibility.unit instanceof FunctionUnit;
    return this.#optimize(module, isOurs ? context : moduleContext(module, context));
  }

  /** Optimizes a module of its own, in place. */
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
