/**
 * What the lazy core asks of an engine: a compiler from IR to objects, and an executor that links
 * objects and runs their code. All that crosses to an executor and back is data: names, numbers,
 * types, bytes.
 */
import type { FunctionType, IRModule } from '../ir/index.ts';
import type { Steps } from '../source/index.ts';
import type { CallOptions, Fuel } from './call-options.ts';

/** A function by name and type, which has at most 1000 parameters. */
export interface SymbolSignature {
  readonly name: string;
  readonly type: FunctionType;
  /** Whether other dylibs find it. Default: true. */
  readonly exported?: boolean;
}

/** A function of an object, and how large it is. */
export interface ObjectDefinition extends SymbolSignature {
  /** Bytes of code. */
  readonly size: number;
}

/** Compiled code that is not linked yet. */
export interface ObjectFile {
  readonly definitions: readonly ObjectDefinition[];
  /** Functions that the code calls and does not define. */
  readonly references: readonly SymbolSignature[];
  /** Bytes of code. */
  readonly size: number;
}

/** Objects as bytes, to keep them or to send them to another process. */
export interface ObjectFormat<O extends ObjectFile = ObjectFile> {
  /** Makes bytes of an object. */
  serialize(object: O): Uint8Array;
  /**
   * Reads what `serialize` has written. Objects of WebAssembly are checked so far that they do no harm
   * but by what their code computes; machine code can do anything.
   *
   * @throws ObjectFormatError for other bytes.
   */
  deserialize(bytes: Uint8Array): O;
}

/** IR to objects. Pure: the same IR and options give the same object. */
export interface Compiler<O extends ObjectFile = ObjectFile> {
  /** Compiles a module; all its functions go into one object. */
  compile(module: IRModule): O;
  /** Does the same, and pauses now and then: for hosts that must answer meanwhile. */
  compileInSteps?(module: IRModule): Steps<O>;
  /** Makes bytes of the objects, and reads them. Default: they cannot leave the process. */
  readonly objectFormat?: ObjectFormat<O>;
  /**
   * Differs where the same IR becomes other code: names the compiler, its version and its options.
   * Default: nobody can tell, and the objects are not cached.
   */
  readonly fingerprint?: string;
}

declare const brand: unique symbol;

/** Names a stub. Controllers give these numbers out, and no number twice. */
export type StubId = number & { readonly [brand]: 'StubId' };

/** Names a linked function. Controllers give these numbers out, and no number twice. */
export type CodeId = number & { readonly [brand]: 'CodeId' };

/** Takes and returns numbers. What it throws reaches the caller of the code that called it. */
export type HostCall = (...args: number[]) => number;

/** Where a function of the process may be: anywhere, or in a library that the engine was told to load. */
export type ProcessScope = 'process' | 'libraries';

/** What an executor tells its controller. */
export interface ExecutorEvents {
  /**
   * A call has met a lazy stub, and waits. Returns after the stub was pointed to code, in which the
   * call goes on; what this throws reaches the caller of the stub.
   */
  compile(stub: StubId): void;
  /** The function of the host that calls of `code` go to. */
  hostFunction(code: CodeId): HostCall;
  /**
   * Code has used its fuel up. Returns how much it gets; throws where the calls that are running have
   * to end.
   */
  checkpoint(): Fuel;
  /** Milliseconds until the calls that are running have to end. */
  readonly timeLeft: number;
}

/** Calls what a stub points to at each call. `call` changes when the stub is repointed: do not keep it. */
export interface EntryPoint {
  readonly call: HostCall;
}

/** When an executor gains from linking objects again, many to a module. */
export interface MergeLimits {
  /** How many objects may have modules of their own. */
  readonly objects: number;
  /** Bytes of code in an object that is too large to gain by it. */
  readonly objectBytes: number;
  /** Bytes of code in a module of many objects. */
  readonly moduleBytes: number;
}

/**
 * Links objects and runs their code: the side of an engine that has the code. It takes commands in
 * order, which are plain data and need no answer: the controller names what they make. Exceptions
 * refuse a command; nothing has changed then.
 */
export interface Executor<O extends ObjectFile = ObjectFile> extends Disposable {
  /** Says where events go. The first command, given once. */
  connect(events: ExecutorEvents): void;
  /** Makes a stub, which is lazy. */
  createStub(stub: StubId, signature: SymbolSignature): void;
  /** Sends all later calls of a stub to code of its type, or makes it lazy. */
  updatePointer(stub: StubId, target: CodeId | 'lazy'): void;
  /** Removes a stub that no code calls any more. */
  removeStub(stub: StubId): void;
  /** Links an object: `codes` names its definitions in order, and `stubs` are its references. */
  link(object: O, codes: readonly CodeId[], stubs: readonly StubId[]): void;
  /** Prepares linking `object`, in steps; `link` uses the result. Throws as `link` does. */
  prepare?(object: O): Steps<void>;
  /** Default: merging objects gains nothing. */
  readonly mergeLimits?: MergeLimits | undefined;
  /**
   * Links objects again, together; each is named by one of its functions. Frames go on where they are.
   *
   * @throws LinkError when the host refuses the module; nothing has changed then.
   */
  merge?(codes: readonly CodeId[]): void;
  /** Links a function of the host, which calls reach through `hostFunction`. */
  linkHostFunction(code: CodeId, signature: SymbolSignature): void;
  /**
   * Links a function that is machine code already; says whether there is one of this name. An executor
   * elsewhere may say so before it has looked, and refuses the code if there is none.
   */
  linkProcessFunction?(code: CodeId, signature: SymbolSignature, scope: ProcessScope): boolean;
  /** Frees code that no stub points to. `mayRun`: frames may be running it, and end in it. */
  release(code: CodeId, mayRun: boolean): void;
  /** Sets how much work code does before its next `checkpoint`. Engines with checkpoints have it. */
  refuel?(fuel: Fuel): void;
  /** Frees what was kept for frames of old code: no code is running. */
  quiesce(): void;
  /** Where calls from the host enter. The same for as long as the stub exists. */
  entryPoint(stub: StubId): EntryPoint;
  /**
   * Calls what a stub points to, where code runs elsewhere and its entry points cannot be called.
   * Rejects with what the call throws.
   */
  call?(stub: StubId, args: readonly number[], options: CallOptions): Promise<number>;
  /** The host has terminated the calls that were running, which runs no `finally`. */
  recover?(): void;
  /** Turns an exception that came out of a call into a typed error, or returns it unchanged. */
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
  /** Whether code passes checkpoints, which deadlines need. Default: false. */
  readonly hasCheckpoints?: boolean;
  /** Whether its executors have `linkProcessFunction`, wherever they are. Default: false. */
  readonly hasProcessFunctions?: boolean;
  /** Tells the engine which session it is for, once. Engines whose executors are elsewhere have it. */
  attach?(session: AttachedSession): void;
}

/** The members of a session that an engine uses whose executor is elsewhere. */
export interface AttachedSession {
  /** The executor has refused code after all: the functions that have it are lazy again. */
  dropRefused(codes: readonly CodeId[]): void;
}
