/** The intermediate representation: data, text, checks and a reference interpreter. */
export { add, FunctionBuilder } from './builder.ts';
export { type DepthFirstSearch, Dominance, searchDepthFirst } from './dominance.ts';
export { compare, evaluate } from './evaluate.ts';
export { type CallHandler, type Fuel, FuelExhaustedError, interpret } from './interpreter.ts';
export {
  type BasicBlock,
  type Block,
  blockOf,
  calleeTypeOf,
  externalsOf,
  type Instruction,
  type IRFunction,
  type IRModule,
  instructionOf,
  predicateOf,
  terminatorOf,
  type Value,
} from './ir.ts';
export {
  type LeafOpcode,
  type Opcode,
  type OpcodeInfo,
  opcodes,
  type Predicate,
  type PureOpcode,
  predicates,
  type TerminatorOpcode,
} from './opcodes.ts';
export { type HostFunction, ReferenceMachine } from './reference-machine.ts';
export { formatDouble } from './text/format.ts';
export { quoteName } from './text/names.ts';
export type { FunctionPlaces, Places } from './text/places.ts';
export { type FunctionNamer, printFunction, printModule } from './text/printer.ts';
export { type ModuleText, readModule } from './text/read-module.ts';
export { parseModule } from './text/reader.ts';
export {
  type FunctionType,
  functionOfDoubles,
  isSameType,
  printFunctionType,
  type Type,
} from './types.ts';
export { type Variable, Variables } from './variables.ts';
export { VerifierError, type Violation, verifyFunction, verifyModule } from './verifier.ts';
