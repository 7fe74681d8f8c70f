/** The WebAssembly executor with mathematics of its own, to be served. */
import { createWasmEngine, type WasmObject } from '../engines/wasm/index.ts';
import { mathFunctions } from '../runtime/index.ts';
import type { ServedExecutor } from './executor-server.ts';

/** A new WebAssembly executor, for `serveExecutor`. */
export function createServedWasm(): ServedExecutor<WasmObject> {
  const { name, executor, compiler } = createWasmEngine();
  const format = compiler.objectFormat!; // objects of WebAssembly have one
  return {
    engine: name,
    executor,
    deserialize: (bytes) => format.deserialize(bytes),
    functions: mathFunctions(),
  };
}
