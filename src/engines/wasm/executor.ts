/**
 * Links objects into WebAssembly modules of this process and owns their stubs.
 *
 * Linking goes through tables alone: every module has a private one with a slot for each function
 * that it calls, and a slot holds that function's code, or its trampoline while it is lazy. A stub
 * keeps the slots that stand for it, and repointing it rewrites them. So calls between functions
 * are one indirect call, and nothing keeps a module alive but the slots that point into it.
 *
 * Each function is linked as a module of its own, which V8 makes fast but not small, and limits to
 * some ten thousand; so modules are merged into larger ones as they become many.
 */
import type {
  Code,
  CompileAction,
  Executor,
  HostFunction,
  IndirectStubsManager,
  Stub,
  SymbolSignature,
} from '../../orc/index.ts';
import { checkTarget, LinkError, MissingCode, StackOverflowError } from '../../orc/index.ts';
import { ByteWriter } from './bytes.ts';
import { LOOP_SUFFIX } from './compiler.ts';
import { HostAdapters } from './host-adapters.ts';
import { type LinkInput, TABLE_EXPORT, writeModule } from './linker.ts';
import type { WasmObject } from './object.ts';
import { type Trampoline, Trampolines, type WasmFunction } from './trampolines.ts';

/** How many modules hold a single object before they are merged, unless told. */
const MERGE_AT = 1500;
/** How many merged modules may wait for the garbage collector, well below V8's limit of modules. */
const MAX_GARBAGE = 10_000;

class WasmCode implements Code {
  readonly name: string;
  readonly arity: number;
  readonly size: number;
  /** The exported function; another one after its module was merged. */
  entry: WasmFunction;
  /** The stubs that point here: one, unless the function is known under other names too. */
  readonly stubs: WasmStub[] = [];
  readonly executor: WasmExecutor;
  readonly owner: LinkedObject | undefined;
  /** Whether its memory was given back. */
  isFreed = false;

  constructor(
    executor: WasmExecutor,
    { name, arity }: SymbolSignature,
    size: number,
    entry: WasmFunction,
    owner?: LinkedObject,
  ) {
    this.executor = executor;
    this.name = name;
    this.arity = arity;
    this.size = size;
    this.entry = entry;
    this.owner = owner;
  }
}

/** A place in some module's table that stands for a stub. */
interface Link {
  readonly stub: WasmStub;
  readonly table: WebAssembly.Table;
  readonly slot: number;
  /** Position among the stub's links. */
  index: number;
}

class WasmStub implements Stub {
  readonly executor: WasmExecutor;
  readonly name: string;
  readonly arity: number;
  call: WasmFunction;
  code: WasmCode | undefined;
  action: CompileAction;
  trampoline: Trampoline | undefined;
  /** Whether the trampoline stands for the stub in modules that were merged away. */
  isPinned = false;
  readonly links: Link[] = [];

