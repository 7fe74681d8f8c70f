/**
 * Adds a stack check at the start of functions: if the stack pointer is below the table's limit,
 * the function calls the overflow entry, which never returns.
 *
 *     define double @f(…) {                define double @f(…) {
 *     entry:                               check:
 *       …                          ──▶       br (sp < limit), %overflow, %entry
 *
 * The check is added after optimization, so that it hinders none. It compares the stack pointer of
 * the function's own frame, however large, and touches nothing below: the call is in tail position,
 * so that the callee's frame replaces the function's.
 */
import type {
  BasicBlock,
  Builder,
  Context,
  LLVM,
  Module,
  Type,
  Value,
} from '../binding/bindings.ts';
import type { LLVMLibrary } from '../binding/library.ts';
import { TableField, UNLINKED_TABLE } from './object.ts';

/** `LLVMIntULT`, and the index that means a call as a whole. */
const UNSIGNED_LESS = 36;
const WHOLE_CALL = 0xffff_ffff;

/** The name of the register that points to the top of the stack. */
export function stackPointerRegister(triple: string): string {
  return /^(?:x86_64|amd64)/.test(triple) ? 'rsp' : 'sp';
}

export class StackCheck {
  readonly #llvm: LLVM;
  readonly #register: string;
  readonly #intrinsic: number;
  readonly #cold: number;

  constructor({ llvm }: LLVMLibrary, triple: string) {
    this.#llvm = llvm;
    this.#register = stackPointerRegister(triple);
    const intrinsic = 'llvm.read_register';
    this.#intrinsic = llvm.LookupIntrinsicID(intrinsic, intrinsic.length);
    this.#cold = llvm.GetEnumAttributeKindForName('cold', 'cold'.length);
  }

  /** Makes these functions of a module check the stack. */
  insert(module: Module, context: Context, names: readonly string[]): void {
    if (names.length === 0) return;
    const llvm = this.#llvm;
    const builder = llvm.CreateBuilderInContext(context);
    const insertion = new Insertion(llvm, builder, module, context);
    const readRegister = llvm.GetIntrinsicDeclaration(module, this.#intrinsic, [insertion.i64], 1);
    const register = this.#metadata(context);
    const cold = llvm.CreateEnumAttribute(context, this.#cold, 0);
    for (const name of names) {
      const fn = llvm.GetNamedFunction(module, name);
      const entry = llvm.GetEntryBasicBlock(fn);
      const check = llvm.InsertBasicBlockInContext(context, entry, 'check');
      const overflow = llvm.AppendBasicBlockInContext(context, fn, 'overflow');
      insertion.compare(check, readRegister, register, overflow, entry);
      const call = insertion.callOverflow(overflow);
      llvm.AddCallSiteAttribute(call, WHOLE_CALL, cold);
    }
    llvm.DisposeBuilder(builder);
  }

  #metadata(context: Context): Value {
    const llvm = this.#llvm;
    const text = llvm.MDStringInContext2(context, this.#register, this.#register.length);
    return llvm.MetadataAsValue(context, llvm.MDNodeInContext2(context, [text], 1));
  }
}

/** Builds instructions in one module. */
class Insertion {
  readonly i64: Type;
  readonly #llvm: LLVM;
  readonly #builder: Builder;
  readonly #table: Value;
  readonly #tableType: Type;
  readonly #context: Context;

  constructor(llvm: LLVM, builder: Builder, module: Module, context: Context) {
    this.#llvm = llvm;
    this.#builder = builder;
    this.#context = context;
    this.i64 = llvm.Int64TypeInContext(context);
    this.#table = llvm.GetNamedGlobal(module, UNLINKED_TABLE);
    this.#tableType = llvm.GlobalGetValueType(this.#table);
  }

  /** Ends `block`: to `overflow` if the stack pointer is below the limit, otherwise to `entry`. */
  compare(
    block: BasicBlock,
    readRegister: Value,
    register: Value,
    overflow: BasicBlock,
    entry: BasicBlock,
  ): void {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const metadataToWord = llvm.GlobalGetValueType(readRegister);
    llvm.PositionBuilderAtEnd(builder, block);
    const pointer = llvm.BuildCall2(builder, metadataToWord, readRegister, [register], 1, 'sp');
    const limit = llvm.BuildLoad2(builder, this.i64, this.#field(TableField.stackLimit), 'limit');
    const isBelow = llvm.BuildICmp(builder, UNSIGNED_LESS, pointer, limit, '');
    llvm.BuildCondBr(builder, isBelow, overflow, entry);
  }

  /** Fills `block` with the call that ends the function early. */
  callOverflow(block: BasicBlock): Value {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const type = llvm.FunctionType(llvm.DoubleTypeInContext(this.#context), [], 0, 0);
    llvm.PositionBuilderAtEnd(builder, block);
    const pointer = llvm.PointerType(type, 0);
    const entry = llvm.BuildLoad2(builder, pointer, this.#field(TableField.overflow), '');
    const call = llvm.BuildCall2(builder, type, entry, [], 0, '');
    llvm.SetTailCall(call, 1);
    llvm.BuildRet(builder, call);
    return call;
  }

  #field(index: number): Value {
    return this.#llvm.BuildStructGEP2(this.#builder, this.#tableType, this.#table, index, '');
  }
}
