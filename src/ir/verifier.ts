/**
 * The invariants of the IR. Every pass may rely on them and must keep them.
 *
 * Values
 *
 *  0. Values have the fields of an `Instruction`, with an opcode and a type of the table.
 *  1. A function takes at most 1000 `double`s and returns one. Its parameters are its first values,
 *     in order.
 *  2. The opcode table sets the number and types of operands and the type of the result. A phi has
 *     one operand of its own type for each of its blocks. A call has at most 1000 operands. An
 *     operand names a value of the function that has a result.
 *  3. A `const` names one of the function's constants, of its own type.
 *  4. The predicate of an `fcmp` is one of the table.
 *  5. Names of functions and callees are not empty and do not start with `llvm.`, as intrinsics do.
 *
 * Blocks
 *
 *  6. There is an entry block, and every block ends with a terminator and has no other.
 *  7. Phis come first in their block.
 *  8. A value is in at most one block, once; parameters and constants are in none.
 *  9. A `br` has one target, a `condbr` two, a `ret` none; all are blocks of the function. The
 *     targets of a `condbr` differ (so predecessors are a set; LLVM has a phi operand per edge).
 *
 * Control flow
 *
 * 10. The entry has no predecessors and no phis.
 * 11. Every block is reachable from the entry.
 * 12. A phi's blocks are the predecessors of its block, each exactly once.
 * 13. A definition dominates all its uses. A phi uses its operands at the ends of its blocks.
 *
 * Modules
 *
 * 14. The functions of a module have different names.
 * 15. All calls of one name have one function type; if the module defines the name, its type.
 *
 * Values that are in no block and no operands are leftovers: only 0, 1 and 3 apply to them.
 */
import { MAX_PARAMETERS } from '../source/index.ts';
import { calleeOf, calleeTypeOf } from './calls.ts';
import { constantOf } from './constants.ts';
import { Dominance, searchDepthFirst } from './dominance.ts';
import { predicateOf } from './instructions.ts';
import {
  type Block,
  blockOf,
  type Call,
  type Instruction,
  type IRFunction,
  type IRModule,
  instructionOf,
  terminatorOf,
  type Value,
} from './ir.ts';
import { type Opcode, opcodes, predicates } from './opcodes.ts';
import { eachPhi } from './phis.ts';
import { type LocalNames, nameLocals, reservedPrefix } from './text/names.ts';
import { printFunction } from './text/printer.ts';
import { type FunctionType, isSameType, printFunctionType, type Type, types } from './types.ts';

/** A broken invariant and its place. */
export interface Violation {
  /** Its number in the list above. */
  readonly invariant: number;
  readonly message: string;
  readonly function: string;
  /** The block's label and the value's name as printed; a value without a name is described. */
  readonly block: string | undefined;
  readonly instruction: string | undefined;
}

/** The IR breaks an invariant. The message shows the broken functions. */
export class VerifierError extends Error {
  readonly code = 'ERR_VERIFIER';
  override readonly name = 'VerifierError';
  readonly violations: readonly Violation[];
  /** The functions that are broken. */
  readonly symbols: readonly string[];

  constructor(violations: readonly Violation[], functions: readonly IRFunction[]) {
    const list = violations.map((violation) => `  ${describeViolation(violation)}\n`).join('');
    super(`invalid IR\n${list}\n${functions.map(printIfPossible).join('\n')}`);
    this.violations = violations;
    this.symbols = [...new Set(violations.map((violation) => violation.function))];
  }
}

function describeViolation(violation: Violation): string {
  const { invariant, message, function: name, block, instruction } = violation;
  const subject = instruction === undefined ? '' : `${instruction}: `;
  const place = block === undefined ? `'${name}'` : `${block} of '${name}'`;
  return `${invariant}: ${subject}${message} in ${place}`;
}

/** Prints a function, unless it lacks the fields of one. */
function printIfPossible(fn: IRFunction): string {
  try {
    return printFunction(fn);
  } catch {
    return `; '${fn.name}' cannot be shown\n`;
  }
}

/**
 * Checks a function. Throws `VerifierError` with the violations of invariants 0 to 13. Checks 1 to
 * 9 only if 0 holds, and 10 to 13 only if all before hold. Cost: near linear, without recursion.
 */
