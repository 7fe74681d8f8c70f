/**
 * Compiles LLVM assembly, for this machine or another, to object code, assembly, bitcode, or the
 * optimized IR as text. Pure: the same text and options produce the same bytes.
 */
import { SessionDisposedError } from '../../../orc/index.ts';
import type {
  Context,
  DataLayout,
  MemoryBuffer,
  Message,
  Module,
  PassOptions,
  Target,
  TargetMachine,
} from '../binding/bindings.ts';
import { NULL } from '../binding/ffi.ts';
import { check, LLVMError, type LLVMLibrary, takeText } from '../binding/library.ts';
import { baselineOf } from './baseline.ts';

/** The form of a compiled module. */
export type OutputForm = 'object' | 'assembly' | 'bitcode' | 'ir';

/** The target of the code, and the level of optimization. */
export interface CodeGeneratorOptions {
  /** The target, as `arch-vendor-os`. Default: this machine. */
  readonly triple?: string;
  /**
   * The processor, by LLVM's name; empty for the features that all machines of the triple have.
   * Default: this machine's processor; for another triple, empty.
   */
  readonly cpu?: string;
  /** Which pipeline LLVM runs: `default<O0>` to `default<O3>`. Default: 2. */
  readonly optimizationLevel?: 0 | 1 | 2 | 3;
}

/** Options for the step from the optimized module to code. */
export interface MachineOptions {
  /** 0 compiles fastest, and makes only mandatory tail calls. Default: `optimizationLevel`. */
  readonly codeLevel?: 0 | 1 | 2 | 3;
}

export interface CompileOptions {
  readonly form: OutputForm;
  /** Changes the optimized module before it becomes code. */
  readonly finish?: (module: Module, context: Context) => void;
}

/** Numbers of `LLVMCodeGenFileType`. */
const FILE_TYPES = { assembly: 0, object: 1 } as const;
/** Numbers of `LLVMRelocMode` and `LLVMCodeModel`: position-independent code of the usual size. */
const PIC = 2;
const DEFAULT_CODE_MODEL = 0;

/** LLVM's names of our architectures, as in its initializers. */
const ARCHITECTURES: readonly (readonly [RegExp, string])[] = [
  [/^(?:x86_64|amd64|i\d86)-/, 'X86'],
  [/^(?:aarch64|arm64)/, 'AArch64'],
  [/^riscv/, 'RISCV'],
  [/^(?:arm|thumb)/, 'ARM'],
  [/^powerpc|^ppc/, 'PowerPC'],
  [/^wasm/, 'WebAssembly'],
  [/^s390x/, 'SystemZ'],
  [/^loongarch/, 'LoongArch'],
  [/^mips/, 'Mips'],
  [/^sparc/, 'Sparc'],
];

export class CodeGenerator implements Disposable {
  readonly library: LLVMLibrary;
  readonly triple: string;
  readonly cpu: string;
  readonly dataLayout: string;
  /** The options as they were resolved; the same give the same code of a text. */
  readonly options: readonly (string | number)[];
  readonly #machine: TargetMachine;
  readonly #layout: DataLayout;
  readonly #passOptions: PassOptions;
  readonly #pipeline: string;
  #disposed = false;

