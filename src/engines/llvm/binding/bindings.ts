/**
 * The part of LLVM's C interface that this engine calls, for LLVM 14 to 22. The names are those of
 * the headers in llvm-c/ without the prefix; every kind of handle is a type of its own.
 */
import type {
  Address,
  CType,
  ForeignInterface,
  ForeignLibrary,
  Handle,
  NULL,
  Signature,
} from './ffi.ts';

export type Context = Handle<'LLVMContextRef'>;
export type Module = Handle<'LLVMModuleRef'>;
export type Value = Handle<'LLVMValueRef'>;
export type Type = Handle<'LLVMTypeRef'>;
export type Metadata = Handle<'LLVMMetadataRef'>;
export type Attribute = Handle<'LLVMAttributeRef'>;
export type BasicBlock = Handle<'LLVMBasicBlockRef'>;
export type Builder = Handle<'LLVMBuilderRef'>;
export type MemoryBuffer = Handle<'LLVMMemoryBufferRef'>;
export type Target = Handle<'LLVMTargetRef'>;
export type TargetMachine = Handle<'LLVMTargetMachineRef'>;
export type DataLayout = Handle<'LLVMTargetDataRef'>;
export type PassOptions = Handle<'LLVMPassBuilderOptionsRef'>;
export type Binary = Handle<'LLVMBinaryRef'>;
export type SymbolIterator = Handle<'LLVMSymbolIteratorRef'>;
export type LLJIT = Handle<'LLVMOrcLLJITRef'>;
export type LLJITBuilder = Handle<'LLVMOrcLLJITBuilderRef'>;
export type JITDylib = Handle<'LLVMOrcJITDylibRef'>;
export type Generator = Handle<'LLVMOrcDefinitionGeneratorRef'>;
export type ResourceTracker = Handle<'LLVMOrcResourceTrackerRef'>;
export type ExecutionSession = Handle<'LLVMOrcExecutionSessionRef'>;
export type SymbolStringPool = Handle<'LLVMOrcSymbolStringPoolRef'>;
/** A failure, whose message can be read once, or 0. */
export type ErrorHandle = Handle<'LLVMErrorRef'>;
/** Text that belongs to the caller. */
export type Message = Handle<'char *'>;
/** True means failure, as in the headers. */
export type Failed = 0 | 1;

type Out<T extends number> = T[];
type None = typeof NULL;

interface Binding<F> extends Signature {
  readonly type?: F;
}

function fn<F>(result: CType, ...parameters: CType[]): Binding<F> {
  return { result, parameters };
}

const P = 'uintptr_t';
const OUT = '_Out_ uintptr_t *';
const LIST = 'uintptr_t *';

