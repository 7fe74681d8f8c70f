import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import wabt from 'wabt';
import { HostAdapters } from '../../src/engines/wasm/executor/host-adapters.ts';
import { Trampolines } from '../../src/engines/wasm/executor/trampolines.ts';
import { ByteWriter } from '../../src/engines/wasm/format/bytes.ts';
import { Wasm } from '../../src/engines/wasm/format/instructions.ts';
import { printWat, UnknownBytesError } from '../../src/engines/wasm/format/wat.ts';
import { type CodeEntry, linkModule } from '../../src/engines/wasm/index.ts';
import { functionOfDoubles, parseModule } from '../../src/ir/index.ts';
import { arbitraryFunction, arbitraryModule } from '../support/ir-arbitrary.ts';
import { scaled } from '../support/long.ts';
import { arbitraryFlow } from './arbitrary-flow.ts';
import { compileToBytes } from './wasm-run.ts';

type Wabt = Awaited<ReturnType<typeof wabt>>;

const features = { tail_call: true, multi_value: true };
let referee: Wabt;

beforeAll(async () => {
  referee = await wabt();
});

/** What wabt's assembler makes of our text, and its disassembler of that, in our words. */
function throughWabt(text: string): string {
  const module = referee.parseWat('test.wat', new TextEncoder().encode(text), features);
  try {
    module.resolveNames();
    module.validate();
    return printWat(module.toBinary({ write_debug_names: true }).buffer);
  } finally {
    module.destroy();
  }
}

function expectAgreement(bytes: Uint8Array<ArrayBuffer>): void {
  expect(WebAssembly.validate(bytes)).toBe(true);
  const module = referee.readWasm(bytes, { ...features, readDebugNames: true });
  module.validate();
  module.destroy();
  const text = printWat(bytes);
  expect(throughWabt(text)).toBe(text);
}

/** A module of one function without parameters, of the given code. */
function moduleOf(code: readonly number[], name = 'f'): Uint8Array<ArrayBuffer> {
  const entry: CodeEntry = {
    name,
    signature: ':d',
    code: new Uint8Array(code),
    relocations: [],
  };
  const definitions = [{ name, type: functionOfDoubles(0), size: 0 }];
  const object = {
    definitions,
    references: [],
    signatures: [':d'],
    functions: [entry],
    hasCheckpoints: false,
    size: 0,
  };
  return linkModule([{ object, slots: [] }], 0);
}

/** The text of a constant, and its bits after they went through wabt. */
function constant(bits: bigint): { text: string; bits: bigint } {
  const code = new Uint8Array([0, Wasm['f64.const'], 0, 0, 0, 0, 0, 0, 0, 0, Wasm.end]);
  new DataView(code.buffer).setBigUint64(2, bits, true);
  const text = printWat(moduleOf([...code]));
  const module = referee.parseWat('test.wat', text, features);
  const { buffer } = module.toBinary({});
  module.destroy();
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const at = buffer.findLastIndex(
    (_, i) => i < buffer.length - 9 && buffer[i] === Wasm['f64.const'],
  );
  return { text: /f64\.const (.*)/.exec(text)![1]!, bits: view.getBigUint64(at + 1, true) };
}

