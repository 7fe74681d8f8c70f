/** Finds the files of the package that executors run. */
import { createRequire } from 'node:module';

/** The file of `kaleidoscope-jit/executors/NAME`, wherever this file is bundled. */
export function mainFile(name: 'worker-main' | 'process-main' | 'relay-main'): string {
  return createRequire(import.meta.url).resolve(`kaleidoscope-jit/executors/${name}`);
}
