/** Links objects by LLVM's ORC, finds their addresses, and frees each by its resource tracker. */
import type { Generator, JITDylib, LLJIT, ResourceTracker } from '../binding/bindings.ts';
import { type Address, NULL } from '../binding/ffi.ts';
import { check, type LLVMLibrary } from '../binding/library.ts';
import { out } from '../compiler/code-generator.ts';
import { SERIAL_DIGITS, TABLE_NAME, UNLINKED_TABLE } from '../compiler/object.ts';

/** An object in memory. */
export interface LinkedTable {
  readonly address: Address;
  readonly serial: number;
  readonly tracker: ResourceTracker;
}

/** After so many removals, the linker makes ORC forget unused names. */
const FORGET_EVERY = 1000;

export class ObjectLinker implements Disposable {
  readonly #library: LLVMLibrary;
  readonly #jit: LLJIT;
  readonly #dylib: JITDylib;
  readonly #prefix: string;
  /** Serial numbers to reuse, and the next new one. */
  readonly #free: number[] = [];
  #next = 1;
  #removed = 0;

  constructor(library: LLVMLibrary) {
    const { llvm } = library;
    this.#library = library;
    const jit: LLJIT[] = [];
    check(library, llvm.OrcCreateLLJIT(out(jit), NULL));
    this.#jit = jit[0]!; // set on success
    this.#dylib = llvm.OrcLLJITGetMainJITDylib(this.#jit);
    const prefix = llvm.OrcLLJITGetGlobalPrefix(this.#jit);
    this.#prefix = prefix === 0 ? '' : String.fromCharCode(prefix);
    // Code calls the C library: for our jumps, and where the processor lacks an instruction.
    const generator: Generator[] = [];
    check(
      library,
      llvm.OrcCreateDynamicLibrarySearchGeneratorForProcess(out(generator), prefix, NULL, NULL),
    );
    llvm.OrcJITDylibAddGenerator(this.#dylib, generator[0]!); // set on success
  }

  /** Links an object with a table, and finds the table. */
  link(bytes: Uint8Array): LinkedTable {
    const serial = this.#free.pop() ?? this.#next++;
    const name = TABLE_NAME + String(serial).padStart(SERIAL_DIGITS, '0');
    const copy = Buffer.from(bytes);
    copy.write(name, copy.indexOf(UNLINKED_TABLE), 'latin1');
    const tracker = this.#add(copy);
    return { address: this.lookup(name), serial, tracker };
  }

  /** Links an object for as long as the linker lives. */
  add(bytes: Uint8Array): void {
    this.#library.llvm.OrcReleaseResourceTracker(this.#add(bytes));
  }

  lookup(name: string): Address {
    const address: Address[] = [];
    const { llvm } = this.#library;
    check(this.#library, llvm.OrcLLJITLookup(this.#jit, out(address), name));
    return address[0]!; // set on success
  }

  /** Frees an object that `link` linked. Call this only when none of its code can run. */
  remove({ serial, tracker }: LinkedTable): void {
    const { llvm } = this.#library;
    check(this.#library, llvm.OrcResourceTrackerRemove(tracker));
    llvm.OrcReleaseResourceTracker(tracker);
    this.#free.push(serial);
    if (++this.#removed % FORGET_EVERY === 0) {
      const session = llvm.OrcLLJITGetExecutionSession(this.#jit);
      llvm.OrcSymbolStringPoolClearDeadEntries(
        llvm.OrcExecutionSessionGetSymbolStringPool(session),
      );
    }
  }

  /** The prefix of symbol names on this platform. */
  get prefix(): string {
    return this.#prefix;
  }

  [Symbol.dispose](): void {
    check(this.#library, this.#library.llvm.OrcDisposeLLJIT(this.#jit));
  }

  #add(bytes: Uint8Array): ResourceTracker {
    const { llvm } = this.#library;
    const buffer = llvm.CreateMemoryBufferWithMemoryRangeCopy(bytes, bytes.length, 'object');
    const tracker = llvm.OrcJITDylibCreateResourceTracker(this.#dylib);
    check(this.#library, llvm.OrcLLJITAddObjectFileWithRT(this.#jit, tracker, buffer));
    return tracker;
  }
}
