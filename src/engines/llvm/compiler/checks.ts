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
 * A loop calls the checkpoint where it starts again and finds the limit raised. Each cycle of the
 * flow graph has an edge by which a depth-first search comes back to a block that it is in:
 *
 *     br %exits, %exit, %header            br %exits, %exit, %again
 *                                ──▶     again:
 *                                          br (sp < limit), %pause, %header
 *                                        pause:
 *                                          call void %checkpoint()
 *                                          br %header
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

/** `LLVMIntULT`, and the indices that mean a call as a whole and its first argument. */
const UNSIGNED_LESS = 36;
const WHOLE_CALL = 0xffff_ffff;
const FIRST_ARGUMENT = 1;

/** The name of the register that points to the top of the stack. */
export function stackPointerRegister(triple: string): string {
  return isX86(triple) ? 'rsp' : 'sp';
}

/** A calling convention of LLVM: its name in text, and its number. */
interface Convention {
  readonly text: string;
  readonly number: number;
}

/** How loops call the checkpoint. Where they can, they keep all values in registers meanwhile. */
export function checkpointConvention(triple: string): Convention {
  return isX86(triple) ? { text: 'preserve_allcc', number: 15 } : { text: 'ccc', number: 0 };
}

function isX86(triple: string): boolean {
  return /^(?:x86_64|amd64)/.test(triple);
}

/** A function of a module, and the checks that it needs. */
export interface CheckedFunction {
  readonly name: string;
  readonly checksStack: boolean;
  readonly checksLoops: boolean;
}

export class Checks {
  readonly #llvm: LLVM;
  readonly #triple: string;

  constructor({ llvm }: LLVMLibrary, triple: string) {
    this.#llvm = llvm;
    this.#triple = triple;
  }

  /** Adds checks to all functions of a module that its table lists, in the table's order. */
  insert(module: Module, context: Context, functions: readonly CheckedFunction[]): void {
    const llvm = this.#llvm;
    const builder = llvm.CreateBuilderInContext(context);
    const insertion = new Insertion(llvm, builder, module, context, this.#triple);
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

  readonly #convention: Convention;

  constructor(llvm: LLVM, builder: Builder, module: Module, context: Context, triple: string) {
    this.#llvm = llvm;
    this.#builder = builder;
    this.#module = module;
    this.#context = context;
    this.#word = llvm.Int64TypeInContext(context);
    this.#table = llvm.GetNamedGlobal(module, UNLINKED_TABLE);
    this.#tableType = llvm.GlobalGetValueType(this.#table);
    this.#register = stackPointerRegister(triple);
    this.#convention = checkpointConvention(triple);
  }

  checkStack(fn: Value, index: number): void {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const entry = llvm.GetEntryBasicBlock(fn);
    const check = llvm.InsertBasicBlockInContext(this.#context, entry, 'check');
    const below = llvm.AppendBasicBlockInContext(this.#context, fn, 'below');
    llvm.PositionBuilderAtEnd(builder, check);
    llvm.BuildCondBr(builder, this.#isBelowLimit(), below, entry);
    llvm.PositionBuilderAtEnd(builder, below);
    llvm.BuildRet(builder, this.#callEntry(fn, index));
  }

  checkLoops(fn: Value): void {
    for (const { from, to } of this.#backEdges(fn)) this.#checkEdge(fn, from, to);
  }

  #checkEdge(fn: Value, from: BasicBlock, to: BasicBlock): void {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const check = llvm.AppendBasicBlockInContext(this.#context, fn, 'again');
    const pause = llvm.AppendBasicBlockInContext(this.#context, fn, 'pause');
    this.#successors(from).forEach((successor, index) => {
      if (successor !== to) return;
      llvm.SetSuccessor(llvm.GetBasicBlockTerminator(from), index, check);
    });
    for (const phi of this.#phis(to)) this.#replaceIncoming(phi, from, [check, pause]);
    llvm.PositionBuilderAtEnd(builder, check);
    llvm.BuildCondBr(builder, this.#isBelowLimit(), pause, to);
    llvm.PositionBuilderAtEnd(builder, pause);
    this.#callCheckpoint();
    llvm.BuildBr(builder, to);
  }

  /** Makes a phi take the value of `old` from all the blocks `replacements` instead. */
  #replaceIncoming(phi: Value, old: BasicBlock, replacements: readonly BasicBlock[]): void {
    const llvm = this.#llvm;
    const values: Value[] = [];
    const blocks: BasicBlock[] = [];
    const add = (value: Value, block: BasicBlock) => {
      values.push(value);
      blocks.push(block);
    };
    let isReplaced = false;
    for (let i = 0; i < llvm.CountIncoming(phi); i++) {
      const [value, block] = [llvm.GetIncomingValue(phi, i), llvm.GetIncomingBlock(phi, i)];
      if (block !== old) add(value, block);
      else if (!isReplaced) for (const each of replacements) add(value, each);
      isReplaced ||= block === old;
    }
    llvm.PositionBuilderBefore(this.#builder, phi);
    const replacement = llvm.BuildPhi(this.#builder, llvm.TypeOf(phi), '');
    llvm.AddIncoming(replacement, values, blocks, values.length);
    llvm.ReplaceAllUsesWith(phi, replacement);
    llvm.InstructionEraseFromParent(phi);
  }

  /** Edges by which a depth-first search comes back to a block that it is in. */
  #backEdges(fn: Value): { readonly from: BasicBlock; readonly to: BasicBlock }[] {
    const edges: { readonly from: BasicBlock; readonly to: BasicBlock }[] = [];
    const isOpen = new Map<BasicBlock, boolean>();
    const path: { readonly block: BasicBlock; readonly successors: BasicBlock[] }[] = [];
    const open = (block: BasicBlock) => {
      isOpen.set(block, true);
      path.push({ block, successors: [...new Set(this.#successors(block))] });
    };
    open(this.#llvm.GetEntryBasicBlock(fn));
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.successors.pop();
      if (next === undefined) {
        isOpen.set(top.block, false);
        path.pop();
      } else if (!isOpen.has(next)) open(next);
      else if (isOpen.get(next)) edges.push({ from: top.block, to: next });
    }
    return edges;
  }

  #successors(block: BasicBlock): BasicBlock[] {
    const llvm = this.#llvm;
    const terminator = llvm.GetBasicBlockTerminator(block);
    const count = llvm.GetNumSuccessors(terminator);
    return Array.from({ length: count }, (_, i) => llvm.GetSuccessor(terminator, i));
  }

  #phis(block: BasicBlock): Value[] {
    const llvm = this.#llvm;
    const phis: Value[] = [];
    let at = llvm.GetFirstInstruction(block);
    while (llvm.IsAPHINode(at) !== NULL) {
      phis.push(at);
      at = llvm.GetNextInstruction(at);
    }
    return phis;
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

  /**
   * Whether the stack pointer is below the limit, in one instruction of x86, which a volatile load
   * would make two. LLVM cannot move the load out of a loop, because the checkpoint may change the
   * word.
   */
  #isBelowLimit(): Value {
    const llvm = this.#llvm;
    const builder = this.#builder;
    const place = this.#load(llvm.PointerType(this.#word, 0), this.#field(TableField.limit));
    const limit = this.#load(this.#word, place);
    return llvm.BuildICmp(builder, UNSIGNED_LESS, this.#stackPointer(), limit, '');
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
    llvm.SetInstructionCallConv(call, this.#convention.number);
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
