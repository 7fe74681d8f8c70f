/**
 * Prints IR as text: a subset of LLVM's assembly (LangRef) that LLVM 14 and later read unchanged.
 *
 * The printer accepts broken functions too, because the verifier shows them: a value or block that
 * does not exist prints as `<badref>`, as in LLVM.
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

/** Details of the text that the IR does not determine. `name` is always a name of the IR. */
export interface PrintOptions {
  /** Name of a function in the text. Default: its name in the IR. */
  readonly nameOf?: (name: string) => string;
  /** Which functions have internal linkage. Default: none. */
  readonly isInternal?: (name: string) => boolean;
  /** Attributes of the functions that are defined. */
  readonly definitionAttributes?: readonly string[];
  /** Attributes of the functions that are declared, intrinsics excepted. */
  readonly declarationAttributes?: readonly string[];
  /** Whether to declare functions that are called and not defined. Default: true. */
  readonly declaresExternals?: boolean;
  /** Whether a function's calls of itself are `notail` unless marked as tail. Default: false. */
  readonly keepsOwnFrames?: boolean;
  /** Functions to call instead of intrinsics, by opcode. */
  readonly substitutes?: Readonly<Partial<Record<Opcode, Substitute>>>;
}

/** A function in LLVM's assembly that replaces an intrinsic. */
export interface Substitute {
  readonly name: string;
  /** Its text, which goes into a module that calls it. */
  readonly definition: string;
}

/**
 * Prints all functions of a module in order, then `declare` lines for the external functions and
 * intrinsics that they call. `parseModule` reads text printed without options. Cost: linear.
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
 * Prints one function as a `define`. Parameters have their source names, blocks their labels (made
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

  /** Operands of one type, which is written once. */
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
