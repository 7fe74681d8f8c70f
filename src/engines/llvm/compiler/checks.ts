/**
 * Adds checks to optimized functions, which they hinder no more then. A function that calls compares
 * the stack pointer with the limit at its start. Below, it jumps to its entry, which calls it again
 * with the same arguments unless the stack is full:
 *
 *     define double @f(…) {                define double @f(…) {
 *     entry:                               check:
 *       …                          ──▶       br (sp < limit), %below, %entry
 *
 * The stack pointer is that of the function's own frame, however large. Nothing touches the stack
 * below: the call is in tail position, so that the callee's frame replaces the function's.
 *
 * A loop calls the checkpoint when it finds the limit raised to the largest word. Each cycle of the
 * flow graph has a block where a depth-first search comes back to a block that it is in:
 *
 *     header:                              header:
 *       %i = phi …                           %i = phi …
 *       …                          ──▶       br (limit == -1), %pause, %body
 *                                          pause:
 *                                            call void %checkpoint()
 *                                            br %body
 *                                          body:
 *                                            …
 */
import type {
  Attribute,
  BasicBlock,
  Builder,
  Context,
  LLVM,
  Module,
  Type,
  Value,
} from '../binding/bindings.ts';
import { NULL } from '../binding/ffi.ts';
import type { LLVMLibrary } from '../binding/library.ts';
import { TableField, UNLINKED_TABLE } from './object.ts';

/** `LLVMIntEQ`, `LLVMIntULT`, and the indices that mean a call as a whole and its first argument. */
const EQUAL = 32;
const UNSIGNED_LESS = 36;
const WHOLE_CALL = 0xffff_ffff;
const FIRST_ARGUMENT = 1;

/** The name of the register that points to the top of the stack. */
export function stackPointerRegister(triple: string): string {
  return /^(?:x86_64|amd64)/.test(triple) ? 'rsp' : 'sp';
}

/** A function of a module, and the checks that it needs. */
export interface CheckedFunction {
  readonly name: string;
  readonly checksStack: boolean;
  readonly checksLoops: boolean;
}

export class Checks {
  readonly #llvm: LLVM;
  readonly #register: string;

  constructor({ llvm }: LLVMLibrary, triple: string) {
    this.#llvm = llvm;
    this.#register = stackPointerRegister(triple);
  }

  /** Adds checks to all functions of a module that its table lists, in the table's order. */
  insert(module: Module, context: Context, functions: readonly CheckedFunction[]): void {
    const llvm = this.#llvm;
    const builder = llvm.CreateBuilderInContext(context);
    const insertion = new Insertion(llvm, builder, module, context, this.#register);
    functions.forEach(({ name, checksStack, checksLoops }, index) => {
      const fn = llvm.GetNamedFunction(module, name);
      if (checksLoops) insertion.checkLoops(fn);
      if (checksStack) insertion.checkStack(fn, index);
    });
    llvm.DisposeBuilder(builder);
  }
}

/** Builds instructions in one module. */
class Insertion {
  readonly #llvm: LLVM;
  readonly #builder: Builder;
  readonly #module: Module;
  readonly #context: Context;
  readonly #word: Type;
  readonly #table: Value;
  readonly #tableType: Type;
  readonly #register: string;

  constructor(llvm: LLVM, builder: Builder, module: Module, context: Context, register: string) {
    this.#llvm = llvm;
    this.#builder = builder;
    this.#module = module;
    this.#context = context;
    this.#word = llvm.Int64TypeInContext(context);
    this.#table = llvm.GetNamedGlobal(module, UNLINKED_TABLE);
    this.#tableType = llvm.GlobalGetValueType(this.#table);
    this.#register = register;
  }

