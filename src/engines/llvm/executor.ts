/**
 * Links native objects into this process and owns their stubs.
 *
 * A stub is a cell, a word that points to code, and calls load it: repointing a stub is writing a
 * word. The cell of a lazy function or of one of the host points to an `enter`, which calls back
 * here and then goes on in the code that the cell points to by then, with the same arguments.
 */
import type { FunctionType } from '../../ir/index.ts';
import {
  type Code,
  type CompileAction,
  checkTarget,
  type Executor,
  type HostFunction,
  type IndirectStubsManager,
  isStackOverflow,
  LinkError,
  MissingCode,
  type ProcessScope,
  SessionDisposedError,
  StackOverflowError,
  type Stub,
  type SymbolSignature,
} from '../../orc/index.ts';
import { type Cell, Cells } from './cells.ts';
import { EnterResult, Entries, type EntrySet } from './entries.ts';
import type { Address } from './ffi.ts';
import { LLVMError, type LLVMLibrary } from './library.ts';
import { NativeStack } from './native-stack.ts';
import { type LLVMObject, TableField } from './object.ts';
import { type LinkedTable, ObjectLinker } from './object-linker.ts';
import { ProcessCode } from './process-code.ts';

/** How many callers a stack overflow names. */
const NAMED_CALLERS = 16;

/** An object in memory and how many of its functions are in use. */
interface LinkedObject {
  readonly table: LinkedTable;
  live: number;
}

class LLVMCode implements Code {
  readonly name: string;
  readonly type: FunctionType;
  readonly size: number;
  /** What its stubs' cells hold; for a function of the host, the entry that calls back. */
  readonly address: Address;
  readonly executor: LLVMExecutor;
  readonly owner: LinkedObject | undefined;
  readonly host: HostFunction['call'] | undefined;
  /** The stubs that point here. */
  readonly stubs: LLVMStub[] = [];
  /** Whether its memory was given back. */
  isFreed = false;

  constructor(
    executor: LLVMExecutor,
    { name, type }: SymbolSignature,
    address: Address,
    more: { size?: number; owner?: LinkedObject; host?: HostFunction['call'] } = {},
  ) {
    this.executor = executor;
    this.name = name;
    this.type = type;
    this.address = address;
    this.size = more.size ?? 0;
    this.owner = more.owner;
    this.host = more.host;
  }
}

class LLVMStub implements Stub {
  readonly executor: LLVMExecutor;
  readonly name: string;
  readonly type: FunctionType;
  readonly cell: Cell;
  readonly entries: EntrySet;
  /** Calls the code that the cell points to. */
  readonly invoke: (...args: number[]) => number;
  call: (...args: number[]) => number;
  code: LLVMCode | undefined;
  action: CompileAction;

  constructor(
    executor: LLVMExecutor,
    { name, type }: SymbolSignature,
    cell: Cell,
    entries: EntrySet,
    invoke: LLVMStub['invoke'],
    action: CompileAction,
  ) {
    this.executor = executor;
    this.name = name;
    this.type = type;
    this.cell = cell;
    this.entries = entries;
    this.invoke = invoke;
    this.action = action;
    this.call = this.compileAndCall;
  }

  /** What a call from JavaScript does while the stub is lazy. */
  readonly compileAndCall = (...args: number[]): number => {
    const answer = this.action.interpret?.(args);
    if (answer !== undefined) return answer;
    this.action.compile();
    return this.call(...args);
  };
}

export class LLVMExecutor implements Executor<LLVMObject> {
  readonly #library: LLVMLibrary;
  readonly #linker: ObjectLinker;
  readonly #entries: Entries;
  readonly #cells: Cells;
  readonly #stack: NativeStack;
  readonly #overflow: Address;
  readonly #stubs = new Map<Address, LLVMStub>();
  readonly #linked = new Set<LLVMCode>();
  /** Objects that wait for the calls to end that may be running them. */
  readonly #retired: LinkedObject[] = [];
  readonly #process: ProcessCode;
  /** What has failed in a callback, until the `invoke` that it ends throws it. */
  #failure: { readonly thrown: unknown } | undefined;
  /** How many calls of compiled code are running. */
  #running = 0;
  #disposed = false;

  readonly stubs: IndirectStubsManager = {
    createStub: (name, type, action) => this.#createStub(name, type, action),
    updatePointer: (stub, target) => this.#updatePointer(this.#ownStub(stub), target),
  };

