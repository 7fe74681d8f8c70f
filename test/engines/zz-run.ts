// @ts-nocheck
import { readFileSync } from 'node:fs';
import { parseModule } from '/work/main/src/ir/index.ts';
import { compileToBytes, Machine, traceCompiled, traceReference } from '/work/main/test/engines/wasm-run.ts';
import wabtInit from '/work/main/node_modules/wabt/index.js';
import { choosingHost } from '/work/main/test/engines/arbitrary-flow.ts';
const [file, budgets, args] = process.argv.slice(2);
const module = parseModule(readFileSync(file, 'utf8'));
const c = compileToBytes(module, budgets && budgets !== '-' ? { budgets: JSON.parse(budgets) } : {});
const wabt = await wabtInit();
const m = wabt.readWasm(c.bytes, { readDebugNames: true, tail_call: true });
if (!process.env.Q) console.log(m.toText({ foldExprs: true }));
const name = module.functions[0].name;
const list = args.split(' ').filter(Boolean).map(Number);
console.log('ref ', traceReference(module, name, list, choosingHost(JSON.parse(process.env.CH), 10)));
console.log('wasm', traceCompiled(new Machine(c), name, list, choosingHost(JSON.parse(process.env.CH), 10)));
