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
  CodeId,
  EntryPoint,
  Executor,
  ExecutorEvents,
  Fuel,
  MergeLimits,
  Steps,
  StubId,
  SymbolSignature,
} from '../../../orc/index.ts';
import {
  DeadlineError,
  hasStackLeft,
  IdTable,
  isStackOverflow,
  StackOverflowError,
} from '../../../orc/index.ts';
import { ByteWriter } from '../format/bytes.ts';
import { type LinkInput, linkModule, TABLE_EXPORT, writeModule } from '../format/linker.ts';
import { signatureOf, type WasmObject } from '../format/object.ts';
import { Checkpoint } from './checkpoint.ts';
import { HostAdapters } from './host-adapters.ts';
import {
  emptiedWithout,
  type Link,
  LinkedModule,
  LinkedObject,
  leaveModule,
  unlink,
  WasmCode,
  WasmStub,
} from './linked-module.ts';
import { explainRefusal, linking } from './refusal.ts';
import { functionsOnStack } from './stack-overflow.ts';
import { type Trampoline, Trampolines, type WasmFunction } from './trampolines.ts';

/** How many modules hold a single object before they are merged, unless told. */
const MERGE_AT = 1500;
/**
 * How many bytes of code a merged module holds, unless told: half of what Chromium compiles on a
 * page's main thread.
 */
const MERGED_SIZE = 4 * 1024 * 1024;
/** Bytes of code from which on `linkLarge` is told, and a module is not merged. */
const LARGE_OBJECT = 256 * 1024;
/** Bytes of code from which on `prepare` has it compiled in the background: Chromium takes some 5 ms. */
const BACKGROUND_OBJECT = 4096;
/** How many merged modules may wait for the garbage collector, well below V8's limit of modules. */
const MAX_GARBAGE = 10_000;

/** An instance of some objects. No stub points to it yet. */
interface Instance {
  readonly exports: WebAssembly.Exports;
  /** Which slot of its table stands for each stub. */
  readonly slotOf: ReadonlyMap<WasmStub, number>;
}

/** Options of the executor of WebAssembly. */
export interface WasmExecutorOptions {
  /**
   * Runs the host's garbage collector, which does not know how large the modules are that merging
   * leaves behind. Without it they go when it next runs by itself.
   */
  readonly collectGarbage?: () => void;
  /**
   * Runs `link`, which has the host take in a module of more than 256 KB. An optimizing compiler
   * may take half a minute and gigabytes for a function of that size, long after the program has
   * ended: where the host can be told to put that off, tell it here.
   */
  readonly linkLarge?: <T>(link: () => T) => T;
  /**
   * How many modules may hold a single object before they are merged into one. Default: 1500. Tests
   * make it small.
   */
  readonly mergeAt?: number;
  /**
   * How many bytes of code a merged module holds at most. Default: 4 MB, half of what Chromium
   * compiles on a page's main thread. A host that refuses a merge gets smaller ones from then on.
   */
  readonly mergedSize?: number;
}

/** Links objects into WebAssembly modules of this process, and owns their stubs. */
export class WasmExecutor implements Executor<WasmObject> {
  readonly mergeLimits: MergeLimits;
  #events: ExecutorEvents | undefined;
  readonly #stubs = new IdTable<StubId, WasmStub>('stub');
  readonly #codes = new IdTable<CodeId, WasmCode>('code');
  readonly #callbacks = new Trampolines();
  readonly #hostAdapters = new HostAdapters();
  readonly #checkpoint = new Checkpoint(() => this.#connected.checkpoint());
  /** Scratch: modules are copied when they are compiled. */
  #writer = new ByteWriter();
  readonly #pinned: WasmStub[] = [];
  /** Instances of single objects that are not linked yet, whose slots are in the references' order. */
  readonly #prepared = new WeakMap<WasmObject, WebAssembly.Instance>();
  readonly #collectGarbage: (() => void) | undefined;
  readonly #linkLarge: <T>(link: () => T) => T;
  /** How many objects are in use, and how many modules were merged since the last collection. */
  #objects = 0;
  #garbage = 0;

  constructor(options: WasmExecutorOptions = {}) {
    this.#collectGarbage = options.collectGarbage;
    this.#linkLarge = options.linkLarge ?? ((link) => link());
    this.mergeLimits = {
      objects: options.mergeAt ?? MERGE_AT,
      objectBytes: LARGE_OBJECT,
      moduleBytes: options.mergedSize ?? MERGED_SIZE,
    };
  }