  /** @throws LibraryNotFoundError for one of `libraries`, whose functions `extern` finds. */
  constructor(library: LLVMLibrary, libraries: readonly string[] = []) {
    const { ffi } = library;
    this.#library = library;
    this.#process = new ProcessCode(ffi, libraries);
    this.#linker = new ObjectLinker(library);
    this.#entries = new Entries(library, this.#linker, {
      enter: (cell, stackPointer) => this.#enter(cell, stackPointer),
      overflow: (stackPointer) => {
        this.#failure = { thrown: this.#stackOverflow(stackPointer) };
      },
    });
    this.#overflow = this.#entries.overflow;
    this.#cells = new Cells(ffi);
    this.#stack = new NativeStack(ffi, this.#entries.stackPointer());
  }

  link(object: LLVMObject, resolve: (reference: SymbolSignature) => Stub): readonly Code[] {
    const { ffi } = this.#library;
    const cells = object.references.map((reference) => this.#ownStub(resolve(reference)).cell);
    const table = this.#linkTable(object);
    const owner: LinkedObject = { table, live: object.definitions.length };
    const definitions = (table.address + 8 * TableField.definitions) as Address;
    ffi.writeWords(table.address, [this.#stack.limit, this.#overflow]);
    if (cells.length > 0) {
      const slots = (definitions + 8 * object.definitions.length) as Address;
      ffi.writeWords(
        slots,
        cells.map(({ address }) => address),
      );
    }
    return object.definitions.map((definition, index) => {
      const address = ffi.readWord((definitions + 8 * index) as Address);
      const size = object.sizes[index]!; // one for each definition
      const code = new LLVMCode(this, definition, address, { size, owner });
      this.#linked.add(code);
      return code;
    });
  }

  linkHostFunction(fn: HostFunction): Code {
    return new LLVMCode(this, fn, this.#entries.for(fn.type).enter, { host: fn.call });
  }

  linkProcessFunction(signature: SymbolSignature, scope: ProcessScope): Code | undefined {
    const address = this.#process.find(signature.name, scope);
    return address === undefined ? undefined : new LLVMCode(this, signature, address);
  }

  release(code: Code): void {
    if (!(code instanceof LLVMCode) || code.executor !== this || code.isFreed) return;
    const gone = new MissingCode(code.name);
    for (const stub of [...code.stubs]) this.#updatePointer(stub, gone);
    const { owner } = code;
    if (owner === undefined) return;
    code.isFreed = true;
    this.#linked.delete(code);
    if (--owner.live > 0) return;
    this.#retired.push(owner);
    this.#freeRetired();
  }

  quiesce(): void {
    if (this.#retired.length > 0) this.#freeRetired();
  }

  translateError(thrown: unknown): unknown {
    if (!isStackOverflow(thrown)) return thrown;
    return new StackOverflowError([], { cause: thrown });
  }

  /** Frees all code, once no call of it is running. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#running === 0) this.#free();
  }

  /** Frees the code that is not used any more, if none is running. */
  #freeRetired(): void {
    if (this.#running > 0 || this.#disposed) return;
    for (const { table } of this.#retired.splice(0)) this.#linker.remove(table);
  }

  #free(): void {
    this.#entries[Symbol.dispose]();
    this.#linker[Symbol.dispose]();
    this.#cells.clear();
    this.#stubs.clear();
    this.#linked.clear();
    this.#retired.length = 0;
  }

  #linkTable(object: LLVMObject): LinkedTable {
    try {
      return this.#linker.link(object.bytes);
    } catch (cause) {
      if (!(cause instanceof LLVMError)) throw cause;
      const names = object.definitions.map(({ name }) => name);
      throw new LinkError(names, cause.message, { cause });
    }
  }

  #createStub(name: string, type: FunctionType, action: CompileAction): LLVMStub {
    const cell = this.#cells.create();
    const entries = this.#entries.for(type);
    const invoke = this.#invoker(cell, entries);
    const stub = new LLVMStub(this, { name, type }, cell, entries, invoke, action);
    cell.pointTo(entries.enter);
    this.#stubs.set(cell.address, stub);
    return stub;
  }

  /** A function that calls what a cell points to, and throws what has failed there. */
  #invoker({ address }: Cell, { buffer, invoke }: EntrySet): (...args: number[]) => number {
    return (...args) => {
      if (this.#disposed) throw new SessionDisposedError();
      for (let i = 0; i < args.length; i++) buffer[i] = args[i]!;
      this.#running++;
      let returned = 0;
      try {
        returned = invoke(address);
      } finally {
        this.#running--;
      }
      if (this.#disposed && this.#running === 0) this.#free();
      if (returned === 0) throw this.#takeFailure();
      return buffer[0]!;
    };
  }

  /** A failure that was not recorded is one of JavaScript's stack, which ended in the callback. */
  #takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure === undefined ? new StackOverflowError([]) : failure.thrown;
  }

  #ownStub(stub: Stub): LLVMStub {
    if (stub instanceof LLVMStub && stub.executor === this) return stub;
    throw new TypeError('the stub is not one of this executor');
  }

  #updatePointer(stub: LLVMStub, target: Code | CompileAction): void {
    checkTarget(stub, target, target instanceof LLVMCode && target.executor === this);
    const former = stub.code?.stubs;
    former?.splice(former.indexOf(stub), 1);
    if (target instanceof LLVMCode) {
      const { host } = target;
      stub.code = target;
      target.stubs.push(stub);
      stub.call = host === undefined ? stub.invoke : (...args) => +host(...args);
      stub.cell.pointTo(target.address);
    } else {
      stub.code = undefined;
      stub.action = target as CompileAction;
      stub.call = stub.compileAndCall;
      stub.cell.pointTo(stub.entries.enter);
    }
  }

  /** Compiled code calls a stub that is lazy or the host's. Never throws. */
  #enter(cell: Address, stackPointer: Address): 0 | 1 | 2 {
    try {
      const stub = this.#stubs.get(cell)!; // stubs live as long as their cells
      const host = stub.code?.host;
      if (host !== undefined) {
        const { buffer } = stub.entries;
        buffer[0] = callWith(host, buffer, stub.type.parameters.length);
        return EnterResult.done;
      }
      if (stackPointer < this.#stack.compilerLimit) throw this.#stackOverflow(stackPointer);
      if (stub.code === undefined) stub.action.compile();
      return EnterResult.goOn;
    } catch (thrown) {
      this.#failure = { thrown };
      return EnterResult.failed;
    }
  }

  #stackOverflow(stackPointer: Address): StackOverflowError {
    return new StackOverflowError(this.#stack.callers(stackPointer, this.#linked, NAMED_CALLERS));
  }
}

/** Calls a function with the first `count` numbers of a buffer. */
function callWith(call: HostFunction['call'], buffer: Float64Array, count: number): number {
  switch (count) {
    case 0:
      return call();
    case 1:
      return call(buffer[0]!);
    case 2:
      return call(buffer[0]!, buffer[1]!);
    default:
      return call(...buffer.subarray(0, count));
  }
}
