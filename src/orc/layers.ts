/** The steps from IR to running code. Each does one thing and hands its output to the next. */
import type { IRModule } from '../ir/index.ts';
import type { Compiler, Executor, ObjectFile, SymbolSignature } from './engine.ts';
import type { EventEmitter, SessionEvents, Stage } from './events.ts';
import type { MaterializationResponsibility } from './materialization.ts';

export interface Layer<Input> {
  /** Takes a unit one step on. What it throws fails the materialization. */
  emit(responsibility: MaterializationResponsibility, input: Input): void;
}

/** Changes IR: optimizes it. `transform` can be replaced. */
export class IRTransformLayer implements Layer<IRModule> {
  transform: (module: IRModule, responsibility: MaterializationResponsibility) => IRModule;
  readonly #next: Layer<IRModule>;

  constructor(
    next: Layer<IRModule>,
    transform: IRTransformLayer['transform'] = (module) => module,
  ) {
    this.#next = next;
    this.transform = transform;
  }

  emit(responsibility: MaterializationResponsibility, module: IRModule): void {
    const { dylib, name } = responsibility;
    const transformed = timed(dylib.session, name, 'optimize', () =>
      this.transform(module, responsibility),
    );
    this.#next.emit(responsibility, transformed);
  }
}

/** Compiles IR to objects. */
export class IRCompileLayer<O extends ObjectFile> implements Layer<IRModule> {
  readonly #next: Layer<O>;
  readonly #compiler: Compiler<O>;

  constructor(next: Layer<O>, compiler: Compiler<O>) {
    this.#next = next;
    this.#compiler = compiler;
  }

  emit(responsibility: MaterializationResponsibility, module: IRModule): void {
    const { dylib, name } = responsibility;
    const compile = () => this.#compiler.compile(module);
    this.#next.emit(responsibility, timed(dylib.session, name, 'compile', compile));
  }
}

/** Links objects into the executor. */
export class ObjectLinkingLayer<O extends ObjectFile> implements Layer<O> {
  readonly #executor: Executor<O>;

  constructor(executor: Executor<O>) {
    this.#executor = executor;
  }

  emit(responsibility: MaterializationResponsibility, object: O): void {
    const { dylib, name } = responsibility;
    const resolve = ({ name, arity }: SymbolSignature) =>
      dylib.reference(name, arity).stubFor(arity);
    timed(dylib.session, name, 'link', () => {
      const codes = this.#executor.link(object, resolve);
      codes.forEach((code) => {
        dylib.session.recordReferences(code, [...responsibility.references, ...object.references]);
      });
      responsibility.notifyEmitted(codes);
    });
  }
}

/** Runs a step and tells how long it took, if anybody listens. */
export function timed<T>(
  { events }: { readonly events: EventEmitter<SessionEvents> },
  name: string,
  stage: Stage,
  step: () => T,
): T {
  if (!events.has('stage')) return step();
  const start = performance.now();
  const result = step();
  const duration = performance.now() - start;
  events.emit('stage', { name, stage, start, duration });
  return result;
}
