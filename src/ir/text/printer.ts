/**
 * IR to text: a subset of LLVM's assembly (LangRef) that LLVM 14 and later read as it is.
 *
 * The printer takes whatever it is given, broken functions too, because the verifier shows them:
 * what has no name prints as `<badref>`, as in LLVM.
 */

import {
  type Block,
  externalsOf,
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

/** What the text calls a function. */
export type FunctionNamer = (name: string) => string;

/**
 * All functions of a module in order, then `declare` lines for what they call and do not define
 * and for the intrinsics they use. `parseModule` reads it back. `nameOf` gives functions other names
 * in the text. Cost: linear.
 */
export function printModule(module: IRModule, nameOf: FunctionNamer = (name) => name): string {
  const declarations = [
    ...Array.from(externalsOf(module), ([name, type]) => declaration(nameOf(name), type)),
    ...Array.from(intrinsicsOf(module), (op) =>
      declaration(intrinsicName(op), typeOfIntrinsic(op)),
    ),
  ];
  const parts = module.functions.map((fn) => printFunction(fn, nameOf));
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
export function printFunction(fn: IRFunction, nameOf: FunctionNamer = (name) => name): string {
  const printer = new FunctionPrinter(fn, nameOf);
  const { result } = fn.type;
  const parameters = fn.type.parameters.map(
    (type, position) => `${type} ${printer.value(position as Value)}`, // parameters are the first values
  );
  const lines = [`define ${result} @${quoteName(nameOf(fn.name))}(${parameters.join(', ')}) {`];
  fn.blocks.forEach(({ instructions }, block) => {
    lines.push(`${printer.names.blocks[block]}:`);
    for (const value of instructions) lines.push(`  ${printer.line(value)}`);
  });
  lines.push('}', '');
  return lines.join('\n');
}

function declaration(name: string, { parameters, result }: FunctionType): string {
  return `declare ${result} @${quoteName(name)}(${parameters.join(', ')})\n`;
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
  readonly #nameOf: FunctionNamer;
  readonly names: LocalNames;

  constructor(fn: IRFunction, nameOf: FunctionNamer) {
    this.#fn = fn;
    this.#nameOf = nameOf;
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
    if (value === undefined) return '<badref>';
    const instruction = this.#fn.values[value];
    if (instruction?.op !== 'const') return this.names.values[value] ?? '<badref>';
    const { type, number } = instruction;
    return type === 'i1' ? String(number !== 0) : formatConstant(number);
  }

  #instruction(instruction: Instruction): string {
    const { op, type, operands, blocks, number, name } = instruction;
    switch (op) {
      case 'param':
      case 'const':
        return `<${op}>`; // only in a broken function
      case 'call':
        return `${number === 1 ? 'tail ' : ''}call double @${quoteName(this.#nameOf(name))}(${this.#typedList(operands)})`;
      case 'fcmp':
        return `fcmp ${name} double ${this.#list(operands)}`;
      case 'uitofp':
        return `uitofp i1 ${this.#list(operands)} to double`;
      case 'select':
        return `select ${this.#typedList(operands)}`;
      case 'phi':
        return `phi ${type} ${operands.map((v, at) => this.#incoming(v, blocks[at])).join(', ')}`;
      case 'br':
        return `br label ${this.#label(blocks[0])}`;
      case 'condbr': {
        const targets = `label ${this.#label(blocks[0])}, label ${this.#label(blocks[1])}`;
        return `br i1 ${this.#list(operands)}, ${targets}`;
      }
      case 'ret':
        return `ret double ${this.#list(operands)}`;
      default:
        if (opcodes[op].form === 'intrinsic') {
          return `call double @${intrinsicName(op)}(${this.#typedList(operands)})`;
        }
        return `${op} ${type} ${this.#list(operands)}`;
    }
  }

  #list(operands: readonly Value[]): string {
    return operands.map((operand) => this.value(operand)).join(', ');
  }

  #typedList(operands: readonly Value[]): string {
    return operands
      .map((operand) => `${this.#fn.values[operand]?.type ?? 'double'} ${this.value(operand)}`)
      .join(', ');
  }

  #incoming(value: Value, block: Block | undefined): string {
    return `[ ${this.value(value)}, ${this.#label(block)} ]`;
  }

  #label(block: Block | undefined): string {
    const name = block === undefined ? undefined : this.names.blocks[block];
    return name === undefined ? '<badref>' : `%${name}`;
  }
}
