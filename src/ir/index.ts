/** The intermediate representation: data, text, checks and a reference interpreter. */
export { add, FunctionBuilder } from './builder.ts';
export { compare, evaluate } from './evaluate.ts';
export { formatDouble } from './format.ts';
export { type CallHandler, type Fuel, FuelExhaustedError, interpret } from './interpreter.ts';
export {
  type BasicBlock,
  type Block,
  blockOf,
  externalsOf,
  type Instruction,
  type IRFunction,
  type IRModule,
  instructionOf,
  predicateOf,
  terminatorOf,
  type Value,
} from './ir.ts';
export { quoteName } from './names.ts';
export {
  type LeafOpcode,
  type Opcode,
  type OpcodeInfo,
  opcodes,
  type Predicate,
  type PureOpcode,
  predicates,
  type TerminatorOpcode,
  type Type,
} from './opcodes.ts';
export { printFunction, printModule } from './printer.ts';
export { parseModule } from './reader.ts';
export { type HostFunction, ReferenceMachine } from './reference-machine.ts';
export { type Variable, Variables } from './variables.ts';
export { VerifierError, verifyFunction, verifyModule } from './verifier.ts';
