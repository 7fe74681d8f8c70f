/** Objects as bytes: what is written is read back, and nothing else is read. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWasmEngine, WasmCompiler, type WasmObject } from '../../src/engines/wasm/index.ts';
import { type IRModule, parseModule } from '../../src/ir/index.ts';
import {
  type CodeId,
  LinkError,
  type ObjectFile,
  ObjectFormatError,
  type StubId,
} from '../../src/orc/index.ts';
import { packObject, unpackObject } from '../../src/orc/object-bytes.ts';
import { engines } from '../support/engines.ts';
import { arbitraryModule } from '../support/ir-arbitrary.ts';
import { scaled } from '../support/long.ts';
import { wasmVariants } from '../support/stress.ts';

/** A module with a loop that is outlined, calls, and a call of its own. */
const module = parseModule(`
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %next = fadd double %i, 1.0
  %0 = call double @g(double %i)
  %1 = call double @sin(double %0)
  %more = fcmp olt double %next, %n
  br i1 %more, label %loop, label %end
end:
  ret double %1
}

define double @g(double %x) {
entry:
  %0 = call double @cos(double %x)
  ret double %0
}

declare double @sin(double)
declare double @cos(double)
`);

describe.each(engines)('$name', ({ create }) => {
  test('an object is read back as it was', () => {
    using engine = create();
    const { compiler } = engine;
    const { serialize, deserialize } = compiler.objectFormat!; // engines of this package have it
    const runs = { numRuns: scaled(engine.name === 'llvm' ? 50 : 500) };
    fc.assert(
      fc.property(arbitraryModule(), (random: IRModule) => {
        const object = compiler.compile(random);
        const bytes = serialize(object);
        expect(deserialize(bytes)).toEqual(object);
        const within = new Uint8Array([...[1, 2, 3], ...bytes, 4]).subarray(3, -1);
        expect(deserialize(Buffer.from(within.buffer, 3, bytes.length))).toEqual(object);
      }),
      runs,
    );
  });

  test('names of all kinds come back', () => {
    using engine = create();
    const { serialize, deserialize } = engine.compiler.objectFormat!;
    const object = engine.compiler.compile(module);
    const renamed = (name: string): ObjectFile => ({
      ...object,
      definitions: object.definitions.map((each) => ({ ...each, name: `${name}${each.name}` })),
      references: object.references.map((each) => ({ ...each, name, exported: false })),
    });
    for (const name of ['__proto__', 'ü€😀', '"\\\n\0', '\ud800']) {
      expect(deserialize(serialize(renamed(name)))).toEqual(renamed(name));
    }
  });

  test('damaged bytes are no object', () => {
    using engine = create();
    const { serialize, deserialize } = engine.compiler.objectFormat!;
    const bytes = serialize(engine.compiler.compile(module));
    const position = fc.nat(bytes.length - 1);
    const change = fc.tuple(position, fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1 }), position, (changes, cut) => {
        const damaged = bytes.slice();
        for (const [at, bits] of changes) damaged[at]! ^= bits; // within the bytes
        for (const read of [damaged, bytes.subarray(0, cut), damaged.subarray(cut)]) {
          if (Buffer.from(read).equals(bytes)) continue;
          expect(() => deserialize(read)).toThrow(ObjectFormatError);
        }
      }),
      { numRuns: scaled(1000) },
    );
  });

  test('random bytes are no object', () => {
    using engine = create();
    const { deserialize } = engine.compiler.objectFormat!;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => deserialize(bytes)).toThrow(ObjectFormatError);
      }),
    );
  });
});

test('an object for another engine is none', () => {
  const [first, ...others] = engines.map(({ create }) => {
    using engine = create();
    return engine.compiler.objectFormat!.serialize(engine.compiler.compile(module));
  });
  using engine = engines[0]!.create();
  expect(engine.compiler.objectFormat!.deserialize(first!)).toBeDefined();
  for (const bytes of others) {
    expect(() => engine.compiler.objectFormat!.deserialize(bytes)).toThrow('do not begin with');
  }
});

