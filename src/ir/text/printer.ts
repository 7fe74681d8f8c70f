/**
 * IR to text: a subset of LLVM's assembly (LangRef) that LLVM 14 and later read as it is.
 *
 * The printer takes whatever it is given, broken functions too, because the verifier shows them:
 * what has no name prints as `<badref>`, as in LLVM.
 */

import { calleeOf, externalsOf, isTailCall } from '../calls.ts';
import { constantOf } from '../constants.ts';
import { predicateOf } from '../instructions.ts';
import {
  type Block,
  type Instruction,
  type IRFunction,
  type IRModule,
  instructionOf,
  type Value,
} from '../ir.ts';
import { type Opcode, opcodes } from '../opcodes.ts';
import type { FunctionType } from '../types.ts';
import { formatConstant } from './format.ts';
import { intrinsicName, type LocalNames, nameLocals, quoteName, typeOfIntrinsic } from './names.ts';

/** What a text for LLVM says beyond the IR. Names are those of the IR. */
export interface PrintOptions {
  /** What the text calls a function. Default: its name. */
  readonly nameOf?: (name: string) => string;
  /** Which functions have internal linkage. Default: none. */
  readonly isInternal?: (name: string) => boolean;
  /** Attributes of the functions that are defined. */
  readonly definitionAttributes?: readonly string[];
  /** Attributes of the functions that are declared, intrinsics excepted. */
  readonly declarationAttributes?: readonly string[];
  /** Whether what is called and not defined is declared. Default: true. */
  readonly declaresExternals?: boolean;
  /** Whether calls of a function in itself are `notail`, unless they are marked. Default: false. */
  readonly keepsOwnFrames?: boolean;
  /** Functions that are called instead of the intrinsics of some opcodes. */
  readonly substitutes?: Readonly<Partial<Record<Opcode, Substitute>>>;
}

/** A function of LLVM's assembly. */
export interface Substitute {
  readonly name: string;
  /** Its text, which a module that calls it contains. */
  readonly definition: string;
}

/**
 * All functions of a module in order, then `declare` lines for what they call and do not define
 * and for the intrinsics they use. `parseModule` reads it back if no options are given. Cost: linear.
 */
export function printModule(module: IRModule, options: PrintOptions = {}): string {
  const { nameOf = unchanged, declaresExternals = true, substitutes = {} } = options;
  const externals = declaresExternals ? externalsOf(module) : [];
  const declarations = [
    ...Array.from(externals, ([name, type]) =>
      declaration(nameOf(name), type, options.declarationAttributes),
    ),
    ...Array.from(
      intrinsicsOf(module),
      (op) => substitutes[op]?.definition ?? declaration(intrinsicName(op), typeOfIntrinsic(op)),
    ),
  ];
  const parts = module.functions.map((fn) => printFunction(fn, options));
  if (declarations.length > 0) parts.push(declarations.join(''));
  return parts.join('\n');
}

/**
 * One function as a `define`. Parameters have their source names, blocks their labels (made
 * unique), all other values numbers. Cost: linear.
 *
 * @example
 * printFunction(builder.finish()); // define double @f(double %x) { …
 */
export function printFunction(fn: IRFunction, options: PrintOptions = {}): string {
  const { nameOf = unchanged, isInternal, definitionAttributes = [] } = options;
  const printer = new FunctionPrinter(fn, options);
  const linkage = isInternal?.(fn.name) ? 'internal ' : '';
  const parameters = fn.type.parameters.map(
    (type, position) => `${type} ${printer.value(position as Value)}`, // parameters are the first values
  );
  const signature = `${fn.type.result} @${quoteName(nameOf(fn.name))}(${parameters.join(', ')})`;
  const lines = [`define ${linkage}${[signature, ...definitionAttributes].join(' ')} {`];
  fn.blocks.forEach(({ instructions }, block) => {
    lines.push(`${printer.names.blocks[block]}:`);
    for (const value of instructions) lines.push(`  ${printer.line(value)}`);
  });
  lines.push('}', '');
  return lines.join('\n');
}

function unchanged(name: string): string {
  return name;
}

