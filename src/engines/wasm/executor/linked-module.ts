/**
 * Linked code as the executor keeps it: code, stubs, and the modules whose table slots stand for stubs.
 * A stub knows its slots and code knows its stubs, so that repointing finds all of them.
 */
import type { FunctionType } from '../../../ir/index.ts';
import type { EntryPoint, ExecutorEvents, StubId, SymbolSignature } from '../../../orc/index.ts';
import type { WasmObject } from '../format/object.ts';
import type { Trampoline, WasmFunction } from './trampolines.ts';

/** A linked function. */
export class WasmCode {
  /** The exported function; another one after its module was merged. */
  entry: WasmFunction;
  /** The stubs that point here: one, unless the function is known under other names too. */
  readonly stubs: WasmStub[] = [];
  readonly owner: LinkedObject | undefined;

  constructor(entry: WasmFunction, owner?: LinkedObject) {
    this.entry = entry;
    this.owner = owner;
  }
}

/** A place in some module's table that stands for a stub. */
export interface Link {
  readonly stub: WasmStub;
  readonly table: WebAssembly.Table;
  readonly slot: number;
  /** Position among the stub's links. */
  index: number;
}

/** An entry point that can be repointed. */
export class WasmStub implements EntryPoint {
  readonly name: string;
  readonly type: FunctionType;
  call: WasmFunction;
  code: WasmCode | undefined;
  /** Has the controller point the stub to code. */
  readonly compile: () => void;
  trampoline: Trampoline | undefined;
  /** Whether the trampoline stands for the stub in modules that were merged away. */
  isPinned = false;
  readonly links: Link[] = [];

  constructor(id: StubId, { name, type }: SymbolSignature, events: ExecutorEvents) {
    this.name = name;
    this.type = type;
    this.compile = () => events.compile(id);
    this.call = this.compileAndCall;
  }

  /** Answers a call from JavaScript while the stub is lazy. */
  readonly compileAndCall = (...args: number[]): number => {
    this.compile();
    return this.call(...args);
  };
}

/** An object in a module, perhaps with others. */
export class LinkedObject {
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
export class LinkedModule {
  readonly links: Link[] = [];
  /** How many of its objects are in use here. */
  live: number;

  constructor(count: number) {
    this.live = count;
  }
}

/** Takes an object out of its module, which it returns. */
export function leaveModule(object: LinkedObject): LinkedModule {
  const module = object.module!; // linked objects have one
  object.module = undefined;
  module.live--;
  return module;
}

/** The modules that nothing uses without these objects. */
export function emptiedWithout(objects: readonly LinkedObject[]): LinkedModule[] {
  const live = new Map<LinkedModule, number>();
  for (const object of objects) {
    const module = object.module!; // linked objects have one
    live.set(module, (live.get(module) ?? module.live) - 1);
  }
  return [...live].filter(([, rest]) => rest === 0).map(([module]) => module);
}

/** The module's slots are not updated any more. */
export function unlink(module: LinkedModule): void {
  for (const { stub, index } of module.links) {
    const last = stub.links.pop()!; // this one, or another that takes its place
    if (last.index === index) continue;
    stub.links[index] = last;
    last.index = index;
  }
}
