/** Promises to define symbols, and how they are kept. */
import { type FunctionType, type IRModule, isSameType } from '../ir/index.ts';
import { finishSteps, type Steps } from '../source/index.ts';
import type { CallClock } from './call-clock.ts';
import { CodeDependencies } from './code-dependencies.ts';
import type { Controller } from './controller.ts';
import type { ObjectFile, SymbolSignature } from './engine.ts';
import {
  MissingSymbolDefinitionsError,
  SymbolTypeError,
  UnexpectedSymbolDefinitionsError,
} from './errors.ts';
import type { EventEmitter, SessionEvents, Stage } from './events.ts';
import type { Code, Stub } from './stubs.ts';
import type { Meaning, SymbolReference } from './symbol-reference.ts';
import { timedSteps } from './timed.ts';

/** One step of the way from a unit to its code. */
export interface Layer<Input> {
  /** Takes a unit one step on. What it throws fails the materialization. */
  emit(responsibility: MaterializationResponsibility, input: Input): void;
}

/** The members of a session that units, symbols and layers use. */
export interface SessionServices {
  /** The time that calls may take. */
  readonly clock: CallClock;
  readonly events: EventEmitter<SessionEvents>;
  /** What links code and makes stubs. */
  readonly controller: Controller;
  /** Where IR goes that a unit makes: it is verified, and goes on to `transformLayer`. */
  readonly irLayer: Layer<IRModule>;
  /** Where IR goes that is known to be sound. */
  readonly transformLayer: Layer<IRModule>;
  readonly objectLayer: Layer<ObjectFile>;
  /** One more symbol has this code. */
  retain(code: Code): void;
  /** A symbol no longer has this code, and no stub points to it for that symbol's sake. */
  release(code: Code): void;
  /** Frees code that no symbol has. */
  releaseUnheld(code: Code): void;
  /**
   * A host function has thrown this. If the stack is full no more where the host function was
   * called, the host function itself has filled it: its exception comes out of the call unchanged.
   *
   * @returns what was thrown.
   */
  noteHostError(thrown: unknown): unknown;
}

/** The members of a dylib that the units defined in it use. */
export interface DefiningDylib<M extends Meaning = Meaning> {
  readonly name: string;
  /**
   * The reference by which code of this dylib calls `name`, whatever that means.
   *
   * @throws InvalidArgumentError for a type that no function can have.
   */
  reference(name: string, type: FunctionType): SymbolReference<M>;
  /** The unit that defines `name` in this dylib. */
  unitOf(name: string): MaterializationUnit | undefined;
}

/** A symbol that is being materialized. */
export interface PromisedSymbol {
  readonly name: string;
  /** Takes linked code over, unless the definition or what it rests on has changed meanwhile. */
  resolve(code: Code, responsibility: MaterializationResponsibility): void;
}

/**
 * A promise to define symbols. It is kept when one of them is first called, and costs nothing but
 * itself until then.
 */
export interface MaterializationUnit {
  /** The symbols that it defines. */
  readonly symbols: readonly SymbolSignature[];
  /** Code that is there already, by symbol. Such symbols need no materialization. */
  readonly codes?: ReadonlyMap<string, Code>;
  /**
   * Brings the symbols into being: hands IR or an object to a layer, which ends in
   * `responsibility.notifyEmitted`. What it throws reaches the caller of the function, and the
   * promise stays open: the next call tries again.
   */
  materialize(responsibility: MaterializationResponsibility): void;
  /**
   * Answers a call of a unit's one function without keeping the promise, where that is cheaper:
   * code that runs a few times is not worth compiling. Returns undefined otherwise.
   */
  interpret?(args: readonly number[]): number | undefined;
  /** Tells that it no longer defines `name` in `dylib`: that was redefined or removed. */
  discard?(dylib: DefiningDylib, name: string): void;
}

/** A unit being materialized: what it has promised, and what its code rests on. */
export class MaterializationResponsibility {
  readonly session: SessionServices;
  readonly dylib: DefiningDylib;
  readonly unit: MaterializationUnit;
  /** The unit's symbols in its order; `undefined` where another definition has taken the name. */
  readonly symbols: readonly (PromisedSymbol | undefined)[];
  readonly dependencies = new CodeDependencies();
  /** Whether the host waits between the steps. */
  readonly isPreparation: boolean;
  /** The stages that a preparation has still to take. */
  #ahead: Steps<void> | undefined;
  #hasEmitted = false;

