/**
 * The WebAssembly in cases of IR: the output of `printWat` for each function, compiled from the IR
 * as it stands, and for the loops outlined from it. Options of the compiler follow the colon:
 *
 *     ; wasm: iterationsInPlace=2, maxParameters=7
 *     ; wasm: outlineLoops=false
 *     ; wasm $f_loop                     one function alone
 */
import { defaultLoopLimits } from '../../src/engines/wasm/compiler/loop-plan.ts';
import { printWat } from '../../src/engines/wasm/format/wat.ts';
import type { WasmCompilerOptions } from '../../src/engines/wasm/index.ts';
import { compileToBytes } from '../engines/wasm-run.ts';
import { moduleOf } from './ir-case.ts';

const SECTION = /^; wasm(?: (\$[^:\s]+))?(?:: (.*))?\n[\s\S]*/m;

/** The case with the WebAssembly of its functions. */
export function withWasm(text: string): string {
  const [section, name, options] = SECTION.exec(text) ?? [];
  if (section === undefined) throw new Error("a case of WebAssembly has a line '; wasm'");
  const directive = section.slice(0, section.indexOf('\n') + 1);
  const { bytes } = compileToBytes(moduleOf(text), readOptions(options));
  return text.replace(section, () => directive + functionsOf(printWat(bytes), name));
}

function readOptions(text: string | undefined): WasmCompilerOptions {
  const {
    outlineLoops = true,
    checkpoints = false,
    ...loopLimits
  } = Object.fromEntries(
    (text?.split(', ') ?? []).map((option) => {
      const [name, value] = option.split('=') as [string, string];
      if (!SWITCHES.has(name) && !(name in defaultLoopLimits)) {
        throw new Error(`unknown option of a case: ${option}`);
      }
      return [name, JSON.parse(value)];
    }),
  );
  return { outlineLoops, checkpoints, loopLimits };
}

/** Options that are no limits of loops. */
const SWITCHES: ReadonlySet<string> = new Set(['outlineLoops', 'checkpoints']);

/** The functions of a module's text, or the one of this name, without their indentation. */
function functionsOf(wat: string, name?: string): string {
  const functions = wat.match(/^ {2}\(func [\s\S]*?^ {2}\)\n/gm) ?? [];
  const shown = functions.filter((text) => name === undefined || text.includes(`(func ${name} `));
  return shown.join('\n').replace(/^ {2}/gm, '');
}
