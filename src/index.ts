/** Kaleidoscope with a lazy JIT compiler, for Node and browsers. */
export { createWasmEngine } from './engines/wasm/index.ts';
export {
  type Declaration,
  KaleidoscopeJIT,
  type KaleidoscopeJITOptions,
  type ModuleHandle,
  type Outcome,
} from './kaleidoscope-jit.ts';
export {
  ANONYMOUS,
  DEFAULT_PRECEDENCE,
  endOf,
  type FunctionAST,
  type Item,
  identifierAt,
  isFixedOperator,
  kindOf,
  MAX_NESTING,
  MAX_PRECEDENCE,
  NodeKind,
  type Nodes,
  nodeCount,
  numberAt,
  OperatorTable,
  operatorOf,
  Parser,
  type Prototype,
  payloadOf,
  printAST,
  prototypeSpan,
  startOf,
} from './language/index.ts';
export * from './orc/index.ts';
export { listPasses, type OptimizationLevel, type Pass } from './passes/index.ts';
export { createRuntime, Output, type Runtime } from './runtime/index.ts';
export {
  type Diagnostic,
  DiagnosticError,
  error,
  headline,
  LimitError,
  location,
  note,
  type Position,
  type ProgramLimits,
  type RenderOptions,
  renderDiagnostic,
  type Severity,
  SourceFile,
  type Span,
  warning,
} from './source/index.ts';
