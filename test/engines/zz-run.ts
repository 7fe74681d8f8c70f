import { readFileSync } from 'node:fs';
import { parseModule, printModule } from '/work/main/src/ir/index.ts';
import { WasmCompiler } from '/work/main/src/engines/wasm/index.ts';
import * as fc from 'fast-check';
import { arbitraryFunction } from '/work/main/test/support/ir-arbitrary.ts';
for (const fn of fc.sample(arbitraryFunction(), 300)) {
const module = {functions: [fn]};
const a = printModule(module);
new WasmCompiler().compile(module);
const b = printModule(module);
if (a !== b) { console.log(a, b); break; }
}
