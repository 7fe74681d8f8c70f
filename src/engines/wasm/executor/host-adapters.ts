/**
 * Makes JavaScript functions callable through tables, which hold WebAssembly functions only. One
 * template module for each signature imports a function and exports it again.
 */
import type { HostCall } from '../../../orc/index.ts';
import { ByteWriter } from '../format/bytes.ts';
import { External, ModuleWriter } from '../format/module-writer.ts';
import type { Signature } from '../format/object.ts';
import type { WasmFunction } from './trampolines.ts';

export class HostAdapters {
  readonly #templates = new Map<Signature, WebAssembly.Module>();

  clear(): void {
    this.#templates.clear();
  }

  /** `call` as a function of WebAssembly of this type. */
  adapt(signature: Signature, call: HostCall | (() => void)): WasmFunction {
    let template = this.#templates.get(signature);
    if (template === undefined) {
      template = new WebAssembly.Module(templateModule(signature));
      this.#templates.set(signature, template);
    }
    const { exports } = new WebAssembly.Instance(template, { h: { f: call } });
    return exports['f'] as WasmFunction;
  }
}

/** (import "h" "f" (func)) (export "f" (func 0)) */
function templateModule(signature: Signature): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  const module = new ModuleWriter(out);
  module.types([signature]);
  module.section('import', (imports) => {
    imports.u32(1);
    imports.name('h');
    imports.name('f');
    imports.bytes([External.function, 0]);
  });
  module.section('export', (exports) => {
    exports.u32(1);
    exports.name('f');
    exports.bytes([External.function, 0]);
  });
  return out.finish();
}
