export { finishSteps, InvalidArgumentError, type Steps } from '../source/index.ts';
export * from './call-options.ts';
export { Controller } from './controller.ts';
export * from './engine.ts';
export * from './errors.ts';
export * from './events.ts';
export { type HostFunctionOptions, HostFunctionUnit } from './host-function-unit.ts';
export { IdTable } from './id-table.ts';
export * from './jit-dylib.ts';
export * from './jit-symbol.ts';
export * from './layers.ts';
export * from './materialization.ts';
export type { ObjectCache } from './object-cache.ts';
export * from './process-functions.ts';
export * from './resource-tracker.ts';
export * from './session.ts';
export { hasStackLeft, isStackOverflow } from './stack-probe.ts';
export type {
  Code,
  CompileAction,
  HostFunction,
  IndirectStubsManager,
  Stub,
} from './stubs.ts';
export type { SymbolReference } from './symbol-reference.ts';
export * from './units.ts';
