/**
 * Links native objects into this process and owns their stubs.
 *
 * A stub is a cell: a word that points to code. Each call loads the word, so repointing a stub is
 * one write. The cell of a lazy or host function points to an `enter`, which calls back here and
 * then jumps to the code that the cell points to by then, with the same arguments.
 */
import type { FunctionType } from '../../../ir/index.ts';
import {
  type CodeId,
  DeadlineError,
  type EntryPoint,
  type Executor,
  type ExecutorEvents,
  type Fuel,
  type HostCall,
  IdTable,
  isStackOverflow,
  LinkError,
  type ProcessScope,
  SessionDisposedError,
  StackOverflowError,
  type StubId,
  type SymbolSignature,
} from '../../../orc/index.ts';
import type { Address } from '../binding/ffi.ts';
import { LLVMError, type LLVMLibrary } from '../binding/library.ts';
import { type LLVMObject, TableField } from '../compiler/object.ts';
import { Alarm } from './alarm.ts';
import { type Cell, Cells } from './cells.ts';
import { EnterResult, Entries, type EntrySet } from './entries.ts';
import { NativeStack } from './native-stack.ts';
import { type LinkedTable, ObjectLinker } from './object-linker.ts';
import { ProcessCode } from './process-code.ts';

/** How many callers a stack overflow names. */
const NAMED_CALLERS = 16;
const NAMED_AT_DEADLINE = 100;

/** How long work takes that code is given at most 10 ns for. */
const NS_PER_FUEL = 10;
/** Code calls back so often at least, where the host may end it. */
const LONGEST_NS = 1e8;

/** An object in memory and how many of its functions are in use. */
interface LinkedObject {
  readonly table: LinkedTable;
  live: number;
}

/** A linked function. */
interface LLVMCode {
  readonly name: string;
  /** The value of its stubs' cells; for a host function, the entry that calls back. */
  readonly address: Address;
  /** Bytes; 0 for a function of the host or the process. */
  readonly size: number;
  readonly owner?: LinkedObject;
  readonly host?: HostCall;
}

class LLVMStub implements EntryPoint {
  readonly type: FunctionType;
  readonly cell: Cell;
  readonly entries: EntrySet;
  /** Calls the code that the cell points to. */
  readonly invoke: HostCall;
  /** Makes the controller point the stub to code. */
  readonly compile: () => void;
  call: HostCall;
  code: LLVMCode | undefined;

  constructor(
    type: FunctionType,
    cell: Cell,
    entries: EntrySet,
    invoke: HostCall,
    compile: () => void,
  ) {
    this.type = type;
    this.cell = cell;
    this.entries = entries;
    this.invoke = invoke;
    this.compile = compile;
    this.call = this.compileAndCall;
  }

  /** Handles a call from JavaScript while the stub is lazy. */
  readonly compileAndCall = (...args: number[]): number => {
    this.compile();
    return this.call(...args);
  };
}

export class LLVMExecutor implements Executor<LLVMObject> {
  readonly #library: LLVMLibrary;
  readonly #linker: ObjectLinker;
  readonly #entries: Entries;
  readonly #cells: Cells;
  readonly #stack: NativeStack;
  readonly #alarm: Alarm;
  readonly #checkpoint: Address;
  #events: ExecutorEvents | undefined;
  readonly #stubs = new IdTable<StubId, LLVMStub>('stub');
  /** Stubs by the address of their cell, which compiled code passes to `enter`. */
  readonly #stubsByCell = new Map<Address, LLVMStub>();
  readonly #codes = new IdTable<CodeId, LLVMCode>('code');
  /** Unused objects, to be freed once no running call can be in them. */
  readonly #retired: LinkedObject[] = [];
  readonly #process: ProcessCode;
  /** The exception of a callback, until the `invoke` that it ends rethrows it. */
  #failure: { readonly thrown: unknown } | undefined;
  #disposed = false;

