/**
 * Makes JavaScript functions callable through tables, which hold WebAssembly functions only. One
 * template module for each arity imports a function and exports it again.
 */
import type { HostFunction } from '../../orc/index.ts';
import { ByteWriter } from './bytes.ts';
import { F64 } from './instructions.ts';
import type { WasmFunction } from './trampolines.ts';

export class HostAdapters {
  readonly #templates = new Map<number, WebAssembly.Module>();

  clear(): void {
    this.#templates.clear();
  }

  adapt({ arity, call }: HostFunction): WasmFunction {
    let template = this.#templates.get(arity);
    if (template === undefined) {
      template = new WebAssembly.Module(templateModule(arity));
      this.#templates.set(arity, template);
    }
    const { exports } = new WebAssembly.Instance(template, { h: { f: call } });
    return exports['f'] as WasmFunction;
  }
}

function templateModule(arity: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  out.byte(1);
  out.sized((types) => {
    types.bytes([1, 0x60]);
    types.u32(arity);
    for (let i = 0; i < arity; i++) types.byte(F64);
    types.bytes([1, F64]);
  });
  out.byte(2);
  out.sized((imports) => {
    imports.u32(1);
    imports.name('h');
    imports.name('f');
    imports.bytes([0x00, 0]);
  });
  out.byte(7);
  out.sized((exports) => {
    exports.u32(1);
    exports.name('f');
    exports.bytes([0x00, 0]);
  });
  return out.finish();
}
