/** The steps from IR to running code. Each does one thing and hands its output to the next. */
import { type IRModule, verifyModule } from '../ir/index.ts';
import type { Controller } from './controller.ts';
import type { Compiler, ObjectFile, SymbolSignature } from './engine.ts';
import type { MaterializationResponsibility } from './materialization.ts';
import { timed } from './timed.ts';

/** One step of the way from a unit to its code. */
export interface Layer<Input> {
  /** Takes a unit one step on. What it throws fails the materialization. */
  emit(responsibility: MaterializationResponsibility, input: Input): void;
}

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

/** Changes a module, in place or into another one. */
export type IRTransform = (
  module: IRModule,
  responsibility: MaterializationResponsibility,
) => IRModule;

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
    let transformed = module;
    if (transform !== undefined) {
      const { dylib, name } = responsibility;
      transformed = timed(dylib.session, name, 'optimize', () => transform(module, responsibility));
      if (this.#verify) verifyModule(transformed);
    }
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
export class ObjectLinkingLayer implements Layer<ObjectFile> {
  readonly #controller: Controller;

  constructor(controller: Controller) {
    this.#controller = controller;
  }

  /** @throws LinkError, and what `checkDefinitions` throws. */
  emit(responsibility: MaterializationResponsibility, object: ObjectFile): void {
    responsibility.checkDefinitions(object.definitions);
    const link = () => this.#link(responsibility, object);
    if (responsibility.linkLater === undefined) link();
    else responsibility.linkLater(object, link);
  }

  #link(responsibility: MaterializationResponsibility, object: ObjectFile): void {
    const { dylib, name } = responsibility;
    timed(dylib.session, name, 'link', () => {
      const resolve = (reference: SymbolSignature) => responsibility.stubFor(reference);
      responsibility.notifyEmitted(this.#controller.link(object, resolve));
    });
  }
}