describe('printWat', () => {
  test('prints a module', () => {
    const { bytes } = compileToBytes(
      parseModule(`
define double @f(double %n) {
  %small = fcmp olt double %n, 0.1
  br i1 %small, label %then, label %else
then:
  ret double -0.0
else:
  %shown = call double @show(double %n, double %n)
  %r = call double @f(double %shown)
  ret double %r
}

declare double @show(double, double)`),
      { checkpoints: false },
    );
    expect(printWat(bytes)).toBe(`\
(module
  (type (;0;) (func (param f64) (result f64)))
  (type (;1;) (func (param f64 f64) (result f64)))
  (table (;0;) 1 1 funcref)
  (export "f" (func $f))
  (export "t" (table 0))
  (func $f (type 0) (param f64) (result f64)
    local.get 0
    f64.const 0.1
    f64.lt
    if (;@1;)
      f64.const -0
      return
    else
      local.get 0
      local.get 0
      i32.const 0
      call_indirect (type 1)
      call $f
      return
    end
    unreachable
  )
)
`);
  });

  test('names functions as identifiers can', () => {
    const names = ['f', 'f (loop)', 'f (loop)', 'binary|', 'unary!', 'é', '', 'f_loop', 'a"b\\'];
    const object = {
      definitions: names.map((name) => ({ name, type: functionOfDoubles(0), size: 0 })),
      references: [],
      signatures: [':d'],
      functions: names.map((name) => ({
        name,
        signature: ':d',
        code: new Uint8Array([0, Wasm.unreachable, Wasm.end]),
        relocations: [],
      })),
      hasCheckpoints: false,
      size: 0,
    };
    const bytes = linkModule([{ object, slots: [] }], 0, (name, index) => `${index} ${name}`);
    const text = printWat(bytes);
    expect(text.match(/(?<=export ).*(?=\))/g)).toEqual([
      '"0 f" (func $f)',
      '"1 f (loop)" (func $f_loop)',
      '"2 f (loop)" (func $f_loop#2)',
      '"3 binary|" (func $binary|)',
      '"4 unary!" (func $unary!)',
      '"5 é" (func $_)',
      '"6 " (func $_#2)',
      '"7 f_loop" (func $f_loop#3)',
      '"8 a\\22b\\5c" (func $a_b\\)',
    ]);
    expectAgreement(bytes);
  });

  test.each([
    [0x0000000000000000n, '0'],
    [0x8000000000000000n, '-0'],
    [0x3fb999999999999an, '0.1'],
    [0x0000000000000001n, '5e-324'],
    [0xffefffffffffffffn, '-1.7976931348623157e+308'],
    [0x7ff0000000000000n, 'inf'],
    [0xfff0000000000000n, '-inf'],
    [0x7ff8000000000000n, 'nan'],
    [0xfff8000000000000n, '-nan'],
    [0x7ff0000000000001n, 'nan:0x1'],
    [0xffffffffffffffffn, '-nan:0xfffffffffffff'],
  ])('prints the constant of bits %s', (bits, text) => {
    expect(constant(bits)).toEqual({ text, bits });
  });

  test('prints every constant exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (bits) => {
        expect(constant(bits).bits).toBe(bits);
      }),
    );
  });

  test.each([
    0,
    1,
    -1,
    63,
    64,
    -64,
    -65,
    127,
    128,
    8191,
    8192,
    -8192,
    -8193,
    2 ** 27 - 1,
    2 ** 31 - 1,
    -(2 ** 31),
  ])('prints the integer %i', (value) => {
    const out = new ByteWriter();
    out.bytes([0, Wasm['i32.const']]);
    out.i32(value);
    out.bytes([Wasm['f64.convert_i32_u'], Wasm.end]);
    const bytes = moduleOf([...out.finish()]);
    expect(printWat(bytes)).toContain(`i32.const ${value}\n`);
    expectAgreement(bytes);
  });

  test.each([
    ['an unknown instruction', 0xfe, 'unknown instruction 0xfe'],
    ['a truncated one', Wasm.call, 'unexpected end'],
  ])('throws at %s', (_, byte, message) => {
    const bytes = moduleOf([0, byte]);
    const offset = bytes.lastIndexOf(byte, bytes.length - 15);
    expect(() => printWat(bytes)).toThrow(UnknownBytesError);
    expect(() => printWat(bytes)).toThrow(
      `${message} at offset ${byte === 0xfe ? offset : offset + 1}`,
    );
  });

  test('throws at what is no module', () => {
    expect(() => printWat(new Uint8Array(8))).toThrow('unknown header at offset 1');
    expect(() => printWat(new Uint8Array([0, 0x61, 0x73]))).toThrow('unexpected end at offset 3');
    const memory = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 0, 1];
    expect(() => printWat(new Uint8Array(memory))).toThrow('unknown section 5 at offset 8');
  });

  test('takes code that nests deeply', () => {
    const depth = 100_000;
    const open = Array.from({ length: depth }, () => [Wasm.block, 0x40]).flat();
    const close = new Array<number>(depth).fill(Wasm.end);
    const text = printWat(moduleOf([0, ...open, ...close, Wasm.unreachable, Wasm.end]));
    expect(text.split('\n').length).toBe(2 * depth + 8);
    expect(text).toContain(`block (;@${depth};)\n`);
  });
});

describe('wabt agrees', () => {
  test('about the modules of trampolines and of host functions', () => {
    const bytes: Uint8Array<ArrayBuffer>[] = [];
    class NotingModule extends WebAssembly.Module {
      constructor(source: BufferSource) {
        super(source);
        bytes.push(source as Uint8Array<ArrayBuffer>);
      }
    }
    const spy = vi.spyOn(WebAssembly, 'Module').mockImplementation(NotingModule);
    try {
      new Trampolines().getCompileCallback(functionOfDoubles(2), () => {});
      new HostAdapters().adapt('ddd:d', () => 0);
    } finally {
      spy.mockRestore();
    }
    expect(bytes.length).toBe(2);
    for (const module of bytes) expectAgreement(module);
    expect(printWat(bytes[0]!)).toMatch(/return_call_indirect \(type 1\)/);
    expect(printWat(bytes[1]!)).toBe(`\
(module
  (type (;0;) (func (param f64 f64 f64) (result f64)))
  (import "h" "f" (func (;0;) (type 0)))
  (export "f" (func 0))
)
`);
  });

  test('about random functions', () => {
    fc.assert(
      fc.property(arbitraryFunction(), (fn) => {
        expectAgreement(compileToBytes({ functions: [fn] }).bytes);
      }),
      { numRuns: scaled(500) },
    );
  });

  test('about random control flow', () => {
    fc.assert(
      fc.property(arbitraryFlow, (module) => {
        expectAgreement(compileToBytes(module).bytes);
      }),
      { numRuns: scaled(500) },
    );
  });

  test('about modules of several functions', () => {
    fc.assert(
      fc.property(arbitraryModule(), (module) => {
        expectAgreement(compileToBytes(module).bytes);
      }),
      { numRuns: scaled(100) },
    );
  });
});
