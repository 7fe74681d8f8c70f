/** What engines say that they compile for is what LLVM says of it. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { emitModule, installedLLVMs } from '../../src/engines/llvm/index.ts';
import { parseModule } from '../../src/ir/index.ts';
import { KaleidoscopeJIT } from '../../src/kaleidoscope-jit.ts';
import { SessionDisposedError } from '../../src/orc/index.ts';
import { engines } from '../support/engines.ts';
import { lacking, missingLLVM } from '../support/native.ts';
import { thrownBy } from '../support/thrown-by.ts';

const module = parseModule('define double @f(double %x) { ret double %x }');
const [newest] = installedLLVMs();
/** Before LLVM 20, layouts said nothing of `i128` on WebAssembly. */
const describesWasm = missingLLVM === undefined && newest !== undefined && newest.version >= 20;

describe.each(engines)('$name', ({ name, create }) => {
  const isWasm = name === 'wasm';
  const missing = isWasm && !describesWasm ? lacking('LLVM 20') : undefined;

  test.skipIf(missing !== undefined)(`triple and data layout${missing ?? ''}`, () => {
    const jit = new KaleidoscopeJIT({ engine: create() });
    onTestFinished(() => jit[Symbol.dispose]());
    const { triple, cpu, dataLayout } = jit.targetMachine;
    const library = installedLLVMs().find(({ version }) => name === `llvm ${version}`) ?? newest!; // tested above
    const bytes = emitModule(module, {
      form: 'ir',
      library: library.path,
      ...(isWasm && { triple }),
    });
    expect(new TextDecoder().decode(bytes).match(/^target .*$/gm)).toEqual([
      `target datalayout = "${dataLayout}"`,
      `target triple = "${triple}"`,
    ]);
    expect(cpu).not.toBe('');
    expect(jit.dataLayout).toBe(dataLayout);
  });

  test('there is none after the session', () => {
    const jit = new KaleidoscopeJIT({ engine: create() });
    jit[Symbol.dispose]();
    expect(thrownBy(() => jit.targetMachine)).toBeInstanceOf(SessionDisposedError);
  });
});