/** Whoever writes objects on purpose gets the checksum right. */
describe('objects of WebAssembly that somebody has made up', () => {
  const options = { ...wasmVariants[2], checkpoints: false };
  const object = new WasmCompiler(options).compile(module);
  const { serialize, deserialize } = new WasmCompiler().objectFormat;
  const { description, code } = unpackObject('KSW1', serialize(object));
  const forged = (changes: Readonly<Record<string, unknown>>, more = code): Uint8Array => {
    const { definitions, references, size, ...extra } = { ...description, ...changes };
    const file = { definitions, references, size } as ObjectFile;
    return packObject('KSW1', file, extra, [more]);
  };
  const [entry, ...entries] = description['functions'] as readonly Record<string, unknown>[];
  const withEntry = (changes: Readonly<Record<string, unknown>>) =>
    forged({ functions: [{ ...entry, ...changes }, ...entries] });
  const [definition, ...definitions] = object.definitions;
  const withDefinition = (changes: Readonly<Record<string, unknown>>) =>
    forged({ definitions: [{ ...definition, ...changes }, ...definitions] });
  const relocations = entry!['relocations'] as readonly number[];

  test('the untouched one is sound', () => {
    expect(deserialize(forged({}))).toEqual(object);
    expect(object.functions.length).toBeGreaterThan(object.definitions.length);
    expect(relocations.length).toBeGreaterThan(3);
  });

  const withReference = (type: unknown) =>
    forged({ references: [...object.references, { name: 'h', type }] });
  const last = object.functions[0]!.code.length;
  const functionCount = object.functions.length;
  const references = object.references.length;
  const double = { parameters: ['double'], result: 'double' };
  const many = new Array(1001).fill('double');
  const nothing = new Uint8Array();
  const cases: readonly (readonly [what: string, reason: string, bytes: Uint8Array])[] = [
    ['no definitions', 'no list', forged({ definitions: undefined })],
    ['references that are no list', 'no list', forged({ references: {} })],
    ['a definition that is a list', 'no record', forged({ definitions: [[]] })],
    ['a definition that is null', 'no record', forged({ definitions: [null] })],
    [
      'two definitions of a name',
      'defined twice',
      forged({ definitions: [definition, definition] }),
    ],
    ['a name that is a number', 'no text', withDefinition({ name: 1 })],
    ['an export that is a number', 'no truth', withDefinition({ exported: 1 })],
    ['an unknown type', 'type is unknown', withReference({ ...double, result: 'half' })],
    ['an inherited type', 'type is unknown', withReference({ ...double, result: 'toString' })],
    ['a type that is a list', 'type is unknown', withReference({ ...double, parameters: [[]] })],
    ['no types', 'no list', withReference({ result: 'double' })],
    ['too many parameters', '1001 parameters', withReference({ ...double, parameters: many })],
    ['another type', 'not the function', withDefinition({ type: { ...double, parameters: [] } })],
    ['another size of a definition', 'not the function', withDefinition({ size: 1 })],
    ['a size that is no integer', 'out of range', withDefinition({ size: 1.5 })],
    ['a size below 0', 'out of range', forged({ size: -1 })],
    ['another size', 'more code', forged({ size: object.size + 1 })],
    ['more definitions than functions', 'more code', forged({ functions: [entry] })],
    ['no functions at all', 'not the function', forged({ functions: [], size: 0 }, nothing)],
    ['less code', 'out of range', forged({}, code.subarray(1))],
    ['more code', 'more code', forged({}, new Uint8Array(code.length + 1))],
    ['checkpoints that are no truth', 'checkpoints', forged({ hasCheckpoints: 1 })],
    ['a malformed signature', 'malformed', forged({ signatures: [...object.signatures, 'x'] })],
    ['a signature with more after it', 'malformed', forged({ signatures: ['d:d\n', 'd:d'] })],
    ['a signature that is a number', 'no text', forged({ signatures: [1] })],
    ['a signature that is missing', 'not in the list', forged({ signatures: [] })],
    ['a function of another signature', 'not in the list', withEntry({ signature: 'dddd:d' })],
    ['a function longer than the code', 'out of range', withEntry({ size: code.length + 1 })],
    ['half a relocation', 'cut off', withEntry({ relocations: [0] })],
    ['a relocation behind the code', 'out of range', withEntry({ relocations: [last - 3, 0, 0] })],
    ['a relocation before the code', 'out of range', withEntry({ relocations: [-1, 0, 0] })],
    ['a relocation of an unknown kind', 'out of range', withEntry({ relocations: [0, 4, 0] })],
    ['relocations on each other', 'out of range', withEntry({ relocations: [0, 0, 0, 3, 0, 0] })],
    ['a signature out of range', 'out of range', withEntry({ relocations: [0, 0, 99] })],
    ['a function out of range', 'out of range', withEntry({ relocations: [0, 1, functionCount] })],
    ['a reference out of range', 'out of range', withEntry({ relocations: [0, 2, references] })],
    ['a checkpoint where there are none', 'out of range', withEntry({ relocations: [0, 3, 0] })],
    ['a relocation that is a text', 'out of range', withEntry({ relocations: ['0', 0, 0] })],
  ];

  test.each(cases)('%s: %s', (_, reason, bytes) => {
    expect(() => deserialize(bytes)).toThrow(ObjectFormatError);
    expect(() => deserialize(bytes)).toThrow(reason);
  });

  test('changed code is linked, or refused by the host', () => {
    let links = 0;
    fc.assert(
      fc.property(fc.nat(code.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const changed = code.slice();
        changed[at]! ^= bits; // within the code
        const read = deserialize(forged({}, changed));
        try {
          link(read);
          links++;
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(LinkError);
        }
      }),
      { numRuns: scaled(2000) },
    );
    expect(links).toBeGreaterThan(0);
  });
});

function link(object: WasmObject): void {
  using engine = createWasmEngine();
  const { executor } = engine;
  executor.connect({
    compile: () => {},
    hostFunction: () => () => 0,
    timeLeft: Infinity,
    checkpoint: () => 1,
  });
  for (const [i, signature] of object.references.entries()) {
    executor.createStub(i as StubId, signature);
  }
  executor.link(
    object,
    object.definitions.map((_, i) => i as CodeId),
    object.references.map((_, i) => i as StubId),
  );
}
