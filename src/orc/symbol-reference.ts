/**
 * The way by which code of one dylib calls a name, as a function of some type.
 *
 * A reference owns the stub for such calls, and belongs to the name: whatever the name means at a
 * call is what the call reaches. The first call resolves the name, compiles the definition, and
 * points the stub to its code. When the name gets another meaning, the stub is lazy again.
 */
import { type FunctionType, isSameType } from '../ir/index.ts';
import { apply } from './apply.ts';
import type { CodeDependencies, UsedName } from './code-dependencies.ts';
import type { Controller } from './controller.ts';
import { CallTypeError, SymbolsNotFoundError } from './errors.ts';
import { expectFunctionType } from './expect-function-type.ts';
import { probeStack } from './stack-probe.ts';
import type { Code, CompileAction, ControlledStub, Stub } from './stubs.ts';

/** A definition that a name can mean. */
export interface Meaning {
  readonly type: FunctionType;
  /** Whether it was taken back or replaced. */
  readonly isRemoved: boolean;
  readonly code: Code | undefined;
  /** Compiles and links the definition. There may be no code after it: what it needs has changed. */
  materialize(): void;
  /** Answers a call without compiling, where that is cheaper. */
  interpret(args: readonly number[]): number | undefined;
  addReference(reference: SymbolReference): void;
  removeReference(reference: SymbolReference): void;
}

/** The dylib whose code uses a reference. */
export interface ReferringDylib<M extends Meaning> {
  /** The definition that `name` means, if it is there already. */
  find(name: string): M | undefined;
  /** The definition that `name` means. */
  lookup(name: string): M | undefined;
  /** Tells a reference from now on when its name changes. */
  keepReference(reference: SymbolReference<M>): void;
  /** Forgets a reference that nothing uses. */
  dropReference(reference: SymbolReference<M>): void;
}

/** The way by which code of one dylib calls a name, as a function of some type. */
export class SymbolReference<M extends Meaning = Meaning> implements CompileAction, UsedName {
  readonly #dylib: ReferringDylib<M>;
  readonly #controller: Controller;
  readonly name: string;
  readonly type: FunctionType;
  /** The next reference of the dylib to the same name, as another type. */
  next: SymbolReference<M> | undefined;
  #stub: ControlledStub | undefined;
  /** The definition that the name means, once somebody has asked. */
  #symbol: M | undefined;
  /** Code that calls this, or did before it was optimized. */
  #callers: Set<CodeDependencies> | undefined;
  /** Code that rests on what the name means. */
  #dependents: Set<CodeDependencies> | undefined;

  /**
   * Only dylibs make references.
   *
   * @throws InvalidArgumentError for a type that no function can have.
   */
  constructor(dylib: ReferringDylib<M>, controller: Controller, name: string, type: FunctionType) {
    expectFunctionType(name, type);
    this.#dylib = dylib;
    this.#controller = controller;
    this.name = name;
    this.type = type;
  }

  /** The entry point. Made when first asked for. */
  get stub(): ControlledStub {
    if (this.#stub === undefined) {
      this.#stub = this.#controller.createStub(this.name, this.type, this);
      this.pointToCode();
    }
    return this.#stub;
  }

  /** The entry point, if there is one already. */
  get existingStub(): Stub | undefined {
    return this.#stub;
  }

  /** The definition that the name means, if it has this type. */
  get definition(): M | undefined {
    return this.#symbol ?? this.#find();
  }

  /** Whether code uses this, or a definition is meant: then the dylib must know it. */
  get isUsed(): boolean {
    return this.#symbol !== undefined || hasAny(this.#callers) || hasAny(this.#dependents);
  }

  /** Compiles and links what the name means unless that has been done. Called through the stub. */
  compile(): void {
    if (this.#symbol?.code !== undefined) return;
    probeStack();
    while (this.#resolve().code === undefined) this.#resolve().materialize();
  }

  /**
   * Carries out a call of the host or of interpreted code. While the definition is lazy it may answer
   * without being compiled.
   */
  call(args: readonly number[]): number {
    if (this.#symbol?.code === undefined) {
      const answer = (this.#symbol ?? this.#find())?.interpret(args);
      if (answer !== undefined) return answer;
    }
    return apply(this.stub.entryPoint.call, args);
  }

  /** Sends calls to the code of the definition that is meant. */
  pointToCode(): void {
    const code = this.#symbol?.code;
    if (this.#stub === undefined || code === undefined) return;
    this.#controller.updatePointer(this.#stub, code);
  }

  /** Sends calls through `compile`. */
  pointToCompiler(): void {
    if (this.#stub !== undefined) this.#controller.updatePointer(this.#stub, this);
  }

  /** `code` calls this. It becomes lazy when the name gets another type. */
  addCaller(code: CodeDependencies): void {
    this.#callers ??= new Set();
    this.#callers.add(code);
  }

  /** `code` rests on what the name means now, or on its meaning nothing. */
  addDependent(code: CodeDependencies): void {
    if (this.#symbol === undefined) this.#find();
    this.#dependents ??= new Set();
    this.#dependents.add(code);
  }

  /** Forgets code that is gone. */
  removeUser(code: CodeDependencies): void {
    this.#callers?.delete(code);
    this.#dependents?.delete(code);
    if (!this.isUsed) this.#dylib.dropReference(this);
  }

  /** Looks the name up again: it may mean something else than before. */
  update(): void {
    const symbol = this.#dylib.find(this.name);
    if (symbol !== undefined && symbol === this.#symbol) return;
    if (symbol !== undefined || this.#symbol !== undefined) {
      this.#symbol?.removeReference(this);
      this.#symbol = undefined;
      this.pointToCompiler();
      invalidateAll(this.#dependents);
      if (hasAny(this.#callers)) this.#checkCallers();
    }
    if (!this.isUsed) this.#dylib.dropReference(this);
  }

  /** The session ends: nothing is kept. */
  end(): void {
    this.#stub = undefined;
    this.#symbol = undefined;
    this.#callers = undefined;
    this.#dependents = undefined;
    this.next = undefined;
  }

  /** The definition that is meant. */
  #resolve(): M {
    if (this.#symbol?.isRemoved === true) this.update();
    const symbol = this.#symbol ?? this.#find();
    if (symbol !== undefined) return symbol;
    const other = this.#dylib.lookup(this.name);
    if (other === undefined) throw new SymbolsNotFoundError([this.name]);
    invalidateAll(this.#callers); // their next compilation reports the place
    throw new CallTypeError(this.name, other.type, this.type);
  }

  /** Looks the name up. Returns undefined if nothing of this type defines it. */
  #find(): M | undefined {
    const symbol = this.#dylib.lookup(this.name);
    if (symbol === undefined || !isSameType(symbol.type, this.type)) return undefined;
    this.#dylib.keepReference(this);
    symbol.addReference(this);
    this.#symbol = symbol;
    this.pointToCode();
    return symbol;
  }

  /** Callers that no longer fit become lazy, so that their next compilation reports the place. */
  #checkCallers(): void {
    const symbol = this.#dylib.lookup(this.name);
    if (symbol !== undefined && !isSameType(symbol.type, this.type)) invalidateAll(this.#callers);
  }
}

function hasAny(codes: ReadonlySet<CodeDependencies> | undefined): boolean {
  return codes !== undefined && codes.size > 0;
}

function invalidateAll(codes: ReadonlySet<CodeDependencies> | undefined): void {
  if (codes === undefined) return;
  for (const code of [...codes]) code.invalidate();
}
