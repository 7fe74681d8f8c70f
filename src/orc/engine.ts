/**
 * What the lazy core asks of an engine: a compiler from IR to objects, and an executor that links
 * objects, owns stubs and callbacks, and runs calls. The executor is the process boundary.
 */
import type { FunctionType, IRModule } from '../ir/index.ts';

/** A function by name and type. */
export interface SymbolSignature {
  readonly name: string;
  readonly type: FunctionType;
  /** Whether other dylibs find it. Default: true. */
  readonly exported?: boolean;
}

/** Compiled code that is not linked yet. */
export interface ObjectFile {
  readonly definitions: readonly SymbolSignature[];
  /** What the code calls and does not define. */
  readonly references: readonly SymbolSignature[];
  /** Bytes of code. */
  readonly size: number;
}

/** IR to objects. Pure: the same IR and options give the same object. */
export interface Compiler<O extends ObjectFile = ObjectFile> {
  /** Compiles a module; all its functions go into one object. */
  compile(module: IRModule): O;
}

/** A function linked into the executor. Opaque but for these fields. */
export interface Code extends SymbolSignature {
  /** Bytes; 0 for a host function. */
  readonly size: number;
}

/**
 * What a stub does when it is called before it points to code: a compile callback. `compile` returns
 * normally only after the stub was pointed to code; what it throws reaches the caller of the stub.
 */
export interface CompileAction {
  /** Points the stub to code, or throws. */
  compile(): void;
  /**
   * Answers one call without compiling anything, or leaves it to `compile`. Asked before that
   * where the caller is the host: its arguments are at hand.
   */
  interpret?(args: readonly number[]): number | undefined;
}

/** A function's entry point, the same for as long as it exists, whatever it points to. */
export interface Stub extends SymbolSignature {
  /** Calls what the stub points to now. Replaced when the stub is repointed: do not keep it. */
  readonly call: (...args: number[]) => number;
}

/** Creates, repoints and removes stubs (LLVM's `IndirectStubsManager`). */
export interface IndirectStubsManager {
  /** Makes a stub that runs `action` and goes on in the code that it was pointed to by then. */
  createStub(name: string, type: FunctionType, action: CompileAction): Stub;
  /** Sends all later calls of `stub` to code of its type, or through a compile action. */
  updatePointer(stub: Stub, target: Code | CompileAction): void;
}

/** A function of the host. */
export interface HostFunction extends SymbolSignature {
  /** Takes and returns numbers. What it throws reaches the caller of the code that called it. */
  readonly call: (...args: number[]) => number;
}

/** Where a function of the process may be: anywhere, or in a library that the engine was told to load. */
export type ProcessScope = 'process' | 'libraries';

/** Links objects and runs their code: the half of an engine that is bound to this process. */
export interface Executor<O extends ObjectFile = ObjectFile> extends Disposable {
  readonly stubs: IndirectStubsManager;
  /** Links an object, its references through `resolve`; gives the code of its definitions in order. */
  link(object: O, resolve: (reference: SymbolSignature) => Stub): readonly Code[];
  /**
   * Does what takes long about linking `object` without keeping the host from its other work;
   * `link` makes use of it. Rejects as `link` throws.
   */
  prepare?(object: O): Promise<void>;
  /** Links a function of the host. */
  linkHostFunction(fn: HostFunction): Code;
  /** Links a function that is machine code already, where there is one of this name. */
  linkProcessFunction?(signature: SymbolSignature, scope: ProcessScope): Code | undefined;
  /**
   * Frees code. Stubs that were pointed to it by hand throw SymbolsNotFoundError from then on.
   * `mayRun`: whether frames may be running it; then it goes when they have ended.
   */
  release(code: Code, mayRun: boolean): void;
  /** No code is running: what was kept for frames of old code can go. */
  quiesce(): void;
  /** Says what an exception that came out of a call means: a typed error, or the same exception. */
  translateError(thrown: unknown): unknown;
}

/**
 * What an engine makes code for, in LLVM's words.
 *
 * @example
 * const { triple, cpu } = session.targetMachine; // 'x86_64-pc-linux-gnu', 'skylake'
 */
export interface TargetMachine {
  /** Architecture, vendor and system: `wasm32-unknown-unknown`. */
  readonly triple: string;
  /** The processor; empty for what all machines of the triple have. */
  readonly cpu: string;
  /** How values lie in memory, as the `target datalayout` of a module says it. */
  readonly dataLayout: string;
}

/** A compiler and the executor that runs its objects. */
export interface Engine<O extends ObjectFile = ObjectFile> extends Disposable {
  readonly name: string;
  readonly targetMachine: TargetMachine;
  readonly compiler: Compiler<O>;
  readonly executor: Executor<O>;
}
