/**
 * Writes the code of single instructions: values as expressions on the operand stack, locals,
 * constants, comparisons and calls. Control flow is the emitter's.
 */
import {
  type Constant,
  calleeOf,
  calleeTypeOf,
  constantFrom,
  constantOf,
  type FunctionType,
  type Instruction,
  instructionOf,
  isTailCall,
  type Opcode,
  opcodes,
  predicateOf,
  type Value,
} from '../../../ir/index.ts';
import type { ByteWriter } from '../format/bytes.ts';
import { comparisons, direct, VOID, Wasm } from '../format/instructions.ts';
import { CHECKPOINT, RelocationKind, type Signature, signatureOf } from '../format/object.ts';
import type { Locals } from './locals.ts';
import type { OutlinedLoop } from './loop-plan.ts';
import type { Region } from './region.ts';
import { comparesWithZero, evaluationOrder } from './stackify.ts';

/** Targets of the code's relocations. */
export interface CodeContext {
  /** Whether references are called as functions, and not through the table. */
  readonly callsDirectly: boolean;
  /** Number of the function that is called, if it is in the same object. */
  functionIndex(name: string): number | undefined;
  /** Number of an outlined loop's function in the object. */
  loopIndex(loop: OutlinedLoop): number;
  referenceIndex(name: string, type: FunctionType): number;
  signatureIndex(signature: Signature): number;
  /** Some code burns fuel. */
  noteCheckpoint(): void;
}

/** Instructions of x86-64 that take one operand and yet depend on their result's register. */
const mergesIntoRegister: ReadonlySet<Opcode> = new Set([
  'sqrt',
  'floor',
  'ceil',
  'trunc',
  'nearbyint',
]);

/** The module's one table, and its one global. */
const TABLE = 0;
const FUEL_GLOBAL = 0;

export class CodeWriter {
  readonly relocations: number[] = [];
  readonly #region: Region;
  readonly #locals: Locals;
  readonly #context: CodeContext;
  readonly #out: ByteWriter;

  constructor(region: Region, locals: Locals, context: CodeContext, out: ByteWriter) {
    this.#region = region;
    this.#locals = locals;
    this.#context = context;
    this.#out = out;
  }

