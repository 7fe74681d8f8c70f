/**
 * The opcode table: every fact about an opcode that printer, reader, verifier, interpreter and
 * back ends need. Meanings are those of LLVM's Language Reference for `double` and `i1`.
 */
import type { Type } from './types.ts';

/** Predicates of `fcmp`: if an operand is NaN, those with `o` are false and those with `u` true. */
export type Predicate =
  | 'oeq' | 'ogt' | 'oge' | 'olt' | 'ole' | 'one' | 'ord'
  | 'ueq' | 'ugt' | 'uge' | 'ult' | 'ule' | 'une' | 'uno'; // biome-ignore format: a table

/** Opcodes that compute a `double` or `i1` from operands alone. */
export type PureOpcode =
  | 'fadd' | 'fsub' | 'fmul' | 'fdiv' | 'fneg'
  | 'sqrt' | 'floor' | 'ceil' | 'trunc' | 'nearbyint' | 'fabs' | 'copysign' | 'minimum' | 'maximum'
  | 'fcmp' | 'and' | 'or' | 'xor' | 'uitofp' | 'select'; // biome-ignore format: a table

/** Pure opcodes that need no more than operands: all but `fcmp`, which has a predicate. */
export type PlainOpcode = Exclude<PureOpcode, 'fcmp'>;

/** Opcodes of values that belong to no block: instructions only name them as operands. */
export type LeafOpcode = 'param' | 'const';

/** Opcodes that end a block. */
export type TerminatorOpcode = 'br' | 'condbr' | 'ret';

/** The name of any instruction. */
export type Opcode = PureOpcode | LeafOpcode | TerminatorOpcode | 'call' | 'phi';

/** The facts about one opcode. */
export interface OpcodeInfo {
  /** Types of the operands; `any` is the type of the result. `undefined`: any number of doubles. */
  readonly operands: readonly (Type | 'any')[] | undefined;
  /** Type of the result; `any` is the type of the operands marked `any`. `undefined`: no result. */
  readonly result: Type | 'any' | undefined;
  readonly kind: 'leaf' | 'pure' | 'call' | 'phi' | 'terminator';
  /** LLVM's spelling: an instruction, a conversion `op T %x to U`, or a call of an intrinsic. */
  readonly form: 'instruction' | 'conversion' | 'intrinsic';
  readonly commutative: boolean;
}

const pure = (
  operands: readonly (Type | 'any')[],
  result: Type | 'any',
  commutative = false,
): OpcodeInfo => ({ operands, result, kind: 'pure', form: 'instruction', commutative });

const intrinsic = (arity: 1 | 2, commutative = false): OpcodeInfo => ({
  operands: arity === 1 ? ['double'] : ['double', 'double'],
  result: 'double',
  kind: 'pure',
  form: 'intrinsic',
  commutative,
});

const conversion = (from: Type, to: Type): OpcodeInfo => ({
  operands: [from],
  result: to,
  kind: 'pure',
  form: 'conversion',
  commutative: false,
});

const other = (
  kind: OpcodeInfo['kind'],
  operands: OpcodeInfo['operands'],
  result: OpcodeInfo['result'],
): OpcodeInfo => ({ operands, result, kind, form: 'instruction', commutative: false });

/** Every opcode, in the order in which documentation lists them. */
export const opcodes: Readonly<Record<Opcode, OpcodeInfo>> = {
  param: other('leaf', [], 'double'),
  const: other('leaf', [], 'any'),
  fadd: pure(['double', 'double'], 'double', true),
  fsub: pure(['double', 'double'], 'double'),
  fmul: pure(['double', 'double'], 'double', true),
  fdiv: pure(['double', 'double'], 'double'),
  fneg: pure(['double'], 'double'),
  sqrt: intrinsic(1),
  floor: intrinsic(1),
  ceil: intrinsic(1),
  trunc: intrinsic(1),
  nearbyint: intrinsic(1),
  fabs: intrinsic(1),
  copysign: intrinsic(2),
  minimum: intrinsic(2, true),
  maximum: intrinsic(2, true),
  fcmp: pure(['double', 'double'], 'i1'),
  and: pure(['i1', 'i1'], 'i1', true),
  or: pure(['i1', 'i1'], 'i1', true),
  xor: pure(['i1', 'i1'], 'i1', true),
  uitofp: conversion('i1', 'double'),
  select: pure(['i1', 'any', 'any'], 'any'),
  call: other('call', undefined, 'double'),
  phi: other('phi', undefined, 'any'),
  br: other('terminator', [], undefined),
  condbr: other('terminator', ['i1'], undefined),
  ret: other('terminator', ['double'], undefined),
};

/** All predicates of `fcmp`. */
export const predicates: readonly Predicate[] = [
  'oeq', 'ogt', 'oge', 'olt', 'ole', 'one', 'ord',
  'ueq', 'ugt', 'uge', 'ult', 'ule', 'une', 'uno',
]; // biome-ignore format: a table