const bindings = {
  // Core.h
  ContextCreate: fn<() => Context>(P),
  ContextDispose: fn<(context: Context) => void>('void', P),
  DisposeModule: fn<(module: Module) => void>('void', P),
  DisposeMessage: fn<(message: Message) => void>('void', P),
  SetTarget: fn<(module: Module, triple: string) => void>('void', P, 'str'),
  PrintModuleToString: fn<(module: Module) => Message>(P, P),
  GetNamedFunction: fn<(module: Module, name: string) => Value>(P, P, 'str'),
  GetNamedGlobal: fn<(module: Module, name: string) => Value>(P, P, 'str'),
  GlobalGetValueType: fn<(global: Value) => Type>(P, P),
  StructGetTypeAtIndex: fn<(struct: Type, index: number) => Type>(P, P, 'uint'),
  VoidTypeInContext: fn<(context: Context) => Type>(P, P),
  Int64TypeInContext: fn<(context: Context) => Type>(P, P),
  DoubleTypeInContext: fn<(context: Context) => Type>(P, P),
  FunctionType: fn<(result: Type, parameters: Type[], count: number, isVariadic: 0) => Type>(
    P,
    P,
    LIST,
    'uint',
    'int',
  ),
  PointerType: fn<(element: Type, space: 0) => Type>(P, P, 'uint'),
  LookupIntrinsicID: fn<(name: string, length: number) => number>('uint', 'str', 'size_t'),
  GetIntrinsicDeclaration: fn<(module: Module, id: number, types: Type[], count: number) => Value>(
    P,
    P,
    'uint',
    LIST,
    'size_t',
  ),
  MDStringInContext2: fn<(context: Context, text: string, length: number) => Metadata>(
    P,
    P,
    'str',
    'size_t',
  ),
  MDNodeInContext2: fn<(context: Context, nodes: Metadata[], count: number) => Metadata>(
    P,
    P,
    LIST,
    'size_t',
  ),
  MetadataAsValue: fn<(context: Context, metadata: Metadata) => Value>(P, P, P),
  GetEnumAttributeKindForName: fn<(name: string, length: number) => number>(
    'uint',
    'str',
    'size_t',
  ),
  CreateEnumAttribute: fn<(context: Context, kind: number, value: number) => Attribute>(
    P,
    P,
    'uint',
    'int64',
  ),
  AddCallSiteAttribute: fn<(call: Value, index: number, attribute: Attribute) => void>(
    'void',
    P,
    'uint',
    P,
  ),
  CountParams: fn<(fn: Value) => number>('uint', P),
  GetParam: fn<(fn: Value, index: number) => Value>(P, P, 'uint'),
  TypeOf: fn<(value: Value) => Type>(P, P),
  GetEntryBasicBlock: fn<(fn: Value) => BasicBlock>(P, P),
  GetBasicBlockTerminator: fn<(block: BasicBlock) => Value>(P, P),
  GetNumSuccessors: fn<(terminator: Value) => number>('uint', P),
  GetSuccessor: fn<(terminator: Value, index: number) => BasicBlock>(P, P, 'uint'),
  SetSuccessor: fn<(terminator: Value, index: number, block: BasicBlock) => void>(
    'void',
    P,
    'uint',
    P,
  ),
  GetFirstInstruction: fn<(block: BasicBlock) => Value>(P, P),
  GetNextInstruction: fn<(instruction: Value) => Value>(P, P),
  IsAPHINode: fn<(value: Value) => Value | None>(P, P),
  CountIncoming: fn<(phi: Value) => number>('uint', P),
  GetIncomingValue: fn<(phi: Value, index: number) => Value>(P, P, 'uint'),
  GetIncomingBlock: fn<(phi: Value, index: number) => BasicBlock>(P, P, 'uint'),
  AddIncoming: fn<(phi: Value, values: Value[], blocks: BasicBlock[], count: number) => void>(
    'void',
    P,
    LIST,
    LIST,
    'uint',
  ),
  InstructionEraseFromParent: fn<(instruction: Value) => void>('void', P),
  ReplaceAllUsesWith: fn<(old: Value, replacement: Value) => void>('void', P, P),
  InsertBasicBlockInContext: fn<(context: Context, before: BasicBlock, name: string) => BasicBlock>(
    P,
    P,
    P,
    'str',
  ),
  AppendBasicBlockInContext: fn<(context: Context, fn: Value, name: string) => BasicBlock>(
    P,
    P,
    P,
    'str',
  ),
  CreateBuilderInContext: fn<(context: Context) => Builder>(P, P),
  DisposeBuilder: fn<(builder: Builder) => void>('void', P),
  PositionBuilderAtEnd: fn<(builder: Builder, block: BasicBlock) => void>('void', P, P),
  PositionBuilderBefore: fn<(builder: Builder, instruction: Value) => void>('void', P, P),
  BuildPhi: fn<(builder: Builder, type: Type, name: string) => Value>(P, P, P, 'str'),
  BuildCall2: fn<
    (builder: Builder, type: Type, fn: Value, args: Value[], count: number, name: string) => Value
  >(P, P, P, P, LIST, 'uint', 'str'),
  BuildStructGEP2: fn<
    (builder: Builder, type: Type, pointer: Value, index: number, name: string) => Value
  >(P, P, P, P, 'uint', 'str'),
  BuildLoad2: fn<(builder: Builder, type: Type, pointer: Value, name: string) => Value>(
    P,
    P,
    P,
    P,
    'str',
  ),
  SetInstructionCallConv: fn<(call: Value, convention: number) => void>('void', P, 'uint'),
  BuildICmp: fn<
    (builder: Builder, predicate: number, left: Value, right: Value, name: string) => Value
  >(P, P, 'int', P, P, 'str'),
  BuildCondBr: fn<
    (builder: Builder, condition: Value, then: BasicBlock, otherwise: BasicBlock) => Value
  >(P, P, P, P, P),
  BuildBr: fn<(builder: Builder, target: BasicBlock) => Value>(P, P, P),
  BuildRet: fn<(builder: Builder, value: Value) => Value>(P, P, P),
  SetTailCall: fn<(call: Value, isTailCall: 1) => void>('void', P, 'int'),
  CreateMemoryBufferWithMemoryRangeCopy: fn<
    (bytes: Uint8Array, length: number, name: string) => MemoryBuffer
  >(P, 'void *', 'size_t', 'str'),
  GetBufferStart: fn<(buffer: MemoryBuffer) => Address>(P, P),
  GetBufferSize: fn<(buffer: MemoryBuffer) => number>('size_t', P),
  DisposeMemoryBuffer: fn<(buffer: MemoryBuffer) => void>('void', P),
  // IRReader.h, BitWriter.h, Error.h
  ParseIRInContext: fn<
    (context: Context, text: MemoryBuffer, module: Out<Module>, message: Out<Message>) => Failed
  >('int', P, P, OUT, OUT),
  WriteBitcodeToMemoryBuffer: fn<(module: Module) => MemoryBuffer>(P, P),
  GetErrorMessage: fn<(error: ErrorHandle) => Message>(P, P),
  DisposeErrorMessage: fn<(message: Message) => void>('void', P),
  // Target.h, TargetMachine.h
  GetDefaultTargetTriple: fn<() => Message>(P),
  NormalizeTargetTriple: fn<(triple: string) => Message>(P, 'str'),
  GetHostCPUName: fn<() => Message>(P),
  GetHostCPUFeatures: fn<() => Message>(P),
  GetTargetFromTriple: fn<(triple: string, target: Out<Target>, message: Out<Message>) => Failed>(
    'int',
    'str',
    OUT,
    OUT,
  ),
  CreateTargetMachine: fn<
    (
      target: Target,
      triple: string,
      cpu: string,
      features: string,
      level: number,
      relocations: number,
      codeModel: number,
    ) => TargetMachine
  >(P, P, 'str', 'str', 'str', 'int', 'int', 'int'),
  DisposeTargetMachine: fn<(machine: TargetMachine) => void>('void', P),
  CreateTargetDataLayout: fn<(machine: TargetMachine) => DataLayout>(P, P),
  CopyStringRepOfTargetData: fn<(layout: DataLayout) => Message>(P, P),
  DisposeTargetData: fn<(layout: DataLayout) => void>('void', P),
  SetModuleDataLayout: fn<(module: Module, layout: DataLayout) => void>('void', P, P),
  TargetMachineEmitToMemoryBuffer: fn<
    (
      machine: TargetMachine,
      module: Module,
      kind: number,
      message: Out<Message>,
      buffer: Out<MemoryBuffer>,
    ) => Failed
  >('int', P, P, 'int', OUT, OUT),
  // Transforms/PassBuilder.h
  CreatePassBuilderOptions: fn<() => PassOptions>(P),
  DisposePassBuilderOptions: fn<(options: PassOptions) => void>('void', P),
  RunPasses: fn<
    (module: Module, passes: string, machine: TargetMachine, options: PassOptions) => ErrorHandle
  >(P, P, 'str', P, P),
  // Object.h
  CreateBinary: fn<
    (buffer: MemoryBuffer, context: Context | None, message: Out<Message>) => Binary
  >(P, P, P, OUT),
  DisposeBinary: fn<(binary: Binary) => void>('void', P),
  ObjectFileCopySymbolIterator: fn<(object: Binary) => SymbolIterator>(P, P),
  ObjectFileIsSymbolIteratorAtEnd: fn<(object: Binary, at: SymbolIterator) => 0 | 1>('int', P, P),
  MoveToNextSymbol: fn<(at: SymbolIterator) => void>('void', P),
  GetSymbolName: fn<(at: SymbolIterator) => string>('str', P),
  GetSymbolSize: fn<(at: SymbolIterator) => number>('size_t', P),
  DisposeSymbolIterator: fn<(at: SymbolIterator) => void>('void', P),
  // Orc.h, LLJIT.h
  OrcCreateLLJIT: fn<(jit: Out<LLJIT>, builder: LLJITBuilder | None) => ErrorHandle>(P, OUT, P),
  OrcDisposeLLJIT: fn<(jit: LLJIT) => ErrorHandle>(P, P),
  OrcLLJITGetMainJITDylib: fn<(jit: LLJIT) => JITDylib>(P, P),
  OrcLLJITGetGlobalPrefix: fn<(jit: LLJIT) => number>('int', P),
  OrcLLJITGetExecutionSession: fn<(jit: LLJIT) => ExecutionSession>(P, P),
  OrcExecutionSessionGetSymbolStringPool: fn<(session: ExecutionSession) => SymbolStringPool>(P, P),
  OrcSymbolStringPoolClearDeadEntries: fn<(pool: SymbolStringPool) => void>('void', P),
  OrcCreateDynamicLibrarySearchGeneratorForProcess: fn<
    (generator: Out<Generator>, prefix: number, filter: None, context: None) => ErrorHandle
  >(P, OUT, 'int', P, P),
  OrcJITDylibAddGenerator: fn<(dylib: JITDylib, generator: Generator) => void>('void', P, P),
  OrcJITDylibCreateResourceTracker: fn<(dylib: JITDylib) => ResourceTracker>(P, P),
  OrcResourceTrackerRemove: fn<(tracker: ResourceTracker) => ErrorHandle>(P, P),
  OrcReleaseResourceTracker: fn<(tracker: ResourceTracker) => void>('void', P),
  /** Takes ownership of the buffer. */
  OrcLLJITAddObjectFileWithRT: fn<
    (jit: LLJIT, tracker: ResourceTracker, object: MemoryBuffer) => ErrorHandle
  >(P, P, P, P),
  OrcLLJITLookup: fn<(jit: LLJIT, address: Out<Address>, name: string) => ErrorHandle>(
    P,
    P,
    OUT,
    'str',
  ),
};

type Bindings = typeof bindings;

/** The functions of one loaded libLLVM. */
export type LLVM = {
  readonly [Name in keyof Bindings]: Bindings[Name] extends Binding<infer F> ? F : never;
};

/** The functions of the table that a library lacks; LLVM 14 to 22 lack none. */
export function missingFunctions(library: ForeignLibrary): string[] {
  return Object.keys(bindings)
    .map((name) => `LLVM${name}`)
    .filter((name) => library.find(name) === undefined);
}

/** Binds every function of the table. The library must have them all. */
export function bindLLVM(ffi: ForeignInterface, library: ForeignLibrary): LLVM {
  const entries = Object.entries(bindings).map(([name, signature]) => {
    const address = library.find(`LLVM${name}`)!; // checked by the caller
    return [name, ffi.bind<unknown>(address, signature)];
  });
  return Object.fromEntries(entries) as LLVM; // each is bound as its row says
}