export function verifyFunction(fn: IRFunction): void {
  const violations = new FunctionVerifier(fn).run();
  if (violations.length > 0) throw new VerifierError(violations, [fn]);
}

/**
 * Checks a module and its functions. Throws `VerifierError` with all violations.
 *
 * @param namesOf Names of the parts of a function for messages. Default: those that it prints with.
 */
export function verifyModule(
  module: IRModule,
  namesOf: (fn: IRFunction) => LocalNames | undefined = () => undefined,
): void {
  const violations: Violation[] = [];
  const broken = new Set<IRFunction>();
  const types = new Map<string, FunctionType>();
  const report = (fn: IRFunction, found: readonly Violation[]) => {
    violations.push(...found);
    if (found.length > 0) broken.add(fn);
  };
  for (const fn of module.functions) {
    if (types.has(fn.name)) report(fn, new FunctionVerifier(fn).fail(14, 'second definition'));
    types.set(fn.name, fn.type);
  }
  for (const fn of module.functions) {
    const verifier = new FunctionVerifier(fn, namesOf(fn));
    report(fn, verifier.run());
    if (!broken.has(fn)) report(fn, verifier.checkCalls(types));
  }
  if (violations.length > 0) throw new VerifierError(violations, [...broken]);
}

class FunctionVerifier {
  readonly #fn: IRFunction;
  readonly #violations: Violation[] = [];
  /** For each value, its block, or -1, and its index there. */
  readonly #home: Int32Array;
  readonly #place: Int32Array;
  /** For each block, its predecessors. */
  readonly #predecessors: Block[][];
  #names: LocalNames | undefined;

  constructor(fn: IRFunction, names?: LocalNames) {
    this.#fn = fn;
    this.#names = names;
    this.#home = new Int32Array(fn.values.length).fill(-1);
    this.#place = new Int32Array(fn.values.length);
    this.#predecessors = fn.blocks.map(() => []);
  }

  run(): readonly Violation[] {
    this.#checkFields();
    if (this.#violations.length > 0) return this.#violations; // the other checks read these fields
    this.#checkName(this.#fn.name);
    this.#checkLeaves();
    if (this.#fn.blocks.length === 0) this.fail(6, 'no entry block');
    this.#eachBlock((block) => this.#checkBlock(block));
    // These checks walk the graph, so the blocks must be sound.
    if (this.#violations.length === 0) this.#checkControlFlow();
    return this.#violations;
  }

  /** Checks the calls of a function that is sound otherwise. Adds the types of new names. */
  checkCalls(types: Map<string, FunctionType>): readonly Violation[] {
    const before = this.#violations.length;
    this.#eachBlock((block) => {
      for (const value of blockOf(this.#fn, block).instructions) {
        const instruction = instructionOf(this.#fn, value);
        if (instruction.op !== 'call') continue;
        const name = calleeOf(instruction);
        const type = calleeTypeOf(instruction);
        const expected = types.get(name) ?? type;
        types.set(name, expected);
        if (isSameType(type, expected)) continue;
        const [called, is] = [type, expected].map(printFunctionType);
        this.#report(15, value, `calls ${name} as ${called}, but it is ${is}`);
      }
    });
    return this.#violations.slice(before);
  }

  /** Records a violation in the function, or in a block; returns all violations so far. */
  fail(invariant: number, message: string, block?: Block): readonly Violation[] {
    this.#violations.push({
      invariant,
      message,
      function: this.#fn.name,
      block: block === undefined ? undefined : this.#label(block),
      instruction: undefined,
    });
    return this.#violations;
  }

  #checkFields(): void {
    const { values, type, name, constants, parameterNames } = this.#fn;
    if (typeof name !== 'string') this.fail(0, `a function named ${name}`);
    if (!Array.isArray(type?.parameters)) this.fail(0, 'a function without a type');
    if (!Array.isArray(parameterNames)) this.fail(0, 'a function without names of parameters');
    if (!Array.isArray(constants)) this.fail(0, 'a function without constants');
    values.forEach((instruction, value) => {
      const { op, type, operands, blocks, immediate } = instruction;
      const isSound =
        Object.hasOwn(opcodes, op) &&
        types.includes(type) &&
        Array.isArray(operands) &&
        Array.isArray(blocks) &&
        (op !== 'call' || typeof (immediate as Call | undefined)?.callee === 'string');
      if (!isSound) this.fail(0, `value ${value} is no instruction: ${op} of type ${type}`);
    });
  }

