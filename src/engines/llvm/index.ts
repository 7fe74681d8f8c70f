/** The native engine: LLVM's own code generator and ORC, called through koffi. For Node. */
export type { CodeGeneratorOptions, OutputForm } from './code-generator.ts';
export { type EmitModuleOptions, emitModule } from './emit.ts';
export { LLVMError, LLVMNotFoundError } from './library.ts';