function declaration(
  name: string,
  { parameters, result }: FunctionType,
  attributes: readonly string[] = [],
): string {
  const signature = `${result} @${quoteName(name)}(${parameters.join(', ')})`;
  return `declare ${[signature, ...attributes].join(' ')}\n`;
}

function intrinsicsOf(module: IRModule): Set<Opcode> {
  const used = new Set<Opcode>();
  for (const fn of module.functions) {
    for (const { instructions } of fn.blocks) {
      for (const value of instructions) {
        const { op } = instructionOf(fn, value);
        if (opcodes[op].form === 'intrinsic') used.add(op);
      }
    }
  }
  return used;
}

class FunctionPrinter {
  readonly #fn: IRFunction;
  readonly #options: PrintOptions;
  readonly names: LocalNames;

  constructor(fn: IRFunction, options: PrintOptions) {
    this.#fn = fn;
    this.#options = options;
    this.names = nameLocals(fn);
  }

  line(value: Value): string {
    const instruction = this.#fn.values[value];
    if (instruction === undefined) return '<badref>';
    const text = this.#instruction(instruction);
    return opcodes[instruction.op].result === undefined ? text : `${this.value(value)} = ${text}`;
  }

  /** A value as an operand, without its type. */
  value(value: Value | undefined): string {
    if (value === undefined || this.#fn.values[value] === undefined) return '<badref>';
    const constant = constantOf(this.#fn, value);
    if (constant !== undefined) return formatConstant(constant);
    return this.names.values[value] ?? '<badref>';
  }

  #instruction(instruction: Instruction): string {
    const { op, type, operands, blocks } = instruction;
    switch (op) {
      case 'param':
      case 'const':
        return `<${op}>`; // only in a broken function
      case 'call':
        return this.#call(instruction);
      case 'fcmp':
        return `fcmp ${predicateOf(instruction)} ${this.#uniform(operands)}`;
      case 'select':
        return `select ${this.#typedList(operands)}`;
      case 'phi':
        return `phi ${type} ${operands.map((v, at) => this.#incoming(v, blocks[at])).join(', ')}`;
      case 'br':
        return `br label ${this.#label(blocks[0])}`;
      case 'condbr': {
        const targets = `label ${this.#label(blocks[0])}, label ${this.#label(blocks[1])}`;
        return `br ${this.#typedList(operands)}, ${targets}`;
      }
      case 'ret':
        return `ret ${this.#uniform(operands)}`;
      default:
        return this.#pure(instruction);
    }
  }

  #pure({ op, type, operands }: Instruction): string {
    switch (opcodes[op].form) {
      case 'intrinsic': {
        const name = this.#options.substitutes?.[op]?.name ?? intrinsicName(op);
        return `call ${type} @${quoteName(name)}(${this.#typedList(operands)})`;
      }
      case 'conversion':
        return `${op} ${this.#uniform(operands)} to ${type}`;
      case 'instruction':
        return `${op} ${this.#uniform(operands)}`;
    }
  }

  #call(instruction: Instruction): string {
    const { nameOf = unchanged, keepsOwnFrames } = this.#options;
    const callee = calleeOf(instruction);
    const own = keepsOwnFrames && callee === this.#fn.name ? 'notail ' : '';
    const marker = isTailCall(instruction) ? 'tail ' : own;
    const operands = this.#typedList(instruction.operands);
    return `${marker}call ${instruction.type} @${quoteName(nameOf(callee))}(${operands})`;
  }

  /** Operands of one type, written once. */
  #uniform(operands: readonly Value[]): string {
    return `${this.#typeOf(operands[0])} ${operands.map((each) => this.value(each)).join(', ')}`;
  }

  #typedList(operands: readonly Value[]): string {
    return operands.map((each) => `${this.#typeOf(each)} ${this.value(each)}`).join(', ');
  }

  #typeOf(operand: Value | undefined): string {
    return (operand === undefined ? undefined : this.#fn.values[operand]?.type) ?? 'double';
  }

  #incoming(value: Value, block: Block | undefined): string {
    return `[ ${this.value(value)}, ${this.#label(block)} ]`;
  }

  #label(block: Block | undefined): string {
    const name = block === undefined ? undefined : this.names.blocks[block];
    return name === undefined ? '<badref>' : `%${name}`;
  }
}