  checkStack(fn: Value, index: number): void {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const entry = llvm.GetEntryBasicBlock(fn);
    const check = llvm.InsertBasicBlockInContext(this.#context, entry, 'check');
    const below = llvm.AppendBasicBlockInContext(this.#context, fn, 'below');
    llvm.PositionBuilderAtEnd(builder, check);
    const isBelow = llvm.BuildICmp(builder, UNSIGNED_LESS, this.#stackPointer(), this.#limit(), '');
    llvm.BuildCondBr(builder, isBelow, below, entry);
    llvm.PositionBuilderAtEnd(builder, below);
    llvm.BuildRet(builder, this.#callEntry(fn, index));
  }

  checkLoops(fn: Value): void {
    for (const header of this.#loopHeaders(fn)) this.#checkLoop(fn, header);
  }

  #checkLoop(fn: Value, body: BasicBlock): void {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const header = llvm.InsertBasicBlockInContext(this.#context, body, 'header');
    const pause = llvm.AppendBasicBlockInContext(this.#context, fn, 'pause');
    // Without its terminator the body has no successors whose phis would be made to name the header.
    const terminator = llvm.GetBasicBlockTerminator(body);
    llvm.InstructionRemoveFromParent(terminator);
    llvm.ReplaceAllUsesWith(llvm.BasicBlockAsValue(body), llvm.BasicBlockAsValue(header));
    llvm.PositionBuilderAtEnd(builder, body);
    llvm.InsertIntoBuilder(builder, terminator);
    llvm.PositionBuilderAtEnd(builder, header);
    for (;;) {
      const phi = llvm.IsAPHINode(llvm.GetFirstInstruction(body));
      if (phi === NULL) break;
      llvm.InstructionRemoveFromParent(phi);
      llvm.InsertIntoBuilder(builder, phi);
    }
    const limit = this.#limit();
    llvm.SetVolatile(limit, 1);
    const isRaised = llvm.BuildICmp(builder, EQUAL, limit, llvm.ConstAllOnes(this.#word), '');
    llvm.BuildCondBr(builder, isRaised, pause, body);
    llvm.PositionBuilderAtEnd(builder, pause);
    this.#callCheckpoint();
    llvm.BuildBr(builder, body);
  }

  /** Blocks that a depth-first search finds again while it is in them. */
  #loopHeaders(fn: Value): Set<BasicBlock> {
    const llvm = this.#llvm;
    const headers = new Set<BasicBlock>();
    const isOpen = new Map<BasicBlock, boolean>();
    const path: { readonly block: BasicBlock; readonly successors: BasicBlock[] }[] = [];
    const open = (block: BasicBlock) => {
      const terminator = llvm.GetBasicBlockTerminator(block);
      const count = llvm.GetNumSuccessors(terminator);
      const successors = Array.from({ length: count }, (_, i) => llvm.GetSuccessor(terminator, i));
      isOpen.set(block, true);
      path.push({ block, successors });
    };
    open(llvm.GetEntryBasicBlock(fn));
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.successors.pop();
      if (next === undefined) {
        isOpen.set(top.block, false);
        path.pop();
      } else if (!isOpen.has(next)) open(next);
      else if (isOpen.get(next)) headers.add(next);
    }
    return headers;
  }

  #stackPointer(): Value {
    const llvm = this.#llvm;
    const context = this.#context;
    const name = 'llvm.read_register';
    const id = llvm.LookupIntrinsicID(name, name.length);
    const read = llvm.GetIntrinsicDeclaration(this.#module, id, [this.#word], 1);
    const text = llvm.MDStringInContext2(context, this.#register, this.#register.length);
    const register = llvm.MetadataAsValue(context, llvm.MDNodeInContext2(context, [text], 1));
    return llvm.BuildCall2(this.#builder, llvm.GlobalGetValueType(read), read, [register], 1, 'sp');
  }

  #limit(): Value {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const place = this.#load(llvm.PointerType(this.#word, 0), this.#field(TableField.limit));
    return llvm.BuildLoad2(builder, this.#word, place, 'limit');
  }

  /** A call of a function's entry, with the address of the function's and its arguments. */
  #callEntry(fn: Value, index: number): Value {
    const llvm = this.#llvm;
    const own = this.#field(TableField.definitions, index);
    const count = llvm.CountParams(fn);
    const args = [own, ...Array.from({ length: count }, (_, i) => llvm.GetParam(fn, i))];
    const double = llvm.DoubleTypeInContext(this.#context);
    const types = args.map((arg) => llvm.TypeOf(arg));
    const type = llvm.FunctionType(double, types, types.length, 0);
    const entry = this.#load(llvm.PointerType(type, 0), this.#field(TableField.entries, index));
    const call = llvm.BuildCall2(this.#builder, type, entry, args, args.length, '');
    llvm.AddCallSiteAttribute(call, FIRST_ARGUMENT, this.#attribute('nest'));
    llvm.AddCallSiteAttribute(call, WHOLE_CALL, this.#attribute('cold'));
    llvm.SetTailCall(call, 1);
    return call;
  }

  #callCheckpoint(): void {
    const llvm = this.#llvm;
    const type = llvm.FunctionType(llvm.VoidTypeInContext(this.#context), [], 0, 0);
    const code = this.#load(llvm.PointerType(type, 0), this.#field(TableField.checkpoint));
    const call = llvm.BuildCall2(this.#builder, type, code, [], 0, '');
    llvm.AddCallSiteAttribute(call, WHOLE_CALL, this.#attribute('cold'));
  }

  #load(type: Type, place: Value): Value {
    return this.#llvm.BuildLoad2(this.#builder, type, place, '');
  }

  /** The place of a field of the table, or of its element `index`. */
  #field(field: number, index?: number): Value {
    const llvm = this.#llvm;
    const place = llvm.BuildStructGEP2(this.#builder, this.#tableType, this.#table, field, '');
    if (index === undefined) return place;
    const type = llvm.StructGetTypeAtIndex(this.#tableType, field);
    return llvm.BuildStructGEP2(this.#builder, type, place, index, '');
  }

  #attribute(name: string): Attribute {
    const kind = this.#llvm.GetEnumAttributeKindForName(name, name.length);
    return this.#llvm.CreateEnumAttribute(this.#context, kind, 0);
  }
}
