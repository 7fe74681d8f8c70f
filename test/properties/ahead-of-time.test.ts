/**
 * Random programs do the same when they are compiled ahead of time: they print the same numbers,
 * and their last expression has the same value, to the bit.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildWasm, compileProgram } from '../../src/aot/index.ts';
import { createWasmEngine } from '../../src/engines/wasm/index.ts';
import { formatDouble } from '../../src/ir/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { mathFunctions } from '../../src/runtime/index.ts';
import { SourceFile } from '../../src/source/index.ts';
import { type CaseSession, JITSession, ReferenceSession } from '../support/case-session.ts';
import { scaled } from '../support/long.ts';
import { arbitraryProgram } from '../support/program-arbitrary.ts';

const FUEL = 50_000;

/** What a program prints, and its last value; nothing if something in it fails. */
function runIn(session: CaseSession, source: SourceFile): readonly string[] | undefined {
  let last = 0;
  for (const outcome of session.run(source)) {
    if (outcome.kind === 'failure' || outcome.kind === 'diagnostic') return undefined;
    if (outcome.kind === 'value') last = outcome.value;
  }
  return [...session.takeOutput().trimEnd().split('\n'), formatDouble(last)];
}

function runBuilt(source: SourceFile, optimizationLevel: 0 | 2): readonly string[] {
  using jit = new KaleidoscopeJIT({ optimizationLevel, verify: true });
  jit.defineHostFunction('show', (x) => x);
  const { program, diagnostics } = compileProgram(jit, [source]);
  if (program === undefined) throw new Error(diagnostics[0]!.message); // there is one
  const { bytes } = buildWasm(program);
  const printed: string[] = [];
  const show = (x: number) => {
    printed.push(formatDouble(x));
    return x;
  };
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, { env: hostOf(module, show) });
  const value = (exports['top_level'] as () => number)();
  if (printed.length === 0) printed.push('');
  return [...printed, formatDouble(value)];
}

/** All that a module imports: a program may refer to more than there is, and never call it. */
function hostOf(module: WebAssembly.Module, show: (x: number) => number) {
  const entries = WebAssembly.Module.imports(module).map(({ name }) => {
    const missing = () => {
      throw new Error(`undefined function ${name}`);
    };
    return [name, name === 'show' ? show : (mathFunctions().get(name)?.call ?? missing)];
  });
  return Object.fromEntries(entries) as Record<string, (...args: number[]) => number>;
}

test('programs do the same in a session and ahead of time', () => {
  fc.assert(
    fc.property(arbitraryProgram(), (program) => {
      const source = new SourceFile('program.ks', program);
      const expected = runIn(new ReferenceSession(FUEL), source);
      fc.pre(expected !== undefined);
      expect(runIn(new JITSession(createWasmEngine()), source)).toEqual(expected);
      expect(runBuilt(source, 2)).toEqual(expected);
      expect(runBuilt(source, 0)).toEqual(expected);
    }),
    { numRuns: scaled(150) },
  );
});
