/** The intermediate representation: data, text, checks and a reference interpreter. */
export { FunctionBuilder } from './builder.ts';
export {
  addCall,
  calleeOf,
  calleeTypeOf,
  externalsOf,
  isTailCall,
  markTailCall,
  positionOf,
  setCallee,
} from './calls.ts';
export {
  addConstant,
  ConstantPool,
  constantDouble,
  constantFrom,
  constantOf,
  constantTruth,
  isSameConstant,
  isSameValue,
  numberOf,
} from './constants.ts';
export { type DepthFirstSearch, Dominance, searchDepthFirst } from './dominance.ts';
export { compare, evaluate } from './evaluate.ts';
export {
  addBranch,
  addComparison,
  addCopy,
  addJump,
  addPure,
  addReturn,
  predicateOf,
  turnInto,
  turnIntoComparison,
  turnIntoJump,
} from './instructions.ts';
export { type CallHandler, type Fuel, FuelExhaustedError, interpret } from './interpreter.ts';
export {
  type BasicBlock,
  type Block,
  blockOf,
  type Call,
  type Constant,
  type ConstantIndex,
  type Instruction,
  type IRFunction,
  type IRModule,
  instructionOf,
  newFunction,
  terminatorOf,
  type Value,
} from './ir.ts';
export {
  type LeafOpcode,
  type Opcode,
  type OpcodeInfo,
  opcodes,
  type PlainOpcode,
  type Predicate,
  type PureOpcode,
  predicates,
  type TerminatorOpcode,
} from './opcodes.ts';
export {
  addIncoming,
  addPhi,
  countPhis,
  dropIncoming,
  eachPhi,
  incomingOf,
  phisOf,
  replaceIncoming,
  takeIncoming,
} from './phis.ts';
export { type HostFunction, ReferenceMachine } from './reference-machine.ts';
export { formatDouble } from './text/format.ts';
export { quoteName } from './text/names.ts';
export type { FunctionPlaces, Places } from './text/places.ts';
export { type PrintOptions, printFunction, printModule, type Substitute } from './text/printer.ts';
export { type ModuleText, readModule } from './text/read-module.ts';
export { parseModule } from './text/reader.ts';
export {
  type FunctionType,
  functionOfDoubles,
  isSameType,
  printFunctionType,
  type Type,
  types,
} from './types.ts';
export { type Variable, Variables } from './variables.ts';
export { VerifierError, type Violation, verifyFunction, verifyModule } from './verifier.ts';
