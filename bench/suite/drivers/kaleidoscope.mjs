/** A Kaleidoscope program as a contestant. Its first call compiles it. Arguments: FILE N CALLS [ENGINE]. */
import { readFileSync } from 'node:fs';
import { KaleidoscopeJIT } from 'kaleidoscope-jit';
import { measure } from './measure.mjs';

const [, , file, , , engine] = process.argv;
const jit = new KaleidoscopeJIT(engine === 'llvm' ? { engine: await createNativeEngine() } : {});
jit.addSource(readFileSync(file, 'utf8'), file);
measure(jit.function('run'));

async function createNativeEngine() {
  const { createLLVMEngine } = await import('kaleidoscope-jit/engines/llvm');
  return createLLVMEngine();
}