  /** @throws LLVMError if this LLVM has no target for the triple. */
  constructor(library: LLVMLibrary, options: CodeGeneratorOptions & MachineOptions = {}) {
    const { llvm } = library;
    const { optimizationLevel = 2, codeLevel = optimizationLevel } = options;
    this.library = library;
    const host = takeText(library, llvm.GetDefaultTargetTriple());
    this.triple =
      options.triple === undefined
        ? host
        : takeText(library, llvm.NormalizeTargetTriple(options.triple));
    const isHost = this.triple === host && options.cpu === undefined;
    const chosen = options.cpu ? { cpu: options.cpu, features: '' } : baselineOf(this.triple);
    this.cpu = isHost ? takeText(library, llvm.GetHostCPUName()) : chosen.cpu;
    const features = isHost ? takeText(library, llvm.GetHostCPUFeatures()) : chosen.features;
    initializeTarget(library, this.triple);
    const target = targetOf(library, this.triple);
    this.#machine = llvm.CreateTargetMachine(
      target,
      this.triple,
      this.cpu,
      features,
      codeLevel,
      PIC,
      DEFAULT_CODE_MODEL,
    );
    this.#layout = llvm.CreateTargetDataLayout(this.#machine);
    this.dataLayout = takeText(library, llvm.CopyStringRepOfTargetData(this.#layout));
    this.#passOptions = llvm.CreatePassBuilderOptions();
    this.#pipeline = `default<O${optimizationLevel}>`;
    this.options = [this.triple, this.cpu, features, optimizationLevel, codeLevel];
  }

  /**
   * Compiles the text of a module.
   *
   * @throws LLVMError for text that LLVM cannot parse; SessionDisposedError.
   */
  compile(text: string, { form, finish }: CompileOptions): Uint8Array {
    const { llvm } = this.library;
    if (this.#disposed) throw new SessionDisposedError();
    const context = llvm.ContextCreate();
    try {
      const module = this.#parse(text, context);
      try {
        check(
          this.library,
          llvm.RunPasses(module, this.#pipeline, this.#machine, this.#passOptions),
        );
        finish?.(module, context);
        return this.#emit(module, form);
      } finally {
        llvm.DisposeModule(module);
      }
    } finally {
      llvm.ContextDispose(context);
    }
  }

  [Symbol.dispose](): void {
    const { llvm } = this.library;
    if (this.#disposed) return;
    this.#disposed = true;
    llvm.DisposePassBuilderOptions(this.#passOptions);
    llvm.DisposeTargetData(this.#layout);
    llvm.DisposeTargetMachine(this.#machine);
  }

  #parse(text: string, context: Context): Module {
    const { llvm } = this.library;
    const bytes = new TextEncoder().encode(text);
    const buffer = llvm.CreateMemoryBufferWithMemoryRangeCopy(bytes, bytes.length, 'kaleidoscope');
    const module: Module[] = [];
    const message: Message[] = [];
    if (llvm.ParseIRInContext(context, buffer, out(module), out(message)) !== 0) {
      throw new LLVMError(takeText(this.library, message[0]!)); // set on failure
    }
    llvm.SetModuleDataLayout(module[0]!, this.#layout); // set on success
    llvm.SetTarget(module[0]!, this.triple);
    return module[0]!;
  }

  #emit(module: Module, form: OutputForm): Uint8Array {
    const { llvm } = this.library;
    if (form === 'ir') {
      return new TextEncoder().encode(takeText(this.library, llvm.PrintModuleToString(module)));
    }
    if (form === 'bitcode') return this.#takeBytes(llvm.WriteBitcodeToMemoryBuffer(module));
    const buffer: MemoryBuffer[] = [];
    const message: Message[] = [];
    const failed = llvm.TargetMachineEmitToMemoryBuffer(
      this.#machine,
      module,
      FILE_TYPES[form],
      out(message),
      out(buffer),
    );
    if (failed !== 0) throw new LLVMError(takeText(this.library, message[0]!)); // set on failure
    return this.#takeBytes(buffer[0]!); // set on success
  }

  #takeBytes(buffer: MemoryBuffer): Uint8Array {
    const { llvm, ffi } = this.library;
    const bytes = ffi.readBytes(llvm.GetBufferStart(buffer), llvm.GetBufferSize(buffer));
    llvm.DisposeMemoryBuffer(buffer);
    return bytes;
  }
}

/** Prepares a place for an output parameter of a call. */
export function out<T extends number>(place: T[]): T[] {
  place[0] = NULL as number as T; // overwritten by the call
  return place;
}

/** Calls the initializers that `LLVMInitializeNativeTarget`, inline in the headers, calls. */
function initializeTarget({ ffi, library, path }: LLVMLibrary, triple: string): void {
  const name = ARCHITECTURES.find(([pattern]) => pattern.test(triple))?.[1];
  if (name === undefined) throw new LLVMError(`there is no target for the triple '${triple}'`);
  for (const part of ['TargetInfo', 'Target', 'TargetMC', 'AsmPrinter']) {
    const address = library.find(`LLVMInitialize${name}${part}`);
    if (address === undefined) throw new LLVMError(`${path} was built without ${name}`);
    ffi.bind<() => void>(address, { result: 'void', parameters: [] })();
  }
}

function targetOf(library: LLVMLibrary, triple: string): Target {
  const target: Target[] = [];
  const message: Message[] = [];
  if (library.llvm.GetTargetFromTriple(triple, out(target), out(message)) !== 0) {
    throw new LLVMError(takeText(library, message[0]!)); // set on failure
  }
  return target[0]!; // set on success
}