  /** Only symbols take one on. */
  constructor(
    session: SessionServices,
    dylib: DefiningDylib,
    unit: MaterializationUnit,
    symbols: readonly (PromisedSymbol | undefined)[],
    isPreparation: boolean,
  ) {
    this.session = session;
    this.isPreparation = isPreparation;
    this.dylib = dylib;
    this.unit = unit;
    this.symbols = symbols;
  }

  /** The name of the unit in events: that of its first symbol. */
  get name(): string {
    return this.symbols.find((symbol) => symbol !== undefined)?.name ?? '';
  }

  /**
   * Records that the code contains the body of the function `name`, or rests on what the name means
   * now: when that changes, these symbols become lazy again before their next call.
   */
  dependsOn(name: string, type: FunctionType): void {
    this.dependencies.addDependency(this.dylib.reference(name, type));
  }

  /**
   * Records that the definition calls `name`, even if the code came to do without the call: when the
   * name gets another type, these symbols become lazy.
   */
  refersTo(name: string, type: FunctionType): void {
    this.dependencies.addCall(this.dylib.reference(name, type));
  }

  /**
   * Takes the next stage and hands its result to `next`: at once, or later where the host waits between
   * the steps. Layers call this last.
   */
  advance<T>(stage: Stage, steps: Steps<T>, next?: (result: T) => void): void {
    const stages = this.#stage(stage, steps, next);
    if (this.isPreparation) this.#ahead = stages;
    else {
      const { clock } = this.session;
      finishSteps(stages, clock.isTimed ? () => clock.checkpoint() : undefined);
    }
  }

  *#stage<T>(stage: Stage, steps: Steps<T>, next?: (result: T) => void): Steps<void> {
    const result = yield* timedSteps(this.session, this.name, stage, steps);
    next?.(result);
  }

  /** Has the unit materialize its symbols, stage by stage. */
  *materialize(): Steps<void> {
    this.unit.materialize(this);
    while (this.#ahead !== undefined) {
      const stages = this.#ahead;
      this.#ahead = undefined;
      yield;
      yield* stages;
    }
    if (!this.#hasEmitted) this.checkDefinitions([]);
  }

  /** The stub for calls of `reference` in the code. */
  stubFor({ name, type }: SymbolSignature): Stub {
    const reference = this.dylib.reference(name, type);
    this.dependencies.addLink(reference);
    return reference.stub;
  }

  /**
   * Checks that these are what the unit has promised, in whatever order.
   *
   * @throws MissingSymbolDefinitionsError, UnexpectedSymbolDefinitionsError, SymbolTypeError
   */
  checkDefinitions(definitions: Iterable<SymbolSignature>): void {
    const promised = new Map(this.unit.symbols.map(({ name, type }) => [name, type]));
    const unexpected: string[] = [];
    for (const { name, type } of definitions) {
      const expected = promised.get(name);
      if (expected === undefined) unexpected.push(name);
      else if (!isSameType(expected, type)) throw new SymbolTypeError(name, expected, type);
      promised.delete(name);
    }
    if (unexpected.length > 0) throw new UnexpectedSymbolDefinitionsError(unexpected);
    if (promised.size > 0) throw new MissingSymbolDefinitionsError([...promised.keys()]);
  }

  /**
   * The code of all symbols of the unit is linked; calls go there from now on.
   *
   * @throws what `checkDefinitions` throws, after it has released the code.
   */
  notifyEmitted(codes: readonly Code[]): void {
    this.#emit(codes.map((code) => ({ name: code.name, type: code.type, code })));
  }

  /** The same for code that has names of its own, by the names of the unit's symbols. */
  notifyAliased(codes: ReadonlyMap<string, Code>): void {
    this.#emit(Array.from(codes, ([name, code]) => ({ name, type: code.type, code })));
  }

  #emit(emitted: readonly (SymbolSignature & { readonly code: Code })[]): void {
    this.#hasEmitted = true;
    try {
      this.checkDefinitions(emitted);
      const symbols = new Map(this.symbols.map((symbol) => [symbol?.name, symbol]));
      for (const { name, code } of emitted) symbols.get(name)?.resolve(code, this);
    } finally {
      this.dependencies.releaseUnused();
      for (const { code } of emitted) this.session.releaseUnheld(code);
    }
  }
}