  /** An instruction that is not part of another's expression. */
  writeRoot(value: Value): void {
    const { fn, placement } = this.#region.facts;
    const instruction = instructionOf(fn, value);
    const { kind } = opcodes[instruction.op];
    if (kind === 'phi' || kind === 'terminator') return;
    if (placement.uses[value] === 0) {
      if (kind !== 'call') return;
      this.#writeInstruction(instruction);
      this.#out.byte(Wasm.drop);
      return;
    }
    this.#writeInstruction(instruction);
    this.localSet(this.#locals.of(value));
  }

  /** Pushes a value: a constant, a local, or the expression itself. Its height is bounded. */
  writeValue(value: Value): void {
    const { fn, placement } = this.#region.facts;
    const instruction = instructionOf(fn, value);
    if (instruction.op === 'const')
      this.#writeConstant(constantOf(fn, value)!); // it is one
    else if (placement.inlined[value] === 1) this.#writeInstruction(instruction);
    else this.localGet(this.#locals.of(value));
  }

  #writeInstruction(instruction: Instruction): void {
    if (instruction.op === 'fcmp') {
      this.#writeComparison(instruction);
      return;
    }
    const operands = evaluationOrder(instruction);
    for (let i = 0; i < operands.length; i++) this.writeValue(operands[i]!);
    if (mergesIntoRegister.has(instruction.op)) this.#releaseOperand(operands[0]!);
    if (instruction.op === 'call') this.#writeCall(instruction);
    else this.#out.byte(direct[instruction.op]!); // all pure opcodes but fcmp are in the table
  }

  /**
   * Copies the value on the stack, by a double negation, if it is needed again. V8 on x86-64 writes
   * `vsqrtsd x, x, y`, which waits for what was in register `x` before: in a loop that is the result
   * of the last iteration. Where the operand ends, its register becomes `x`.
   */
  #releaseOperand(operand: Value): void {
    if (this.#region.facts.placement.uses[operand]! < 2) return;
    this.#out.bytes([Wasm['f64.neg'], Wasm['f64.neg']]);
  }

  /** Returns what a marked call gives, if that is possible: `value` stands for nothing else. */
  writeTailCall(value: Value): boolean {
    const { fn, placement } = this.#region.facts;
    const instruction = instructionOf(fn, value);
    const isMarked = instruction.op === 'call' && isTailCall(instruction);
    if (!isMarked || placement.inlined[value] === 0) return false;
    for (const operand of instruction.operands) this.writeValue(operand);
    this.#writeCall(instruction, Wasm.return_call, Wasm.return_call_indirect);
    return true;
  }

  #writeCall(
    instruction: Instruction,
    call: number = Wasm.call,
    callIndirect: number = Wasm.call_indirect,
  ): void {
    const name = calleeOf(instruction);
    const index = this.#context.functionIndex(name);
    if (index !== undefined) {
      this.#out.byte(call);
      this.relocate(RelocationKind.function, index);
      return;
    }
    const type = calleeTypeOf(instruction);
    const reference = this.#context.referenceIndex(name, type);
    if (this.#context.callsDirectly) {
      this.#out.byte(call);
      this.relocate(RelocationKind.slot, reference);
      return;
    }
    this.#out.byte(Wasm['i32.const']);
    this.relocate(RelocationKind.slot, reference);
    this.#out.byte(callIndirect);
    this.relocate(RelocationKind.type, this.#context.signatureIndex(signatureOf(type)));
    this.#out.byte(TABLE);
  }

  /** Burns fuel for so much work, and calls the checkpoint when it is used up. */
  writeCheckpoint(work: number): void {
    if (!this.#region.facts.fuel.isBurnt) return;
    this.#context.noteCheckpoint();
    this.#out.bytes([Wasm['global.get'], FUEL_GLOBAL, Wasm['i32.const']]);
    this.#out.i32(work);
    this.#out.bytes([Wasm['i32.sub'], Wasm['local.tee']]);
    this.#out.u32(this.#locals.fuel);
    this.#out.bytes([Wasm['global.set'], FUEL_GLOBAL]);
    this.localGet(this.#locals.fuel);
    this.#out.bytes([Wasm['i32.const'], 0, Wasm['i32.lt_s']]);
    this.#out.bytes([Wasm.if, VOID, Wasm['i32.const']]);
    this.relocate(RelocationKind.checkpoint, 0);
    this.#out.byte(Wasm.call_indirect);
    this.relocate(RelocationKind.type, this.#context.signatureIndex(CHECKPOINT));
    this.#out.bytes([TABLE, Wasm.end]);
  }

  #writeComparison(instruction: Instruction): void {
    const [a, b] = instruction.operands as [Value, Value];
    const predicate = predicateOf(instruction);
    const one = comparisons[predicate];
    if (one !== undefined) {
      this.writeValue(a);
      this.writeValue(b);
      this.#out.byte(one.instruction);
      if (one.negate) this.#out.byte(Wasm['i32.eqz']);
    } else if (comparesWithZero(this.#region.facts.fn, instruction)) {
      this.writeValue(a);
      this.#out.byte(Wasm['f64.abs']);
      this.writeValue(b);
      this.#out.byte(Wasm['f64.gt']);
      if (predicate === 'ueq') this.#out.byte(Wasm['i32.eqz']);
    } else {
      const ordered = predicate === 'one' || predicate === 'ueq';
      this.#writeOperandsTwice(a, b, ordered);
      if (predicate === 'ueq' || predicate === 'uno') this.#out.byte(Wasm['i32.eqz']);
    }
  }

  /** `one` is less or greater; `ord` is each equal to itself. */
  #writeOperandsTwice(a: Value, b: Value, isInequality: boolean): void {
    const [first, second] = isInequality
      ? ([
          [a, b, Wasm['f64.lt']],
          [a, b, Wasm['f64.gt']],
        ] as const)
      : ([
          [a, a, Wasm['f64.eq']],
          [b, b, Wasm['f64.eq']],
        ] as const);
    for (const [left, right, comparison] of [first, second]) {
      this.writeValue(left);
      this.writeValue(right);
      this.#out.byte(comparison);
    }
    this.#out.byte(isInequality ? Wasm['i32.or'] : Wasm['i32.and']);
  }

  #writeConstant(constant: Constant): void {
    switch (constant.type) {
      case 'double':
        this.writeDouble(constant.value);
        break;
      case 'i1':
        this.#out.bytes([Wasm['i32.const'], constant.value ? 1 : 0]);
    }
  }

  writeDouble(number: number): void {
    const local = this.#region.constantLocals.get(number);
    if (local !== undefined) {
      this.localGet(local);
      return;
    }
    this.#out.byte(Wasm['f64.const']);
    this.#out.f64(number);
  }

  writeZero(value: Value): void {
    const { type } = instructionOf(this.#region.facts.fn, value);
    this.#writeConstant(constantFrom(type, 0));
  }

  localGet(local: number): void {
    this.#out.byte(Wasm['local.get']);
    this.#out.u32(local);
  }

  localSet(local: number): void {
    this.#out.byte(Wasm['local.set']);
    this.#out.u32(local);
  }

  relocate(kind: number, index: number): void {
    this.relocations.push(this.#out.length, kind, index);
    this.#out.placeholder();
  }
}
