/** The steps from IR to running code. Each does one thing and hands its output to the next. */
import { type IRModule, verifyModule } from '../ir/index.ts';
import type { Steps } from '../source/index.ts';
import type { Controller } from './controller.ts';
import type { Compiler, ObjectFile } from './engine.ts';
import type { Layer, MaterializationResponsibility } from './materialization.ts';

/** Checks IR that comes from outside: that it is sound, and that it defines what was promised. */
export class IRVerifyLayer implements Layer<IRModule> {
  readonly #next: Layer<IRModule>;

  constructor(next: Layer<IRModule>) {
    this.#next = next;
  }

  /** @throws VerifierError, and what `checkDefinitions` throws. */
  emit(responsibility: MaterializationResponsibility, module: IRModule): void {
    verifyModule(module);
    responsibility.checkDefinitions(module.functions);
    this.#next.emit(responsibility, module);
  }
}

/** Changes a module, in place or into another one. In steps, a host can wait between them. */
export type IRTransform = (
  module: IRModule,
  responsibility: MaterializationResponsibility,
) => IRModule | Steps<IRModule>;

/** Changes IR: optimizes it. Expects verified IR. */
export class IRTransformLayer implements Layer<IRModule> {
  /** Default: leaves IR as it is. */
  transform: IRTransform | undefined;
  readonly #next: Layer<IRModule>;
  readonly #verify: boolean;

  /** `verify`: whether what the transform makes is verified. */
  constructor(next: Layer<IRModule>, verify: boolean) {
    this.#next = next;
    this.#verify = verify;
  }

  /** @throws VerifierError where the transform breaks the IR. */
  emit(responsibility: MaterializationResponsibility, module: IRModule): void {
    const { transform } = this;
    const hand = (ir: IRModule) => this.#next.emit(responsibility, ir);
    if (transform === undefined) hand(module);
    else
      responsibility.advance('optimize', this.#transform(transform, module, responsibility), hand);
  }

  *#transform(
    transform: IRTransform,
    module: IRModule,
    responsibility: MaterializationResponsibility,
  ): Steps<IRModule> {
    const result = transform(module, responsibility);
    const transformed = 'functions' in result ? result : yield* result;
    if (this.#verify) verifyModule(transformed);
    return transformed;
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
    const hand = (object: O) => this.#next.emit(responsibility, object);
    responsibility.advance('compile', this.#compile(responsibility, module), hand);
  }

  *#compile({ isPreparation, session }: MaterializationResponsibility, module: IRModule): Steps<O> {
    const compiler = this.#compiler;
    const inSteps = isPreparation || session.clock.isTimed;
    if (!inSteps || compiler.compileInSteps === undefined) return compiler.compile(module);
    return yield* compiler.compileInSteps(module);
  }
}

/** Links objects into the executor. */
export class ObjectLinkingLayer implements Layer<ObjectFile> {
  readonly #controller: Controller;

  constructor(controller: Controller) {
    this.#controller = controller;
  }

  /** @throws LinkError, and what `checkDefinitions` throws. */
  emit(responsibility: MaterializationResponsibility, object: ObjectFile): void {
    responsibility.checkDefinitions(object.definitions);
    responsibility.advance('link', this.#link(responsibility, object));
  }

  *#link(responsibility: MaterializationResponsibility, object: ObjectFile): Steps<void> {
    const controller = this.#controller;
    if (responsibility.isPreparation) yield* controller.prepare(object);
    const codes = controller.link(object, (reference) => responsibility.stubFor(reference));
    responsibility.notifyEmitted(codes);
  }
}
