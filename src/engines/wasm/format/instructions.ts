/** The WebAssembly instructions that the engine uses (core specification, section 5.4), with their text names. */
import type { Opcode, Predicate } from '../../../ir/index.ts';

export const Wasm = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  return: 0x0f,
  call: 0x10,
  call_indirect: 0x11,
  return_call: 0x12,
  return_call_indirect: 0x13,
  drop: 0x1a,
  select: 0x1b,
  'local.get': 0x20,
  'local.set': 0x21,
  'local.tee': 0x22,
  'global.get': 0x23,
  'global.set': 0x24,
  'i32.const': 0x41,
  'f64.const': 0x44,
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.lt_s': 0x48,
  'f64.eq': 0x61,
  'f64.ne': 0x62,
  'f64.lt': 0x63,
  'f64.gt': 0x64,
  'f64.le': 0x65,
  'f64.ge': 0x66,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'f64.abs': 0x99,
  'f64.neg': 0x9a,
  'f64.ceil': 0x9b,
  'f64.floor': 0x9c,
  'f64.trunc': 0x9d,
  'f64.nearest': 0x9e,
  'f64.sqrt': 0x9f,
  'f64.add': 0xa0,
  'f64.sub': 0xa1,
  'f64.mul': 0xa2,
  'f64.div': 0xa3,
  'f64.min': 0xa4,
  'f64.max': 0xa5,
  'f64.copysign': 0xa6,
  'f64.convert_i32_u': 0xb8,
} as const;

export type WasmInstruction = (typeof Wasm)[keyof typeof Wasm];

/** The immediate of an instruction: `indirect` is the index of a type, then that of a table. */
export type Immediate = 'block' | 'label' | 'function' | 'index' | 'indirect' | 'i32' | 'f64';

/** The immediates of the instructions that have any. */
export const immediates: Readonly<Partial<Record<keyof typeof Wasm, Immediate>>> = {
  block: 'block',
  loop: 'block',
  if: 'block',
  br: 'label',
  br_if: 'label',
  call: 'function',
  return_call: 'function',
  call_indirect: 'indirect',
  return_call_indirect: 'indirect',
  'local.get': 'index',
  'local.set': 'index',
  'local.tee': 'index',
  'global.get': 'index',
  'global.set': 'index',
  'i32.const': 'i32',
  'f64.const': 'f64',
};

export const F64 = 0x7c;
export const I32 = 0x7f;
export const FUNCREF = 0x70;
export const VOID = 0x40;
export const MUTABLE = 1;

/** The instruction of each opcode that is exactly one. */
export const direct: Readonly<Partial<Record<Opcode, WasmInstruction>>> = {
  fadd: Wasm['f64.add'],
  fsub: Wasm['f64.sub'],
  fmul: Wasm['f64.mul'],
  fdiv: Wasm['f64.div'],
  fneg: Wasm['f64.neg'],
  sqrt: Wasm['f64.sqrt'],
  floor: Wasm['f64.floor'],
  ceil: Wasm['f64.ceil'],
  trunc: Wasm['f64.trunc'],
  nearbyint: Wasm['f64.nearest'],
  fabs: Wasm['f64.abs'],
  copysign: Wasm['f64.copysign'],
  minimum: Wasm['f64.min'],
  maximum: Wasm['f64.max'],
  and: Wasm['i32.and'],
  or: Wasm['i32.or'],
  xor: Wasm['i32.xor'],
  uitofp: Wasm['f64.convert_i32_u'],
  select: Wasm.select,
};

/** The comparison that a predicate is, or whose negation it is. The rest need both operands twice. */
export const comparisons: Readonly<
  Partial<Record<Predicate, { readonly instruction: WasmInstruction; readonly negate: boolean }>>
> = {
  oeq: { instruction: Wasm['f64.eq'], negate: false },
  ogt: { instruction: Wasm['f64.gt'], negate: false },
  oge: { instruction: Wasm['f64.ge'], negate: false },
  olt: { instruction: Wasm['f64.lt'], negate: false },
  ole: { instruction: Wasm['f64.le'], negate: false },
  ugt: { instruction: Wasm['f64.le'], negate: true },
  uge: { instruction: Wasm['f64.lt'], negate: true },
  ult: { instruction: Wasm['f64.ge'], negate: true },
  ule: { instruction: Wasm['f64.gt'], negate: true },
  une: { instruction: Wasm['f64.ne'], negate: false },
};