  connect(events: ExecutorEvents): void {
    this.#events = events;
  }

  createStub(stub: StubId, signature: SymbolSignature): void {
    this.#stubs.set(stub, new WasmStub(stub, signature, this.#connected));
  }

  updatePointer(stub: StubId, target: CodeId | 'lazy'): void {
    this.#updatePointer(
      this.#stubs.get(stub),
      target === 'lazy' ? undefined : this.#codes.get(target),
    );
  }

  removeStub(stub: StubId): void {
    this.#stubs.delete(stub);
  }

  /** @throws LinkError when the host refuses the code; nothing has changed then. */
  link(object: WasmObject, codes: readonly CodeId[], references: readonly StubId[]): void {
    const linked = new LinkedObject(
      object,
      references.map((stub) => this.#stubs.get(stub)),
    );
    const [entries] = this.#connect([linked], this.#instantiate([linked]));
    linked.codes = entries!.map((entry) => new WasmCode(entry, linked));
    linked.codes.forEach((code, i) => {
      this.#codes.set(codes[i]!, code); // the controller names each definition
    });
    linked.live = linked.codes.length;
    this.#objects++;
  }

  /** Compiles large code in the background. Small code is quicker to compile at once, by `link`. */
  *prepare(object: WasmObject): Steps<void> {
    if (object.size >= BACKGROUND_OBJECT) yield this.#prepare(object);
  }

  async #prepare(object: WasmObject): Promise<void> {
    const slots = object.references.map((_, index) => index);
    const bytes = linkModule([{ object, slots }], slots.length);
    try {
      const { instance } = await WebAssembly.instantiate(bytes, this.#checkpoint.imports);
      this.#prepared.set(object, instance);
    } catch (cause) {
      throw explainRefusal(namesOf([object]), cause);
    }
  }

  merge(codes: readonly CodeId[]): void {
    const owners = codes.map((code) => this.#codes.get(code).owner);
    this.#merge([...new Set(owners)].filter((owner) => owner !== undefined));
    this.#offerCollection();
  }

  linkHostFunction(code: CodeId, { name, type }: SymbolSignature): void {
    const call = this.#connected.hostFunction(code);
    const adapt = () => this.#hostAdapters.adapt(signatureOf(type), call);
    this.#codes.set(code, new WasmCode(linking([name], adapt)));
  }

  release(code: CodeId, mayRun: boolean): void {
    const { owner } = this.#codes.get(code);
    this.#codes.delete(code);
    if (owner === undefined || --owner.live > 0) return;
    this.#objects--;
    const module = leaveModule(owner);
    if (module.live > 0) return;
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

  refuel(fuel: Fuel): void {
    this.#checkpoint.refuel(fuel);
  }

  entryPoint(stub: StubId): EntryPoint {
    return this.#stubs.get(stub);
  }

  translateError(thrown: unknown): unknown {
    if (thrown instanceof DeadlineError) return thrown.within(functionsOnStack(thrown).names);
    if (!isStackOverflow(thrown) || !hasStackLeft()) return thrown;
    const { names, depth } = functionsOnStack(thrown);
    return new StackOverflowError(names, { cause: thrown, depth });
  }

  /** Forgets everything that was linked. */
  [Symbol.dispose](): void {
    this.#stubs.clear();
    this.#codes.clear();
    this.#pinned.length = 0;
    this.#callbacks.clear();
    this.#hostAdapters.clear();
    this.#writer = new ByteWriter(); // the old one may have grown to the size of a merged module
  }

  #merge(objects: readonly LinkedObject[]): void {
    const instance = this.#instantiate(objects);
    const emptied = emptiedWithout(objects);
    for (const { links } of emptied) for (const { stub } of links) this.#trampolineOf(stub);
    // The host has refused nothing, and is asked for nothing more.
    for (const object of objects) leaveModule(object);
    for (const module of emptied) this.#supersede(module);
    const entries = this.#connect(objects, instance);
    objects.forEach((object, i) => {
      object.codes.forEach((code, k) => {
        code.entry = entries[i]![k]!;
        for (const stub of [...code.stubs]) this.#updatePointer(stub, code);
      });
    });
  }

  /** Collections cost as much as there is to keep, so the more that is, the fewer there are. */
  #offerCollection(): void {
    const worthwhile = Math.max(this.mergeLimits.objects, Math.min(this.#objects / 8, MAX_GARBAGE));
    if (this.#garbage < worthwhile) return;
    this.#garbage = 0;
    this.#collectGarbage?.();
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
        if (stub.code !== undefined) this.#trampolineOf(stub).continueIn(stub.code.entry);
      }
      table.set(slot, this.#trampolineOf(stub).entry);
    }
  }

  #releaseTrampoline(stub: WasmStub): void {
    if (stub.trampoline === undefined || stub.isPinned) return;
    this.#callbacks.releaseCompileCallback(stub.trampoline);
    stub.trampoline = undefined;
  }

  get #connected(): ExecutorEvents {
    if (this.#events === undefined) throw new Error('the executor has no controller');
    return this.#events;
  }

  #updatePointer(stub: WasmStub, code: WasmCode | undefined): void {
    const former = stub.code?.stubs;
    former?.splice(former.indexOf(stub), 1);
    stub.code = code;
    if (code === undefined) {
      stub.call = stub.compileAndCall;
    } else {
      code.stubs.push(stub);
      stub.call = code.entry;
      stub.trampoline?.continueIn(code.entry);
      this.#releaseTrampoline(stub);
    }
    if (stub.links.length === 0) return;
    const entry = this.#entryOf(stub);
    for (const { table, slot } of stub.links) table.set(slot, entry);
  }

  /** Makes an instance of a module of these objects, and changes nothing else. */
  #instantiate(objects: readonly LinkedObject[]): Instance {
    const slotOf = new Map<WasmStub, number>();
    const inputs = objects.map(({ object, stubs }): LinkInput => {
      const slots = stubs.map((stub) => {
        const slot = slotOf.get(stub) ?? slotOf.size;
        slotOf.set(stub, slot);
        return slot;
      });
      return { object, slots };
    });
    const { exports } =
      this.#takePrepared(inputs, slotOf.size) ?? this.#compile(inputs, slotOf.size);
    const table = exports[TABLE_EXPORT] as WebAssembly.Table;
    for (const [stub, slot] of slotOf) table.set(slot, this.#entryOf(stub));
    if (objects.some(({ object }) => object.hasCheckpoints)) {
      table.set(slotOf.size, this.#checkpoint.entry);
    }
    return { exports, slotOf };
  }

  /** The instance that `prepare` made of one object. It serves once. */
  #takePrepared(inputs: readonly LinkInput[], slotCount: number): WebAssembly.Instance | undefined {
    if (inputs.length > 1) return undefined;
    const { object } = inputs[0]!; // there is one
    const instance = this.#prepared.get(object);
    if (instance === undefined || slotCount !== object.references.length) return undefined;
    this.#prepared.delete(object);
    return instance;
  }

  #compile(inputs: readonly LinkInput[], slotCount: number): WebAssembly.Instance {
    this.#writer.clear();
    writeModule(this.#writer, inputs, slotCount);
    const objects = inputs.map(({ object }) => object);
    const instantiate = () =>
      linking(namesOf(objects), () => {
        const module = new WebAssembly.Module(this.#writer.view());
        return new WebAssembly.Instance(module, this.#checkpoint.imports);
      });
    const isLarge = objects.some(({ size }) => size > LARGE_OBJECT);
    return isLarge ? this.#linkLarge(instantiate) : instantiate();
  }

  /** Puts an instance of these objects to use, and returns the exports of each one's definitions. */
  #connect(objects: readonly LinkedObject[], { exports, slotOf }: Instance): WasmFunction[][] {
    const module = new LinkedModule(objects.length);
    const table = exports[TABLE_EXPORT] as WebAssembly.Table;
    for (const [stub, slot] of slotOf) {
      const link: Link = { stub, table, slot, index: stub.links.length };
      stub.links.push(link);
      module.links.push(link);
    }
    let index = 0;
    return objects.map((object) => {
      object.module = module;
      return object.object.definitions.map(() => exports[index++] as WasmFunction);
    });
  }

  /** The function in a table slot that stands for `stub`. */
  #entryOf(stub: WasmStub): WasmFunction {
    return stub.code === undefined ? this.#trampolineOf(stub).entry : stub.code.entry;
  }

  #trampolineOf(stub: WasmStub): Trampoline {
    stub.trampoline ??= linking([stub.name], () =>
      this.#callbacks.getCompileCallback(stub.type, stub.compile),
    );
    return stub.trampoline;
  }
}

/** The first functions of some objects, for messages. */
function namesOf(objects: readonly WasmObject[]): string[] {
  return objects.flatMap(({ definitions }) => definitions.map(({ name }) => name)).slice(0, 3);
}
