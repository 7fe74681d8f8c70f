/**
 * LLVM assembly to whatever LLVM makes of it, for this machine or another: object code, assembly,
 * bitcode, or the optimized IR as text. Pure: the same text and options give the same bytes.
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

/** What a module is compiled to. */
export type OutputForm = 'object' | 'assembly' | 'bitcode' | 'ir';

/** What code is made for, and how much it is optimized. */
export interface CodeGeneratorOptions {
  /** What to compile for, as `arch-vendor-os`. Default: this machine. */
  readonly triple?: string;
  /**
   * The processor, by LLVM's name; empty for what all machines of the triple have. Default: this
   * machine's, and that for another triple.
   */
  readonly cpu?: string;
  /** Which pipeline LLVM runs: `default<O0>` to `default<O3>`. Default: 2. */
  readonly optimizationLevel?: 0 | 1 | 2 | 3;
}

/** How code is made of the optimized module. */
export interface MachineOptions {
  /** 0 is the fastest, and makes no tail calls but those that must be. Default: as optimized. */
  readonly codeLevel?: 0 | 1 | 2 | 3;
}

export interface CompileOptions {
  readonly form: OutputForm;
  /** Changes the optimized module before code is made of it. */
  readonly finish?: (module: Module, context: Context) => void;
}

/** Numbers of `LLVMCodeGenFileType`. */
const FILE_TYPES = { assembly: 0, object: 1 } as const;
/** Numbers of `LLVMRelocMode` and `LLVMCodeModel`: position-independent code of the usual size. */
const PIC = 2;
const DEFAULT_CODE_MODEL = 0;

/** What LLVM calls our architectures in the names of its initializers. */
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
  readonly #machine: TargetMachine;
  readonly #layout: DataLayout;
  readonly #passOptions: PassOptions;
  readonly #pipeline: string;
  #disposed = false;

  /** @throws LLVMError for a triple that this LLVM has no target for. */
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
  }

  /**
   * Compiles a module that is given as text.
   *
   * @throws LLVMError for text that LLVM does not read; SessionDisposedError.
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

/** A place for what a call gives back beside its result. */
export function out<T extends number>(place: T[]): T[] {
  place[0] = NULL as number as T; // overwritten by the call
  return place;
}

/** `LLVMInitializeNativeTarget` is inline in the headers; this is what it calls. */
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
