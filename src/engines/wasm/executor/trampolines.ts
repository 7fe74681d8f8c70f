/**
 * Re-entry points into the compiler. A trampoline calls the compile callback with its number and
 * then tail-calls its slot of a table, where the callback has put the code by then; the arguments
 * stay in WebAssembly all the while. Trampolines come from template modules, one for each signature,
 * that are compiled once and give 64 of them an instance.
 */
import type { FunctionType } from '../../../ir/index.ts';
import { ByteWriter } from '../format/bytes.ts';
import { FUNCREF, I32, Wasm } from '../format/instructions.ts';
import { External, ModuleWriter } from '../format/module-writer.ts';
import { type Signature, signatureOf } from '../format/object.ts';

/** An exported WebAssembly function. */
export type WasmFunction = (...args: number[]) => number;

const PER_INSTANCE = 64;

/** The signature of the compile callback, which takes the number of a trampoline. */
const CALLBACK: Signature = 'i:';

export class Trampoline {
  readonly signature: Signature;
  /** The function that callers are given. */
  readonly entry: WasmFunction;
  /** The action of the compile callback for this trampoline. */
  compile: () => void;
  /** How many calls are waiting in the compile callback. */
  active = 0;
  released = false;
  readonly #table: WebAssembly.Table;
  readonly #slot: number;

  constructor(signature: Signature, table: WebAssembly.Table, slot: number, compile: () => void) {
    this.signature = signature;
    this.entry = table.get(slot) as WasmFunction;
    this.compile = compile;
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
  readonly #free = new Map<Signature, Trampoline[]>();
  readonly #templates = new Map<Signature, WebAssembly.Module>();
  /** The unused rest of the newest instance of each signature. */
  readonly #rest = new Map<Signature, { table: WebAssembly.Table; first: number; next: number }>();

  /** A trampoline for functions of this type that runs `compile`, then continues the call. */
  getCompileCallback(type: FunctionType, compile: () => void): Trampoline {
    const signature = signatureOf(type);
    const free = this.#free.get(signature)?.pop();
    if (free === undefined) return this.#create(signature, compile);
    free.compile = compile;
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
      trampoline.compile();
    } finally {
      trampoline.active--;
      if (trampoline.released && trampoline.active === 0) this.#recycle(trampoline);
    }
  };

  #recycle(trampoline: Trampoline): void {
    const free = this.#free.get(trampoline.signature);
    if (free === undefined) this.#free.set(trampoline.signature, [trampoline]);
    else free.push(trampoline);
  }

  #create(signature: Signature, compile: () => void): Trampoline {
    let rest = this.#rest.get(signature);
    if (rest === undefined) {
      rest = this.#instantiate(signature);
      this.#rest.set(signature, rest);
    }
    const slot = rest.next++;
    if (rest.next === PER_INSTANCE) this.#rest.delete(signature);
    const trampoline = new Trampoline(signature, rest.table, slot, compile);
    this.#all[rest.first + slot] = trampoline;
    return trampoline;
  }

  #instantiate(signature: Signature) {
    let template = this.#templates.get(signature);
    if (template === undefined) {
      template = new WebAssembly.Module(templateModule(signature));
      this.#templates.set(signature, template);
    }
    const first = this.#all.length;
    this.#all.length += PER_INSTANCE; // ids are reserved for the whole instance
    const base = new WebAssembly.Global({ value: 'i32', mutable: false }, first);
    const instance = new WebAssembly.Instance(template, { e: { c: this.#callback, b: base } });
    return { table: instance.exports['t'] as WebAssembly.Table, first, next: 0 };
  }
}

/** (import "e" "c" (func (param i32))) (import "e" "b" (global i32)) and 64 functions in a table. */
function templateModule(signature: Signature): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(4096);
  const module = new ModuleWriter(out);
  module.types([CALLBACK, signature]);
  module.section('import', (imports) => {
    imports.u32(2);
    imports.name('e');
    imports.name('c');
    imports.bytes([External.function, 0]);
    imports.name('e');
    imports.name('b');
    imports.bytes([External.global, I32, 0]);
  });
  module.section('function', (functions) => {
    functions.u32(PER_INSTANCE);
    for (let i = 0; i < PER_INSTANCE; i++) functions.byte(1); // of the second type
  });
  module.section('table', (table) => table.bytes([1, FUNCREF, 1, PER_INSTANCE, PER_INSTANCE]));
  module.section('export', (exports) => {
    exports.u32(1);
    exports.name('t');
    exports.bytes([External.table, 0]);
  });
  // The trampolines' first home: one active segment at offset 0.
  module.section('element', (elements) => {
    elements.bytes([1, 0, Wasm['i32.const'], 0, Wasm.end]);
    elements.u32(PER_INSTANCE);
    for (let i = 0; i < PER_INSTANCE; i++) elements.u32(1 + i);
  });
  module.section('code', (code) => {
    const parameterCount = signature.indexOf(':');
    code.u32(PER_INSTANCE);
    for (let i = 0; i < PER_INSTANCE; i++) {
      code.sized((body) => writeTrampoline(body, parameterCount, i));
    }
  });
  return out.finish();
}

function writeTrampoline(out: ByteWriter, parameterCount: number, slot: number): void {
  out.byte(0); // no locals
  out.bytes([Wasm['global.get'], 0, Wasm['i32.const']]);
  out.i32(slot);
  out.bytes([Wasm['i32.add'], Wasm.call, 0]);
  for (let i = 0; i < parameterCount; i++) {
    out.byte(Wasm['local.get']);
    out.u32(i);
  }
  out.byte(Wasm['i32.const']);
  out.i32(slot);
  out.bytes([Wasm.return_call_indirect, 1, 0, Wasm.end]);
}
