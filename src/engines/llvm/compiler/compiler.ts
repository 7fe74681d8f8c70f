/** IR to native objects, by LLVM's optimizer and code generator. */
import { externalsOf, type IRFunction, type IRModule } from '../../../ir/index.ts';
import type { Compiler, ObjectFormat, TargetMachine } from '../../../orc/index.ts';
import type { Binary, Message } from '../binding/bindings.ts';
import { NULL } from '../binding/ffi.ts';
import { identityOf, LLVMError, type LLVMLibrary, takeText } from '../binding/library.ts';
import { Checks } from './checks.ts';
import {
  CodeGenerator,
  type CodeGeneratorOptions,
  type OutputForm,
  out,
} from './code-generator.ts';
import { definitionName, linkableText } from './linkage.ts';
import type { LLVMObject } from './object.ts';
import { deserializeObject, serializeObject } from './object-format.ts';

/** Frames of functions with fewer values than this fit into the stack's reserve. */
const LARGE = 1000;

/** Options of the compiler for the executor. */
export interface LLVMCompilerOptions extends CodeGeneratorOptions {
  /** Whether loops check that they may go on, which deadlines need. Default: true. */
  readonly checkpoints?: boolean;
}

/** Compiles IR for the LLVM executor. Pure: the same IR, options and LLVM make the same object. */
export class LLVMCompiler implements Compiler<LLVMObject>, Disposable {
  readonly objectFormat: ObjectFormat<LLVMObject> = {
    serialize: serializeObject,
    deserialize: deserializeObject,
  };
  /** Names the library's file and all options. */
  readonly fingerprint: string;
  readonly #generator: CodeGenerator;
  readonly #checks: Checks;
  readonly #checksLoops: boolean;

  constructor(library: LLVMLibrary, options: LLVMCompilerOptions = {}) {
    // The stack check needs tail calls.
    const codeLevel = options.optimizationLevel === 0 ? 1 : options.optimizationLevel;
    this.#generator = new CodeGenerator(library, {
      ...options,
      ...(codeLevel !== undefined && { codeLevel }),
    });
    this.#checks = new Checks(library, this.#generator.triple);
    this.#checksLoops = options.checkpoints ?? true;
    this.fingerprint = JSON.stringify([
      identityOf(library),
      this.#generator.options,
      this.#checksLoops,
    ]);
  }

  /** The target of the code, in LLVM's names. */
  get targetMachine(): TargetMachine {
    const { triple, cpu, dataLayout } = this.#generator;
    return { triple, cpu, dataLayout };
  }

  /** Compiles a module; all its functions go into one object. */
  compile(module: IRModule): LLVMObject {
    const references = Array.from(externalsOf(module), ([name, type]) => ({ name, type }));
    const bytes = this.#generate(module, references, 'object');
    const sizeOf = symbolSizes(this.#generator.library, bytes);
    const definitions = module.functions.map(({ name, type }, index) => {
      const own = definitionName(index);
      return { name, type, size: sizeOf.get(own) ?? sizeOf.get(`_${own}`) ?? 0 };
    });
    const size = definitions.reduce((sum, definition) => sum + definition.size, 0);
    return { definitions, references, size, bytes };
  }

  /** Frees the memory that LLVM holds for the compiler. */
  [Symbol.dispose](): void {
    this.#generator[Symbol.dispose]();
  }

  #generate(module: IRModule, references: LLVMObject['references'], form: OutputForm): Uint8Array {
    const functions = module.functions.map((fn, index) => ({
      name: definitionName(index),
      checksStack: needsStackCheck(fn),
      checksLoops: this.#checksLoops,
    }));
    const text = linkableText(module, references, this.#generator.library.version);
    return this.#generator.compile(text, {
      form,
      finish: (built, context) => this.#checks.insert(built, context, functions),
    });
  }
}

/** A small function without calls needs no check: it cannot recurse. */
function needsStackCheck({ blocks, values }: IRFunction): boolean {
  if (values.length >= LARGE) return true;
  return blocks.some(({ instructions }) =>
    instructions.some((value) => values[value]?.op === 'call'),
  );
}

/** The size in bytes of each symbol of an object. */
function symbolSizes(library: LLVMLibrary, bytes: Uint8Array): ReadonlyMap<string, number> {
  const { llvm } = library;
  const sizes = new Map<string, number>();
  const buffer = llvm.CreateMemoryBufferWithMemoryRangeCopy(bytes, bytes.length, 'object');
  const message: Message[] = [];
  const object: Binary = llvm.CreateBinary(buffer, NULL, out(message));
  if (object === NULL) throw new LLVMError(takeText(library, message[0]!)); // set on failure
  const at = llvm.ObjectFileCopySymbolIterator(object);
  while (llvm.ObjectFileIsSymbolIteratorAtEnd(object, at) === 0) {
    sizes.set(llvm.GetSymbolName(at), llvm.GetSymbolSize(at));
    llvm.MoveToNextSymbol(at);
  }
  llvm.DisposeSymbolIterator(at);
  llvm.DisposeBinary(object);
  llvm.DisposeMemoryBuffer(buffer);
  return sizes;
}
