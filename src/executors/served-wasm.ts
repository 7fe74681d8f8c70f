/** The WebAssembly executor with mathematics of its own, to be served. */
import { objectFormat } from '../engines/wasm/format/object-format.ts';
import { WasmExecutor, type WasmObject } from '../engines/wasm/index.ts';
import { mathFunctions } from '../runtime/index.ts';
import type { ServedExecutor } from './executor-server.ts';

/** A new WebAssembly executor, for `serveExecutor`. */
export function createServedWasm(): ServedExecutor<WasmObject> {
  return {
    engine: 'wasm',
    executor: new WasmExecutor(),
    deserialize: objectFormat.deserialize,
    functions: mathFunctions(),
  };
}