  #eachBlock(check: (block: Block) => void): void {
    for (let block = 0; block < this.#fn.blocks.length; block++) check(block as Block);
  }

  #checkLeaves(): void {
    const { values, type: own } = this.#fn;
    const count = own.parameters.length;
    if (own.result !== 'double' || own.parameters.some((type) => type !== 'double')) {
      this.fail(1, `a function of type ${printFunctionType(own)}`);
    }
    if (values.length < count) this.fail(1, 'fewer values than parameters');
    if (count > MAX_PARAMETERS) this.fail(1, `${count} parameters, more than ${MAX_PARAMETERS}`);
    values.forEach(({ op, type }, value) => {
      const isParameter = op === 'param' && type === own.parameters[value];
      if (value < count ? !isParameter : op === 'param') {
        this.fail(1, `value ${value} of ${count} parameters is ${op} of type ${type}`);
      }
      if (op === 'const') this.#checkConstant(value as Value, type);
    });
  }

  #checkConstant(value: Value, type: Type): void {
    const constant = constantOf(this.#fn, value);
    const isSound = constant?.type === type && typeof constant.value === javaScriptTypes[type];
    if (!isSound) this.fail(3, `value ${value} is the ${type} constant ${constant?.value}`);
  }

  #checkBlock(block: Block): void {
    const { instructions } = blockOf(this.#fn, block);
    if (instructions.length === 0) this.fail(6, 'the block is empty', block);
    let phisEnded = false;
    instructions.forEach((value, place) => {
      const instruction = this.#fn.values[value];
      if (instruction === undefined) {
        this.fail(8, `the block holds ${value}, which is no value`, block);
        return;
      }
      const { kind } = opcodes[instruction.op];
      this.#settle(value, kind, block, place);
      if ((kind === 'terminator') !== (place === instructions.length - 1)) {
        const what = kind === 'terminator' ? 'has a terminator inside' : 'ends with no terminator';
        this.fail(6, `the block ${what}: ${instruction.op}`, block);
      }
      if (kind === 'phi' && phisEnded) this.#report(7, value, 'a phi after other instructions');
      phisEnded ||= kind !== 'phi';
      this.#checkInstruction(value, instruction);
      if (kind === 'terminator') this.#checkTargets(value, instruction);
    });
  }

  #settle(value: Value, kind: string, block: Block, place: number): void {
    if (kind === 'leaf') this.#report(8, value, `stands in ${this.#label(block)}`);
    if (this.#home[value] !== -1) this.#report(8, value, 'stands in two places');
    this.#home[value] = block;
    this.#place[value] = place;
  }

  #checkInstruction(value: Value, instruction: Instruction): void {
    const { op, type, operands, blocks } = instruction;
    const info = opcodes[op];
    const types = info.operands;
    const count = op === 'phi' ? blocks.length : (types?.length ?? operands.length);
    if (operands.length !== count) {
      this.#report(2, value, `${operands.length} operands, not ${count}`);
    }
    operands.forEach((operand, at) => {
      const wanted = op === 'phi' ? 'any' : (types?.[at] ?? 'double');
      this.#checkOperand(value, operand, wanted === 'any' ? type : wanted);
    });
    if (info.result !== undefined && info.result !== 'any' && type !== info.result) {
      this.#report(2, value, `a result of type ${type}`);
    }
    if (op === 'fcmp' && !predicates.includes(predicateOf(instruction))) {
      this.#report(4, value, `predicate '${predicateOf(instruction)}'`);
    }
    if (op === 'call') {
      this.#checkName(calleeOf(instruction));
      if (count > MAX_PARAMETERS) {
        this.#report(2, value, `${count} operands, more than ${MAX_PARAMETERS}`);
      }
    }
  }

  #checkOperand(value: Value, operand: Value, type: Type): void {
    const definition = this.#fn.values[operand];
    if (definition === undefined || opcodes[definition.op].result === undefined) {
      this.#report(2, value, `operand ${operand}, which has no result`);
    } else if (definition.type !== type) {
      this.#report(2, value, `operand ${this.#describe(operand)}, which is not of type ${type}`);
    }
  }

  #checkName(name: string): void {
    if (name === '' || name.startsWith(reservedPrefix)) {
      this.fail(5, `function named '${name}'`);
    }
  }

  #checkTargets(value: Value, { op, blocks }: Instruction): void {
    const wanted = targetCounts[op] ?? 0;
    const inRange = blocks.every((target) => this.#fn.blocks[target] !== undefined);
    if (blocks.length !== wanted || !inRange) this.#report(9, value, `${op} to blocks ${blocks}`);
    if (wanted === 2 && blocks[0] === blocks[1]) this.#report(9, value, 'targets are the same');
  }

  #checkControlFlow(): void {
    const successors = (block: Block) => terminatorOf(this.#fn, block).blocks;
    const search = searchDepthFirst(this.#fn.blocks.length, successors);
    this.#eachBlock((block) => {
      for (const target of successors(block)) this.#predecessors[target]!.push(block);
      if (search.numbers[block] === -1) this.fail(11, 'the block is unreachable', block);
    });
    if (this.#predecessors[0]!.length > 0) {
      this.fail(10, `the entry has predecessor ${this.#label(this.#predecessors[0]![0]!)}`);
    }
    if (this.#violations.length > 0) return; // dominance needs a sound graph
    this.#checkPhis();
    this.#checkUses(new Dominance(search, this.#predecessors));
  }

  #checkPhis(): void {
    // For each block, the last phi that named it: a set that needs no clearing between phis.
    const namedBy = new Int32Array(this.#fn.blocks.length).fill(-1);
    this.#eachPhi((phi, { blocks }, block) => {
      if (block === 0) this.#report(10, phi, 'a phi in the entry');
      for (const from of blocks) {
        if (namedBy[from] === phi) this.#report(12, phi, `names ${this.#label(from)} twice`);
        namedBy[from] = phi;
      }
      const predecessors = this.#predecessors[block]!;
      const missing = predecessors.filter((from) => namedBy[from] !== phi);
      for (const from of missing) this.#report(12, phi, `misses predecessor ${this.#label(from)}`);
      if (new Set(blocks).size > predecessors.length - missing.length) {
        this.#report(12, phi, 'names a block that is no predecessor');
      }
    });
  }

  #eachPhi(check: (phi: Value, instruction: Instruction, block: Block) => void): void {
    this.#eachBlock((block) => {
      eachPhi(this.#fn, block, (phi, value) => check(value, phi, block));
    });
  }

  #checkUses(dominance: Dominance): void {
    this.#eachBlock((block) => {
      blockOf(this.#fn, block).instructions.forEach((value, place) => {
        const { op, operands, blocks } = instructionOf(this.#fn, value);
        operands.forEach((operand, at) => {
          if (opcodes[instructionOf(this.#fn, operand).op].kind === 'leaf') return;
          const home = this.#home[operand]! as Block; // -1 for a value in no block
          const [where, before] = op === 'phi' ? [blocks[at]!, Infinity] : [block, place];
          const defined =
            home === where
              ? this.#place[operand]! < before
              : home >= 0 && dominance.dominates(home, where);
          if (!defined) this.#report(13, value, `uses ${this.#describe(operand)} too early`);
        });
      });
    });
  }

  #report(invariant: number, value: Value, what: string): void {
    const home = this.#home[value]!; // -1 for a value in no block
    this.#violations.push({
      invariant,
      message: what,
      function: this.#fn.name,
      block: home < 0 ? undefined : this.#label(home as Block),
      instruction: this.#describe(value),
    });
  }

  #describe(value: Value): string {
    this.#names ??= nameLocals(this.#fn);
    return this.#names.values[value] ?? `${this.#fn.values[value]!.op} (value ${value})`;
  }

  #label(block: Block): string {
    this.#names ??= nameLocals(this.#fn);
    return `%${this.#names.blocks[block] ?? `block ${block}`}`;
  }
}

/** Result of `typeof` for the value of a constant. */
const javaScriptTypes: Readonly<Record<Type, string>> = { double: 'number', i1: 'boolean' };

const targetCounts: Partial<Record<Opcode, number>> = { br: 1, condbr: 2 };
