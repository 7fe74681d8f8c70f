/**
 * Re-entry points into the compiler. A trampoline calls the compile callback with its number and
 * then tail-calls its slot of a table, where the callback has put the code by then; the arguments
 * stay in WebAssembly all the while. Trampolines come from template modules, one for each arity,
 * that are compiled once and give 64 of them an instance.
 */
import type { CompileAction } from '../../orc/index.ts';
import { ByteWriter } from './bytes.ts';
import { F64, FUNCREF, I32, Wasm } from './instructions.ts';

/** An exported WebAssembly function. */
export type WasmFunction = (...args: number[]) => number;

const PER_INSTANCE = 64;

export class Trampoline {
  readonly arity: number;
  /** The function that callers are given. */
  readonly entry: WasmFunction;
  action: CompileAction;
  /** How many calls are waiting in the compile callback. */
  active = 0;
  released = false;
  readonly #table: WebAssembly.Table;
  readonly #slot: number;

  constructor(arity: number, table: WebAssembly.Table, slot: number, action: CompileAction) {
    this.arity = arity;
    this.entry = table.get(slot) as WasmFunction;
    this.action = action;
    this.#table = table;
    this.#slot = slot;
  }

  /** Says where the calls that wait here go on. */
  continueIn(code: WasmFunction): void {
    this.#table.set(this.#slot, code);
  }
}

/** Hands out trampolines, and takes them back. */
export class Trampolines {
  readonly #all: Trampoline[] = [];
  readonly #free = new Map<number, Trampoline[]>();
  readonly #templates = new Map<number, WebAssembly.Module>();
  /** The unused rest of the newest instance of each arity. */
  readonly #rest = new Map<number, { table: WebAssembly.Table; first: number; next: number }>();

  /** A trampoline for `arity` doubles that runs `action`, then continues the call. */
  getCompileCallback(arity: number, action: CompileAction): Trampoline {
    const free = this.#free.get(arity)?.pop();
    if (free === undefined) return this.#create(arity, action);
    free.action = action;
    free.released = false;
    return free;
  }

  /** Forgets all trampolines: the engine ends. */
  clear(): void {
    this.#all.length = 0;
    this.#free.clear();
    this.#templates.clear();
    this.#rest.clear();
  }

  /** Takes a trampoline back; it may be in use. */
  releaseCompileCallback(trampoline: Trampoline): void {
    trampoline.released = true;
    if (trampoline.active === 0) this.#recycle(trampoline);
  }

  /** The compile callback. Throws through the trampoline to whoever called it. */
  readonly #callback = (id: number): void => {
    const trampoline = this.#all[id]!; // ids are given out below
    trampoline.active++;
    try {
      trampoline.action.compile();
    } finally {
      trampoline.active--;
      if (trampoline.released && trampoline.active === 0) this.#recycle(trampoline);
    }
  };

  #recycle(trampoline: Trampoline): void {
    const free = this.#free.get(trampoline.arity);
    if (free === undefined) this.#free.set(trampoline.arity, [trampoline]);
    else free.push(trampoline);
  }

  #create(arity: number, action: CompileAction): Trampoline {
    let rest = this.#rest.get(arity);
    if (rest === undefined) {
      rest = this.#instantiate(arity);
      this.#rest.set(arity, rest);
    }
    const slot = rest.next++;
    if (rest.next === PER_INSTANCE) this.#rest.delete(arity);
    const trampoline = new Trampoline(arity, rest.table, slot, action);
    this.#all[rest.first + slot] = trampoline;
    return trampoline;
  }

  #instantiate(arity: number) {
    let template = this.#templates.get(arity);
    if (template === undefined) {
      template = new WebAssembly.Module(templateModule(arity));
      this.#templates.set(arity, template);
    }
    const first = this.#all.length;
    this.#all.length += PER_INSTANCE; // ids are reserved for the whole instance
    const base = new WebAssembly.Global({ value: 'i32', mutable: false }, first);
    const instance = new WebAssembly.Instance(template, { e: { c: this.#callback, b: base } });
    return { table: instance.exports['t'] as WebAssembly.Table, first, next: 0 };
  }
}

/** (import "e" "c" (func (param i32))) (import "e" "b" (global i32)) and 64 functions in a table. */
function templateModule(arity: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(4096);
  out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  out.byte(1); // types: the callback's and the trampolines'
  out.sized((types) => {
    types.bytes([2, 0x60, 1, I32, 0, 0x60]);
    types.u32(arity);
    for (let i = 0; i < arity; i++) types.byte(F64);
    types.bytes([1, F64]);
  });
  out.byte(2); // imports
  out.sized((imports) => {
    imports.u32(2);
    for (const [name, description] of [
      ['c', [0x00, 0]],
      ['b', [0x03, I32, 0]],
    ] as const) {
      imports.name('e');
      imports.name(name);
      imports.bytes(description);
    }
  });
  out.byte(3); // functions, all of type 1
  out.sized((functions) => {
    functions.u32(PER_INSTANCE);
    for (let i = 0; i < PER_INSTANCE; i++) functions.byte(1);
  });
  out.byte(4); // the table
  out.sized((table) => table.bytes([1, FUNCREF, 1, PER_INSTANCE, PER_INSTANCE]));
  out.byte(7); // exports
  out.sized((exports) => {
    exports.u32(1);
    exports.name('t');
    exports.bytes([1, 0]);
  });
  out.byte(9); // the trampolines' first home: one active segment at offset 0
  out.sized((elements) => {
    elements.bytes([1, 0, Wasm['i32.const'], 0, Wasm.end]);
    elements.u32(PER_INSTANCE);
    for (let i = 0; i < PER_INSTANCE; i++) elements.u32(1 + i);
  });
  out.byte(10); // code
  out.sized((code) => {
    code.u32(PER_INSTANCE);
    for (let i = 0; i < PER_INSTANCE; i++) code.sized((body) => writeTrampoline(body, arity, i));
  });
  return out.finish();
}

function writeTrampoline(out: ByteWriter, arity: number, slot: number): void {
  out.byte(0); // no locals
  out.bytes([Wasm['global.get'], 0, Wasm['i32.const']]);
  out.i32(slot);
  out.bytes([Wasm['i32.add'], Wasm.call, 0]);
  for (let i = 0; i < arity; i++) {
    out.byte(Wasm['local.get']);
    out.u32(i);
  }
  out.byte(Wasm['i32.const']);
  out.i32(slot);
  out.bytes([Wasm.return_call_indirect, 1, 0, Wasm.end]);
}