  constructor(executor: WasmExecutor, name: string, arity: number, action: CompileAction) {
    this.executor = executor;
    this.name = name;
    this.arity = arity;
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

/** An object in a module, perhaps with others. */
class LinkedObject {
  readonly object: WasmObject;
  readonly stubs: readonly WasmStub[];
  codes: readonly WasmCode[] = [];
  /** How many of its functions have not been released. */
  live = 0;
  module: LinkedModule | undefined;

  constructor(object: WasmObject, stubs: readonly WasmStub[]) {
    this.object = object;
    this.stubs = stubs;
  }
}

/** An instance with its table slots. */
class LinkedModule {
  /** What was linked into it; objects move to other modules and die. */
  readonly objects: readonly LinkedObject[];
  readonly links: Link[] = [];
  /** How many of the objects are in use here. */
  live: number;

  constructor(objects: readonly LinkedObject[]) {
    this.objects = objects;
    this.live = objects.length;
  }
}

export interface WasmExecutorOptions {
  /**
   * Runs the host's garbage collector, which does not know how large the modules are that merging
   * leaves behind. Without it they go when it next runs by itself.
   */
  readonly collectGarbage?: () => void;
  /**
   * How many modules may hold a single object before they are merged into one. Default: 1500. Tests
   * make it small.
   */
  readonly mergeAt?: number;
}

export class WasmExecutor implements Executor<WasmObject> {
  readonly callbacks = new Trampolines();
  readonly #hostAdapters = new HostAdapters();
  /** Scratch: modules are copied when they are compiled. */
  readonly #writer = new ByteWriter(4096);
  /** Objects that are worth merging: alone in their modules, or left over in a shrunken one. */
  readonly #unmerged = new Set<LinkedObject>();
  readonly #pinned: WasmStub[] = [];
  readonly #collectGarbage: (() => void) | undefined;
  readonly #mergeAt: number;
  /** How many objects are in use, and how many modules were merged since the last collection. */
  #objects = 0;
  #garbage = 0;

  readonly stubs: IndirectStubsManager = {
    createStub: (name, arity, action) => new WasmStub(this, name, arity, action),
    updatePointer: (stub, target) => this.#updatePointer(this.#ownStub(stub), target),
  };

  constructor(options: WasmExecutorOptions = {}) {
    this.#collectGarbage = options.collectGarbage;
    this.#mergeAt = options.mergeAt ?? MERGE_AT;
  }

  link(object: WasmObject, resolve: (reference: SymbolSignature) => Stub): readonly Code[] {
    if (this.#unmerged.size >= this.#mergeAt) this.#merge();
    const stubs = object.references.map((reference) => this.#ownStub(resolve(reference)));
    const linked = new LinkedObject(object, stubs);
    const [entries] = this.#instantiate([linked]);
    linked.codes = object.definitions.map((definition, i) => {
      const size = object.functions[i]!.code.length; // definitions come first
      return new WasmCode(this, definition, size, entries![i]!, linked);
    });
    linked.live = linked.codes.length;
    this.#unmerged.add(linked);
    this.#objects++;
    return linked.codes;
  }

  linkHostFunction(fn: HostFunction): Code {
    return new WasmCode(this, fn, 0, this.#hostAdapters.adapt(fn));
  }

  release(code: Code, mayRun: boolean): void {
    if (!(code instanceof WasmCode) || code.executor !== this || code.isFreed) return;
    const gone = new MissingCode(code.name);
    for (const stub of [...code.stubs]) this.#updatePointer(stub, gone);
    const { owner } = code;
    if (owner === undefined) return;
    code.isFreed = true;
    if (--owner.live > 0) return;
    this.#unmerged.delete(owner);
    this.#objects--;
    const module = owner.module!; // linked objects have one
    if (!this.#leaveModule(owner)) return;
    if (mayRun) this.#supersede(module);
    else unlink(module);
  }

  /** Gives the trampolines back that frames in merged modules might have called. */
  quiesce(): void {
    if (this.#pinned.length === 0) return;
    for (const stub of this.#pinned.splice(0)) {
      stub.isPinned = false;
      if (stub.code !== undefined) this.#releaseTrampoline(stub);
    }
  }

  translateError(thrown: unknown): unknown {
    if (!(thrown instanceof RangeError) || !/call stack/.test(thrown.message)) return thrown;
    return new StackOverflowError(functionsOnStack(thrown), { cause: thrown });
  }

  [Symbol.dispose](): void {
    this.#unmerged.clear();
  }

  /** Links all small modules' objects again, as one module. Frames in the old ones go on there. */
  #merge(): void {
    const objects = [...this.#unmerged];
    this.#unmerged.clear();
    for (const object of objects) {
      const module = object.module!; // linked objects have one
      if (this.#leaveModule(object)) this.#supersede(module);
    }
    const entries = this.#instantiate(objects);
    objects.forEach((object, i) => {
      object.codes.forEach((code, k) => {
        code.entry = entries[i]![k]!;
        for (const stub of [...code.stubs]) this.#updatePointer(stub, code);
      });
    });
    this.#offerCollection();
  }

  /** Collections cost as much as there is to keep, so the more that is, the fewer there are. */
  #offerCollection(): void {
    const worthwhile = Math.max(this.#mergeAt, Math.min(this.#objects / 8, MAX_GARBAGE));
    if (this.#garbage < worthwhile) return;
    this.#garbage = 0;
    this.#collectGarbage?.();
  }

  /**
   * An object is not used in its module any more. Modules that half have left are given up.
   *
   * @returns whether nothing uses the module now.
   */
  #leaveModule(object: LinkedObject): boolean {
    const module = object.module!; // linked objects have one
    object.module = undefined;
    module.live--;
    if (module.live > 0 && module.live === module.objects.length >> 1) {
      for (const other of module.objects) if (other.module === module) this.#unmerged.add(other);
    }
    return module.live === 0;
  }

  /**
   * Frames may be running in a module that is not linked any more. Its slots get trampolines,
   * which go wherever their stubs point, so that nothing keeps the module alive but its frames.
   */
  #supersede(module: LinkedModule): void {
    this.#garbage++;
    unlink(module);
    for (const { stub, table, slot } of module.links) {
      if (!stub.isPinned) {
        stub.isPinned = true;
        this.#pinned.push(stub);
        stub.trampoline ??= this.callbacks.getCompileCallback(stub.arity, stub.action);
        if (stub.code !== undefined) stub.trampoline.continueIn(stub.code.entry);
      }
      table.set(slot, stub.trampoline!.entry); // pinned stubs have one
    }
  }

  #releaseTrampoline(stub: WasmStub): void {
    if (stub.trampoline === undefined || stub.isPinned) return;
    this.callbacks.releaseCompileCallback(stub.trampoline);
    stub.trampoline = undefined;
  }

  #ownStub(stub: Stub): WasmStub {
    if (stub instanceof WasmStub && stub.executor === this) return stub;
    throw new TypeError('the stub is not one of this executor');
  }

  #updatePointer(stub: WasmStub, target: Code | CompileAction): void {
    checkTarget(stub, target, target instanceof WasmCode && target.executor === this);
    const former = stub.code?.stubs;
    former?.splice(former.indexOf(stub), 1);
    if (target instanceof WasmCode) {
      stub.code = target;
      target.stubs.push(stub);
      stub.call = target.entry;
      stub.trampoline?.continueIn(target.entry);
      this.#releaseTrampoline(stub);
    } else {
      stub.code = undefined;
      stub.action = target as CompileAction;
      stub.call = stub.compileAndCall;
      if (stub.trampoline !== undefined) stub.trampoline.action = stub.action;
    }
    if (stub.links.length === 0) return;
    const entry = this.#entryOf(stub);
    for (const { table, slot } of stub.links) table.set(slot, entry);
  }

  /** Makes an instance of a module of these objects; gives the exports of each one's definitions. */
  #instantiate(objects: readonly LinkedObject[]): WasmFunction[][] {
    const slotOf = new Map<WasmStub, number>();
    const inputs = objects.map(({ object, stubs }): LinkInput => {
      const slots = stubs.map((stub) => {
        const slot = slotOf.get(stub) ?? slotOf.size;
        slotOf.set(stub, slot);
        return slot;
      });
      return { object, slots };
    });
    this.#writer.clear();
    writeModule(this.#writer, inputs, slotOf.size);
    const { exports } = new WebAssembly.Instance(this.#compile(objects));
    const module = new LinkedModule(objects);
    if (slotOf.size > 0) {
      const table = exports[TABLE_EXPORT] as WebAssembly.Table;
      for (const [stub, slot] of slotOf) {
        table.set(slot, this.#entryOf(stub));
        const link: Link = { stub, table, slot, index: stub.links.length };
        stub.links.push(link);
        module.links.push(link);
      }
    }
    let index = 0;
    return objects.map((object) => {
      object.module = module;
      return object.object.definitions.map(() => exports[index++] as WasmFunction);
    });
  }

  /** The one thing that V8 may find wrong with our code is its size. */
  #compile(objects: readonly LinkedObject[]): WebAssembly.Module {
    try {
      return new WebAssembly.Module(this.#writer.view());
    } catch (cause) {
      if (!(cause instanceof WebAssembly.CompileError)) throw cause;
      const names = objects.flatMap(({ object }) => object.definitions.map(({ name }) => name));
      throw new LinkError(names.slice(0, 3), { cause });
    }
  }

  /** What a table slot that stands for `stub` holds. */
  #entryOf(stub: WasmStub): WasmFunction {
    if (stub.code !== undefined) return stub.code.entry;
    stub.trampoline ??= this.callbacks.getCompileCallback(stub.arity, stub.action);
    return stub.trampoline.entry;
  }
}

/** The module's slots are not updated any more. */
function unlink(module: LinkedModule): void {
  for (const { stub, index } of module.links) {
    const last = stub.links.pop()!; // this one, or another that takes its place
    if (last.index === index) continue;
    stub.links[index] = last;
    last.index = index;
  }
}

/** The functions of the innermost frames, from the names that V8 writes into stack traces. */
function functionsOnStack(error: Error): string[] {
  const names: string[] = [];
  for (const line of (error.stack ?? '').split('\n')) {
    const name = /^\s+at (.+) \(wasm:\/\//.exec(line)?.[1];
    if (name !== undefined && !name.endsWith(LOOP_SUFFIX)) names.push(name);
  }
  return names;
}