  /** @throws LibraryNotFoundError if one of `libraries`, where `extern` looks, cannot be loaded. */
  constructor(library: LLVMLibrary, libraries: readonly string[] = []) {
    const { ffi } = library;
    this.#library = library;
    this.#process = new ProcessCode(ffi, libraries);
    this.#linker = new ObjectLinker(library);
    this.#entries = new Entries(library, this.#linker, (cell, stackPointer) =>
      this.#enter(cell, stackPointer),
    );
    this.#checkpoint = this.#entries.checkpoint;
    this.#cells = new Cells(ffi);
    this.#stack = new NativeStack(ffi, this.#entries.stackPointer());
    this.#alarm = new Alarm(ffi, this.#linker);
    this.#alarm.lower(this.#stack.limit);
  }

  connect(events: ExecutorEvents): void {
    this.#events = events;
  }

  createStub(id: StubId, { type }: SymbolSignature): void {
    const events = this.#connected;
    const cell = this.#cells.create();
    const entries = this.#entries.for(type);
    const invoke = this.#invoker(cell, entries);
    const stub = new LLVMStub(type, cell, entries, invoke, () => events.compile(id));
    cell.pointTo(entries.enter);
    this.#stubs.set(id, stub);
    this.#stubsByCell.set(cell.address, stub);
  }

  updatePointer(id: StubId, target: CodeId | 'lazy'): void {
    const stub = this.#stubs.get(id);
    if (target === 'lazy') {
      stub.code = undefined;
      stub.call = stub.compileAndCall;
      stub.cell.pointTo(stub.entries.enter);
    } else {
      const code = this.#codes.get(target);
      const { host } = code;
      stub.cell.pointTo(code.address);
      stub.code = code;
      stub.call = host ?? stub.invoke;
    }
  }

  removeStub(id: StubId): void {
    const { cell } = this.#stubs.get(id);
    this.#stubs.delete(id);
    this.#stubsByCell.delete(cell.address);
    this.#cells.release(cell);
  }

  link(object: LLVMObject, codes: readonly CodeId[], references: readonly StubId[]): void {
    const { ffi } = this.#library;
    const cells = references.map((stub) => this.#stubs.get(stub).cell);
    const table = this.#linkTable(object);
    const owner: LinkedObject = { table, live: object.definitions.length };
    const definitions = (table.address + 8 * TableField.definitions) as Address;
    ffi.writeWords(table.address, [this.#alarm.limit, this.#checkpoint]);
    ffi.writeWords((definitions + 8 * object.definitions.length) as Address, [
      ...object.definitions.map(({ type }) => this.#entries.for(type).enter),
      ...cells.map(({ address }) => address),
    ]);
    object.definitions.forEach(({ name, size }, index) => {
      const address = ffi.readWord((definitions + 8 * index) as Address);
      this.#codes.set(codes[index]!, { name, address, size, owner }); // the controller names each
    });
  }

  linkHostFunction(id: CodeId, { name, type }: SymbolSignature): void {
    const host = this.#connected.hostFunction(id);
    this.#codes.set(id, { name, address: this.#entries.for(type).enter, size: 0, host });
  }

  linkProcessFunction(id: CodeId, { name }: SymbolSignature, scope: ProcessScope): boolean {
    const address = this.#process.find(name, scope);
    if (address === undefined) return false;
    this.#codes.set(id, { name, address, size: 0 });
    return true;
  }

  release(id: CodeId): void {
    const { owner } = this.#codes.get(id);
    this.#codes.delete(id);
    if (owner === undefined || --owner.live > 0) return;
    this.#retired.push(owner);
    this.#freeRetired();
  }

  refuel(fuel: Fuel): void {
    this.#alarm.set(Math.min(fuel * NS_PER_FUEL, LONGEST_NS));
  }

  quiesce(): void {
    this.#failure = undefined; // of a call that the host has terminated
    if (this.#retired.length > 0) this.#freeRetired();
  }

  entryPoint(stub: StubId): EntryPoint {
    return this.#stubs.get(stub);
  }

  translateError(thrown: unknown): unknown {
    if (!isStackOverflow(thrown)) return thrown;
    return new StackOverflowError([], { cause: thrown });
  }

  /** Frees all code, once no call of it is running. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.#entries.isRunning) this.#free();
  }

  /** Frees unused code, unless compiled code is running. */
  #freeRetired(): void {
    if (this.#entries.isRunning || this.#disposed) return;
    for (const { table } of this.#retired.splice(0)) this.#linker.remove(table);
  }

  #free(): void {
    this.#entries[Symbol.dispose]();
    this.#alarm[Symbol.dispose]();
    this.#linker[Symbol.dispose]();
    this.#cells.clear();
    this.#stubs.clear();
    this.#stubsByCell.clear();
    this.#codes.clear();
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

  get #connected(): ExecutorEvents {
    if (this.#events === undefined) throw new Error('the executor has no controller');
    return this.#events;
  }

  /** A function that calls the code of a cell, and throws the exception of a failed call. */
  #invoker({ address }: Cell, { buffer, invoke }: EntrySet): HostCall {
    return (...args) => {
      if (this.#disposed) throw new SessionDisposedError();
      for (let i = 0; i < args.length; i++) buffer[i] = args[i]!;
      const returned = invoke(address);
      if (this.#disposed && !this.#entries.isRunning) this.#free();
      if (returned === 0) throw this.#takeFailure();
      return buffer[0]!;
    };
  }

  /** Without a record, JavaScript's own stack overflowed in the callback. */
  #takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure === undefined ? new StackOverflowError([]) : failure.thrown;
  }

  /** Handles a call that compiled code makes of a lazy or host function, and failed checks. */
  #enter(cell: Address, stackPointer: Address): 0 | 1 | 2 {
    try {
      const stub = this.#stubsByCell.get(cell);
      if (stub === undefined) {
        this.#ask(stackPointer);
        return EnterResult.goOn;
      }
      const host = stub.code?.host;
      if (host !== undefined) {
        const { buffer } = stub.entries;
        buffer[0] = callWith(host, buffer, stub.type.parameters.length);
        return EnterResult.done;
      }
      if (stackPointer < this.#stack.compilerLimit) throw this.#stackOverflow(stackPointer);
      if (stub.code === undefined) stub.compile();
      return EnterResult.goOn;
    } catch (thrown) {
      const isDeadline = thrown instanceof DeadlineError;
      this.#failure = {
        thrown: isDeadline ? thrown.within(this.#callers(stackPointer, NAMED_AT_DEADLINE)) : thrown,
      };
      return EnterResult.failed;
    }
  }

  /** A check has failed: because of an alarm, or because the stack is full. */
  #ask(stackPointer: Address): void {
    // A full stack fails the check again once the limit is lowered.
    if (!this.#alarm.lower(this.#stack.limit)) throw this.#stackOverflow(stackPointer);
    try {
      this.refuel(this.#connected.checkpoint());
    } catch (thrown) {
      this.#alarm.set(0); // the host may catch this, and calls further out must end too
      throw thrown;
    }
  }

  #stackOverflow(stackPointer: Address): StackOverflowError {
    return new StackOverflowError(this.#callers(stackPointer, NAMED_CALLERS));
  }

  #callers(stackPointer: Address, limit: number): string[] {
    const linked = [...this.#codes.values()].filter(({ size }) => size > 0);
    return this.#stack.callers(stackPointer, linked, limit);
  }
}

/** Calls a function with the first `count` numbers of a buffer. */
function callWith(call: HostCall, buffer: Float64Array, count: number): number {
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
