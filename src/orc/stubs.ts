/** Stubs and code as the core knows them. Executors know them by numbers. */
import type { FunctionType } from '../ir/index.ts';
import type { CodeId, EntryPoint, HostCall, StubId, SymbolSignature } from './engine.ts';
import { SymbolsNotFoundError } from './errors.ts';
import type { MergeableObject } from './merging.ts';

/** A function that an executor has linked. */
export interface Code extends SymbolSignature {
  /** Bytes; 0 for a host function. */
  readonly size: number;
}

/** A function's entry point, the same for as long as it exists, whatever it points to. */
export interface Stub extends SymbolSignature {
  /** Calls what the stub points to. */
  call(...args: number[]): number;
}

/**
 * What a stub does when it is called before it points to code: a compile callback. `compile` returns
 * normally only after the stub was pointed to code; what it throws reaches the caller of the stub.
 */
export interface CompileAction {
  /** Points the stub to code, or throws. */
  compile(): void;
}

/** Creates and repoints stubs (LLVM's `IndirectStubsManager`). */
export interface IndirectStubsManager {
  /** Makes a stub that runs `action` and goes on in the code that it was pointed to by then. */
  createStub(name: string, type: FunctionType, action: CompileAction): Stub;
  /**
   * Sends all later calls of `stub` to code of its type, or through a compile action. When the code
   * is freed, calls throw SymbolsNotFoundError.
   *
   * @throws CallTypeError for code of another type, SymbolsNotFoundError for code that was freed, and
   * InvalidArgumentError for a stub or code of another session.
   */
  updatePointer(stub: Stub, target: Code | CompileAction): void;
}

/** A function of the host. */
export interface HostFunction extends SymbolSignature {
  readonly call: HostCall;
}

/** Where calls of stubs from the host enter. */
export interface StubOwner {
  entryPoint(stub: Stub): EntryPoint;
}

/** Linked code, and the stubs that point to it. */
export class LinkedCode implements Code {
  readonly owner: StubOwner;
  readonly id: CodeId;
  readonly name: string;
  readonly type: FunctionType;
  readonly size: number;
  /** The stubs that point here: one, unless the function is known under other names too. */
  readonly stubs: ControlledStub[] = [];
  /** The object that it is in, if that can be merged with others. */
  object: MergeableObject | undefined;

  constructor(owner: StubOwner, id: CodeId, { name, type }: SymbolSignature, size: number) {
    this.owner = owner;
    this.id = id;
    this.name = name;
    this.type = type;
    this.size = size;
  }
}

/** A stub, and the code that it points to. */
export class ControlledStub implements Stub {
  readonly owner: StubOwner;
  readonly name: string;
  readonly type: FunctionType;
  /** Runs when the stub is called and points to no code. */
  action: CompileAction;
  code: LinkedCode | undefined;
  /** The stub's number in the executor and its entry point; undefined while no code calls it. */
  known: { readonly id: StubId; readonly entryPoint: EntryPoint } | undefined;

  constructor(owner: StubOwner, { name, type }: SymbolSignature, action: CompileAction) {
    this.owner = owner;
    this.name = name;
    this.type = type;
    this.action = action;
  }

  get entryPoint(): EntryPoint {
    return this.known?.entryPoint ?? this.owner.entryPoint(this);
  }

  call(...args: number[]): number {
    return this.entryPoint.call(...args);
  }
}

/** Replaces code that was freed while a stub pointed to it. */
export class MissingCode implements CompileAction {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws SymbolsNotFoundError always. */
  compile(): never {
    throw new SymbolsNotFoundError([this.#name]);
  }
}
